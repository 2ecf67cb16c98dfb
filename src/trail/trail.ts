import {
  type Clock,
  type Databases,
  isRefusal,
  type Log,
  type Refusal,
  refuse,
  type Settings,
  type Subscribers,
  type Transaction,
  type Viewer,
} from '../kernel/index.ts'
import { type WitnessAddress, WitnessRounds } from './ask-witnesses.ts'
import { type ResidentBundle, writeBundle } from './bundle.ts'
import { readCheckpointText } from './checkpoint.ts'
import type { Command, CommandCall, Decide } from './command.ts'
import { KeepUp } from './keep-up.ts'
import { type Look, listLooks } from './list-looks.ts'
import type { LookReceipt, LookRequest } from './look.ts'
import { type Signer, splitNote, type Verifier } from './note.ts'
import { openLogKey, readWitnessAddresses } from './place-keys.ts'
import { publishedCheckpoint } from './publish.ts'
import { countLooks, countRefused, keyUsedAt } from './queries.ts'
import { leafData, newestCheckpoint, witnessRows } from './queries-log.ts'
import { TreeReader } from './read-tree.ts'
import { LookRecorder } from './record-looks.ts'
import { type CommandDeps, type Done, runCommand, runWithin } from './run-command.ts'
import { Sequencer } from './sequence.ts'
import { TILE_WIDTH, type Tile, type TileAddress } from './tile.ts'

export type TrailDeps = {
  databases: Databases
  clock: Clock
  log: Log
  settings: TrailSettings
  /** asks the agreement in effect whether a command may be done; without it none is but what everybody may */
  decide?: Decide
  /** which errands wait for a topic */
  subscribers?: Subscribers
}
export type TrailSettings = Pick<Settings, 'dataFolder' | 'logName' | 'logKeyFile' | 'witnesses'>

export type TrailStatus = {
  size: number
  /** base64 */
  root: string
  at: string
  witnesses: WitnessStatus[]
}

export type WitnessStatus = {
  name: string
  /** the number of entries that it last confirmed */
  size: number
  /** since then; infinite where it has never answered */
  ageSeconds: number
  /** in words, why it did not confirm the newest checkpoint */
  objection?: string
}

export type Trail = {
  run<I, O>(command: Command<I, O>, call: CommandCall<I>): Promise<O | Refusal>
  /** the same, with the entry that says so */
  done<I, O>(command: Command<I, O>, call: CommandCall<I>): Promise<Done<O> | Refusal>
  /** the same inside a transaction that is under way, such as an errand's; it is done where that commits */
  within<I, O>(
    tx: Transaction,
    command: Command<I, O>,
    call: CommandCall<I>,
  ): Promise<Done<O> | Refusal>
  /** whether something has been done with this key, and when where that is still known */
  usedKey(key: string): Promise<{ at?: string } | undefined>
  look(viewer: Viewer, looks: LookRequest[]): Promise<LookReceipt[]>
  looksAt(personIds: string[], options?: { limit?: number; before?: string }): Promise<Look[]>
  lookCounts(personIds: string[], sinceIso: string): Promise<{ people: number; looks: number }>
  /** how often somebody was refused since then, and how many people that was */
  refusedLooks(since: Date): Promise<{ people: number; looks: number }>
  /** at most a second old */
  status(): Promise<TrailStatus>
  /** false while what was committed cannot be numbered: a wrong key, or a log that was tampered with */
  worksNow(): boolean
  /** Numbers everything that is committed now, and signs. */
  sequence(): Promise<void>
  /** Asks every witness to confirm the newest checkpoint, and waits for their answers. */
  confirm(): Promise<void>
  /** What a resident takes home: their looks with proofs, to check without us. */
  exportBundle(personIds: string[]): Promise<ResidentBundle>
  readonly published: PublishedLog
  /** Numbers, signs, asks witnesses and wakes the news in the background, until closed. */
  start(): void
  close(): Promise<void>
}

