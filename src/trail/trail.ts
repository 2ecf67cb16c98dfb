import {
  type Clock,
  type Databases,
  isRefusal,
  type Log,
  type PersonId,
  type Refusal,
  refuse,
  type Settings,
  type Subscribers,
  type Transaction,
  type Viewer,
} from '../kernel/index.ts'
import { AskedWitness } from './ask-witness.ts'
import { type WitnessAddress, WitnessRounds } from './ask-witnesses.ts'
import { type ResidentBundle, streamBundle } from './bundle.ts'
import { readCheckpointText } from './checkpoint.ts'
import type { Command, CommandCall, Decide, Ran, RunRefusal } from './command.ts'
import { CommandFlights } from './command-flights.ts'
import { confirmationWords, isLate } from './confirmation.ts'
import { findLooks, type LooksPage, type LooksWanted, whoHasLooked } from './find-looks.ts'
import { KeepUp } from './keep-up.ts'
import { type Deed, listDeeds } from './list-deeds.ts'
import type { ListRequest } from './list-look.ts'
import { type Look, type LookStep, listLooks, listSteps, tellSteps } from './list-looks.ts'
import { type LoggedEntry, readLogged } from './logged-entry.ts'
import type { LookReceipt, LookRequest } from './look.ts'
import { Mark } from './mark.ts'
import { type Signer, splitNote, type Verifier } from './note.ts'
import type { Done } from './perform.ts'
import { logKeyFileOf, openLogKey, readWitnessAddresses } from './place-keys.ts'
import { type Policy, writePolicy } from './policy.ts'
import { publishedNote, readHeads } from './publish.ts'
import { countLookersBeside, countLooks, countRefused, keyUsedAt } from './queries.ts'
import { leafData, newestCheckpoint, oldestUnnumbered } from './queries-log.ts'
import { type EvidenceRow, evidenceRows, witnessRows } from './queries-witness.ts'
import { policyOf, type QuorumRule } from './quorum.ts'
import { TreeReader } from './read-tree.ts'
import { LookRecorder } from './record-looks.ts'
import { type CommandDeps, runWithin } from './run-command.ts'
import { Sequencer } from './sequence.ts'
import { TILE_WIDTH, type Tile, type TileAddress } from './tile.ts'
import { type TrailStatus, witnessStatus } from './trail-status.ts'

export type TrailDeps = {
  databases: Databases
  clock: Clock
  log: Log
  settings: TrailSettings
  /** asks the agreement in effect whether a command may be done; without it none is but what everybody may */
  decide?: Decide
  /** what the agreement in effect says of witnesses */
  rule?: () => QuorumRule | undefined
  /** which errands wait for a topic */
  subscribers?: Subscribers
}
export type TrailSettings = Pick<Settings, 'dataFolder' | 'logName' | 'logKeyFile' | 'witnesses'>

export type Trail = {
  run<I, O, R extends string>(command: Command<I, O, R>, call: CommandCall<I>): Ran<O, R>
  /** the same, with the entry that says so */
  done<I, O>(command: Command<I, O, string>, call: CommandCall<I>): Promise<Done<O> | Refusal>
  /** the same inside a transaction that is under way, such as an errand's; it is done where that commits */
  within<I, O>(
    tx: Transaction,
    command: Command<I, O, string>,
    call: CommandCall<I>,
  ): Promise<Done<O> | Refusal>
  /** whether something has been done with this key, and when where that is still known */
  usedKey(key: string): Promise<{ at?: string } | undefined>
  look(viewer: Viewer, looks: LookRequest[]): Promise<LookReceipt[]>
  /** the same for a list, which is one entry whoever stands on it; a receipt for each of its people */
  lookAtList(viewer: Viewer, list: ListRequest): Promise<LookReceipt[]>
  looksAt(personIds: PersonId[], options?: { limit?: number; before?: string }): Promise<Look[]>
  /** the last looks at each of these people, newest first of each, without what they say */
  lookSteps(personIds: readonly PersonId[], limit: number): Promise<LookStep[]>
  /** what these say, in their order */
  tellLooks(steps: readonly LookStep[]): Promise<Look[]>
  /** what was done about them, newest first */
  deedsAbout(personIds: readonly PersonId[], limit?: number): Promise<Deed[]>
  lookCounts(personIds: readonly PersonId[], sinceIso: string): ReturnType<typeof countLooks>
  /** how many others than one have looked at any of these since then: whoever looks now is not among them */
  lookersBeside(personIds: readonly PersonId[], sinceIso: string, actorId: string): Promise<number>
  /** looks of a time, by whom, at whom, what for and with what outcome; newest first, a page of them */
  findLooks(wanted: LooksWanted): Promise<LooksPage>
  /** everybody who has ever looked, by name */
  whoHasLooked(): Promise<Look['actor'][]>
  /** how often somebody was refused since then, and how many people that was */
  refusedLooks(since: Date): ReturnType<typeof countLooks>
  /** at most a second old */
  status(): Promise<TrailStatus>
  /** false while what was committed cannot be numbered: a wrong key, or a log that was tampered with */
  worksNow(): boolean
  /** Numbers everything that is committed now, and signs. */
  sequence(): Promise<void>
  /** Asks every witness to confirm the newest checkpoint, and waits for their answers. */
  confirm(): Promise<void>
  /** An entry that is in the signed log, proved; undefined where it is not, or not yet. */
  logged(entryId: string): Promise<LoggedEntry | undefined>
  /** What a resident takes home: their looks with proofs, to check without us. */
  exportBundle(personIds: PersonId[]): Promise<ResidentBundle>
  /** the same as the text of a file, piece by piece */
  streamBundle(personIds: PersonId[]): AsyncIterable<string>
  /** what the agreement in effect says of witnesses */
  rule(): QuorumRule | undefined
  readonly published: PublishedLog
  /** Numbers, signs, asks witnesses and wakes the news in the background, until closed. */
  start(): void
  close(): Promise<void>
}

/** What anybody may read of the log (C2SP tlog-tiles). Undefined where the signed tree does not reach. */
export type PublishedLog = {
  readonly keys: readonly Verifier[]
  /** the newest that a quorum has signed; it never goes back */
  checkpoint(): Promise<string | undefined>
  /** the newest that the log has signed, confirmed or not */
  newest(): Promise<string | undefined>
  /** who must have confirmed, for other verifiers (C2SP tlog-policy) */
  policy(): string | undefined
  tile(address: TileAddress): Promise<Tile | undefined>
  /** the data of the entries of a bundle */
  entries(address: Omit<TileAddress, 'level'>): Promise<Buffer[] | undefined>
}

const STATUS_MS = 1_000

const nothingGranted: Decide = () =>
  refuse('no-clause', 'No agreement is in effect, so nothing may be done.')

export async function openTrail(deps: TrailDeps): Promise<Trail> {
  return new TrailRoom(deps, openLogKey(deps.settings), readWitnessAddresses(deps.settings))
}

class TrailRoom implements Trail {
  readonly published: PublishedLog
  readonly #deps: TrailDeps
  readonly #looks: LookRecorder
  readonly #flights = new CommandFlights(() => this.#commandDeps())
  readonly #sequencer: Sequencer
  readonly #rounds: WitnessRounds
  readonly #reader: TreeReader
  readonly #witnesses: readonly WitnessAddress[]
  #turn: Promise<unknown> = Promise.resolve()
  readonly #keepUp: KeepUp
  #status: { until: number; answer: Promise<TrailStatus> } | undefined