/** What anybody may read of the log (C2SP tlog-tiles). Undefined where the signed tree does not reach. */
export type PublishedLog = {
  readonly keys: readonly Verifier[]
  checkpoint(): Promise<string | undefined>
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
  readonly #sequencer: Sequencer
  readonly #rounds: WitnessRounds
  readonly #reader: TreeReader
  readonly #witnesses: readonly WitnessAddress[]
  #turn: Promise<unknown> = Promise.resolve()
  readonly #keepUp: KeepUp
  #status: { until: number; answer: Promise<TrailStatus> } | undefined

  constructor(deps: TrailDeps, signer: Signer, witnesses: readonly WitnessAddress[]) {
    const { databases, clock, log } = deps
    this.#deps = deps
    this.#witnesses = witnesses
    this.#reader = new TreeReader(databases.care.short)
    this.#looks = new LookRecorder(databases.care, clock, () => this.#keepUp.nudge())
    this.#sequencer = new Sequencer(databases.log, clock, signer)
    this.#rounds = new WitnessRounds({
      database: databases.log,
      reader: this.#reader,
      logKey: signer.verifier,
      witnesses,
      clock,
      log,
    })
    this.#keepUp = new KeepUp({
      sequence: () => this.#grow(),
      askWitnesses: () => this.#rounds.askIfBehind(),
      log,
    })
    this.published = {
      keys: [signer.verifier, ...witnesses.map(({ verifier }) => verifier)],
      checkpoint: () => publishedCheckpoint(databases.care.short, clock),
      tile: (address) => this.#tile(address),
      entries: (address) => this.#entries(address),
    }
  }

  async run<I, O>(command: Command<I, O>, call: CommandCall<I>): Promise<O | Refusal> {
    const answer = await this.done(command, call)
    return isRefusal(answer) ? answer : answer.result
  }

  async done<I, O>(command: Command<I, O>, call: CommandCall<I>): Promise<Done<O> | Refusal> {
    const answer = await runCommand(this.#commandDeps(), command, call)
    this.#keepUp.nudge()
    return answer
  }

  within<I, O>(tx: Transaction, command: Command<I, O>, call: CommandCall<I>) {
    return runWithin(tx, this.#commandDeps(), command, call)
  }

  async usedKey(key: string) {
    const used = await keyUsedAt(this.#deps.databases.care.short, key)
    return used && (used.at === null ? {} : { at: used.at.toISOString() })
  }

  #commandDeps(): CommandDeps {
    const { databases, clock, decide = nothingGranted, subscribers } = this.#deps
    return { care: databases.care, clock, decide, subscribers }
  }

  look(viewer: Viewer, looks: LookRequest[]): Promise<LookReceipt[]> {
    return this.#looks.record(viewer, looks)
  }

  looksAt(personIds: string[], options?: { limit?: number; before?: string }): Promise<Look[]> {
    const { databases, clock } = this.#deps
    return listLooks(databases.care.short, personIds, clock.now(), options)
  }

  async lookCounts(personIds: string[], sinceIso: string) {
    const { people, looks } = await countLooks(this.#deps.databases.care.short, personIds, sinceIso)
    return { people: Number(people), looks: Number(looks) }
  }

  async refusedLooks(since: Date) {
    const { people, looks } = await countRefused(this.#deps.databases.care.short, since)
    return { people: Number(people), looks: Number(looks) }
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

  async #readStatus(): Promise<TrailStatus> {
    const { databases, clock } = this.#deps
    const db = databases.care.short
    const [head, rows] = await Promise.all([newestCheckpoint(db), witnessRows(db)])
    const read = head && readCheckpointText(splitNote(head.note)?.text ?? '')
    const age = (at: Date | null) =>
      at === null ? Number.POSITIVE_INFINITY : (clock.now().getTime() - at.getTime()) / 1000
    const heard = rows.map(({ name, size, at, objection }) => ({
      name,
      size: Number(size),
      ageSeconds: Math.max(0, Math.round(age(at))),
      ...(objection === null ? {} : { objection }),
    }))
    const unheard = this.#witnesses
      .filter(({ verifier }) => !rows.some(({ name }) => name === verifier.name))
      .map(({ verifier }) => ({ name: verifier.name, size: 0, ageSeconds: age(null) }))
    return {
      size: Number(head?.size ?? 0),
      root: read?.root.toString('base64') ?? '',
      at: (head?.at ?? clock.now()).toISOString(),
      witnesses: [...heard, ...unheard],
    }
  }

  worksNow(): boolean {
    return this.#keepUp.works
  }

  async sequence(): Promise<void> {
    await this.#grow()
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

  async exportBundle(personIds: string[]): Promise<ResidentBundle> {
    const { databases, clock } = this.#deps
    await this.sequence()
    await this.#rounds.askIfBehind()
    const { keys } = this.published
    return writeBundle({ db: databases.care.short, reader: this.#reader, keys, clock }, personIds)
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