  constructor(deps: TrailDeps, signer: Signer, witnesses: readonly WitnessAddress[]) {
    const { databases, clock, log, settings } = deps
    const logKey = signer.verifier
    this.#deps = deps
    this.#witnesses = witnesses
    this.#reader = new TreeReader(databases.care.short)
    this.#looks = new LookRecorder(databases.care, clock, () => this.#keepUp.nudge())
    this.#sequencer = new Sequencer({
      database: databases.log,
      clock,
      signer,
      mark: new Mark(`${logKeyFileOf(settings)}.mark`, logKey.name),
      witnessed: () => this.#witnessed(logKey),
    })
    const policy = () => this.policy()
    const { log: database } = databases
    const reader = this.#reader
    this.#rounds = new WitnessRounds({ database, reader, logKey, witnesses, policy, clock, log })
    this.#keepUp = new KeepUp({
      sequence: () => this.#grow(),
      askWitnesses: () => this.#rounds.askIfBehind(),
      log,
    })
    this.published = {
      keys: [logKey, ...witnesses.map(({ verifier }) => verifier)],
      checkpoint: async () => publishedNote(await this.#heads(), this.policy()),
      newest: async () => (await newestCheckpoint(databases.care.short))?.note,
      policy: () => writePolicy(this.policy()),
      tile: (address) => this.#tile(address),
      entries: (address) => this.#entries(address),
    }
  }

  async run<I, O, R extends string>(command: Command<I, O, R>, call: CommandCall<I>) {
    const answer = await this.done(command, call)
    return isRefusal(answer) ? (answer as Refusal<R | RunRefusal>) : answer.result
  }

  async done<I, O>(
    command: Command<I, O, string>,
    call: CommandCall<I>,
  ): Promise<Done<O> | Refusal> {
    const answer = await this.#flights.run(command, call)
    this.#keepUp.nudge()
    return answer
  }

  within<I, O>(tx: Transaction, command: Command<I, O, string>, call: CommandCall<I>) {
    return runWithin(tx, this.#commandDeps(), command, call)
  }

  async usedKey(key: string) {
    const used = await keyUsedAt(this.#deps.databases.care.short, key)
    return used && (used.at === null ? {} : { at: used.at.toISOString() })
  }

  #commandDeps(): CommandDeps {
    const { databases, clock, decide = nothingGranted, subscribers } = this.#deps
    return { databases, clock, decide, subscribers }
  }

  look(viewer: Viewer, looks: LookRequest[]): Promise<LookReceipt[]> {
    return this.#looks.record(viewer, looks)
  }

  lookAtList(viewer: Viewer, list: ListRequest): Promise<LookReceipt[]> {
    return this.#looks.recordList(viewer, list)
  }

  deedsAbout(personIds: readonly PersonId[], limit = 50): Promise<Deed[]> {
    return listDeeds(this.#deps.databases.care.short, personIds, limit)
  }

  looksAt(personIds: PersonId[], options?: { limit?: number; before?: string }): Promise<Look[]> {
    const { databases, clock } = this.#deps
    return listLooks(databases.care.short, personIds, clock.now(), options)
  }

  lookSteps(personIds: readonly PersonId[], limit: number): Promise<LookStep[]> {
    return listSteps(this.#deps.databases.care.short, personIds, limit)
  }

  tellLooks(steps: readonly LookStep[]): Promise<Look[]> {
    const { databases, clock } = this.#deps
    return tellSteps(databases.care.short, steps, clock.now())
  }

  lookCounts(personIds: readonly PersonId[], sinceIso: string) {
    return countLooks(this.#deps.databases.care.short, personIds, sinceIso)
  }

  lookersBeside(personIds: readonly PersonId[], sinceIso: string, actorId: string) {
    return countLookersBeside(this.#deps.databases.care.short, personIds, sinceIso, actorId)
  }

  findLooks(wanted: LooksWanted): Promise<LooksPage> {
    const { databases, clock } = this.#deps
    return findLooks(databases.care.short, wanted, clock.now())
  }

  whoHasLooked() {
    return whoHasLooked(this.#deps.databases.care.short)
  }

  refusedLooks(since: Date) {
    return countRefused(this.#deps.databases.care.short, since)
  }

  status(): Promise<TrailStatus> {
    const now = Date.now()
    if (this.#status === undefined || this.#status.until <= now) {
      const answer = this.#readStatus()
      this.#status = { until: now + STATUS_MS, answer }
      answer.catch(() => {
        this.#status = undefined
      })
    }
    return this.#status.answer
  }

  rule(): QuorumRule | undefined {
    return this.#deps.rule?.()
  }

  policy(): Policy {
    return policyOf(this.rule(), this.#witnesses, this.published.keys[0]!.vkey)
  }

  #heads() {
    const { databases, clock } = this.#deps
    return readHeads(databases.care.short, this.policy(), clock.now())
  }

  /** The largest size that a witness shows; undefined where none of them answers. */
  async #witnessed(logKey: Verifier): Promise<number | undefined> {
    if (this.#witnesses.length === 0) return 0
    const newest = async () => ({ note: '', size: 0 })
    const deps = { reader: this.#reader, logKey, newest, clock: this.#deps.clock }
    const sizes = await Promise.all(
      this.#witnesses.map((address) => new AskedWitness(address, deps).size()),
    )
    const shown = sizes.filter((size) => size !== undefined)
    return shown.length === 0 ? undefined : Math.max(...shown)
  }

  async #readStatus(): Promise<TrailStatus> {
    const { databases, clock } = this.#deps
    const db = databases.care.short
    const [heads, rows, unnumbered, evidence] = await Promise.all([
      this.#heads(),
      witnessRows(db),
      oldestUnnumbered(db),
      evidenceRows(db),
    ])
    const { newest: head, confirmation } = heads
    const now = clock.now()
    const read = head && readCheckpointText(splitNote(head.note)?.text ?? '')
    const since = (at: Date) => Math.max(0, Math.round((now.getTime() - at.getTime()) / 1000))
    return {
      size: Number(head?.size ?? 0),
      root: read?.root.toString('base64') ?? '',
      at: (head?.at ?? now).toISOString(),
      witnesses: this.#witnesses.map(({ verifier }) => {
        return witnessStatus(
          verifier,
          rows.find(({ vkey }) => vkey === verifier.vkey),
          since,
        )
      }),
      confirmation,
      words: confirmationWords(confirmation, now),
      late: isLate(confirmation, now),
      unnumberedSeconds: unnumbered === undefined ? 0 : since(unnumbered),
      ...(this.#keepUp.halted !== undefined && { halted: this.#keepUp.halted }),
      evidence: evidence.map(({ at, vkey: _, ...row }: EvidenceRow) => ({
        at: at.toISOString(),
        ...row,
      })),
    }
  }

  worksNow(): boolean {
    return this.#keepUp.works
  }

  async sequence(): Promise<void> {
    await this.#keepUp.sequence()
  }

  /** One batch at a time in this process. */
  async #grow(): Promise<boolean> {
    const mine = this.#turn.then(() => this.#sequencer.batch())
    this.#turn = mine.catch(() => {})
    const grew = (await mine) !== undefined
    if (grew) this.#status = undefined
    return grew
  }

  async confirm(): Promise<void> {
    await this.#rounds.askAll()
    this.#status = undefined
  }

  logged(entryId: string): Promise<LoggedEntry | undefined> {
    return readLogged(this.#deps.databases.care.short, this.published.keys[0]!, entryId)
  }

  async exportBundle(personIds: PersonId[]): Promise<ResidentBundle> {
    let text = ''
    for await (const piece of this.streamBundle(personIds)) text += piece
    return JSON.parse(text) as ResidentBundle
  }

  streamBundle(personIds: PersonId[]): AsyncIterable<string> {
    const { databases, clock } = this.#deps
    const { keys } = this.published
    const confirm = async () => {
      await this.sequence()
      await this.#rounds.askIfBehind()
    }
    const policy = this.policy()
    const { care } = databases
    return streamBundle({ care, reader: this.#reader, keys, policy, clock, confirm }, personIds)
  }

  async #tile(address: TileAddress): Promise<Tile | undefined> {
    const { level, n, width } = address
    const end = (n * TILE_WIDTH + width) * TILE_WIDTH ** level
    if (end > (await this.#signedSize())) return undefined
    return (await this.#reader.tiles([address]))[0]
  }

  async #entries({ n, width }: Omit<TileAddress, 'level'>): Promise<Buffer[] | undefined> {
    if (n * TILE_WIDTH + width > (await this.#signedSize())) return undefined
    return leafData(this.#deps.databases.care.short, n * TILE_WIDTH, width)
  }

  async #signedSize(): Promise<number> {
    return Number((await newestCheckpoint(this.#deps.databases.care.short))?.size ?? 0)
  }

  start(): void {
    this.#keepUp.start()
  }

  async close(): Promise<void> {
    await this.#keepUp.close()
    await this.#turn
    await this.#rounds.idle()
  }
}
