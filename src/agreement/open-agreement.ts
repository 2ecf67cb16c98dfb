import {
  type Clock,
  type Databases,
  Fault,
  isRefusal,
  type Log,
  type NewsHub,
  newId,
  type Refusal,
  readSettings,
  type Settings,
  systemActor,
  type Viewer,
} from '../kernel/index.ts'
import type { KnownOfficer, SpokenEntry, Trail, TrailFault } from '../trail/index.ts'
import { type Adopted, type AdoptInput, adoptCommand, whyNotAdopt } from './adopt.ts'
import type { Agreement } from './agreement.ts'
import { auditTables, LOGGED_COMMANDS } from './audit-adoptions.ts'
import { type Adoption, type Chain, officersOf, walkChain } from './chain.ts'
import type { ClauseKind } from './clause.ts'
import { type Coverage, coverageOf } from './coverage.ts'
import type { FirstHash } from './first-hash.ts'
import { agreementKinds } from './kinds.ts'
import { readAdoptions, readVersion } from './queries.ts'
import { readTexts } from './read-agreement.ts'
import { readAgreementFolder } from './read-folder.ts'

export type AgreementDeps = {
  readonly databases: Pick<Databases, 'care'>
  readonly trail: Pick<Trail, 'run' | 'sequence' | 'logged'>
  /** the kinds of clause that the other rooms obey */
  readonly kinds: readonly ClauseKind[]
  readonly clock: Clock
  readonly log: Log
  /** given: a text that another process adopts is read here too */
  readonly news?: Pick<NewsHub, 'subscribe'>
  /** live mode refuses the made-up officers; without it the setting of the environment counts */
  readonly mode?: Settings['mode']
  /** where the hash of the first agreement of this place is pinned, outside the database */
  readonly first?: FirstHash
}

/** A text that was or is in effect. */
export type Version = {
  /** from 1, in the order in which they took effect */
  readonly number: number
  readonly agreement: Agreement
  /** ISO */
  readonly effectiveAt: string
}

export type AgreementRoom = {
  /** the text in effect: both sides signed the same hash, and its day has come. None: nothing is granted. */
  current(): Agreement | undefined
  /** the text that was in effect at a time; of a time before the first, the first */
  at(time: Date): Agreement | undefined
  /** the text that was in effect before it, where it was another */
  previous(): Agreement | undefined
  /** every text that was or is in effect, the first one first; one adopted again is there again */
  versions(): readonly Version[]
  /** adopted, and not yet in effect */
  upcoming(): { readonly agreement: Agreement; readonly effectiveAt: string } | undefined
  /** when the text in effect took effect */
  since(): string | undefined
  /** what runs by which clause of the text in effect */
  coverage(): Coverage | undefined
  /** adoptions in the database that are not in effect, and why */
  faults(): readonly TrailFault[]
  /** the commands whose entries say what stands in the tables of this room */
  readonly commands: readonly string[]
  /** walks the chain of consent anew, and reads the disputes; `entries` say in the log what was done */
  audit(entries: readonly SpokenEntry[]): Promise<readonly TrailFault[]>
  /** every officer whom an agreement in the chain lets sign; undefined where there is none */
  officers(): readonly KnownOfficer[] | undefined
  reload(): Promise<void>
  adopt(viewer: Viewer, input: AdoptInput, key?: string): Promise<Adopted | Refusal>
  /** adopts the text of a folder into a place that has none yet; for the start of a place */
  adoptFolder(folder: string): Promise<Adopted | Refusal>
  close(): void
}

/** The newest chain that could be read, and under which rows: the same rows are not read twice. */
type Known = Chain & { readonly under: string }

export async function openAgreement(deps: AgreementDeps): Promise<AgreementRoom> {
  const room = new Room(deps)
  await room.load()
  return room
}

class Room implements AgreementRoom {
  readonly commands = LOGGED_COMMANDS
  readonly #deps: AgreementDeps
  readonly #mode: Settings['mode']
  readonly #stop: () => void
  #chain: Known = { adoptions: [], faults: [], refused: [], under: '' }
  #loading: Promise<void> = Promise.resolve()

  constructor(deps: AgreementDeps) {
    this.#deps = deps
    this.#mode = deps.mode ?? readSettings().mode
    this.#stop = deps.news?.subscribe('agreement', () => this.reload()) ?? (() => {})
  }

  current(): Agreement | undefined {
    return this.#inEffect()?.agreement
  }

  at(time: Date): Agreement | undefined {
    const versions = this.versions()
    const then = versions.findLast(({ effectiveAt }) => Date.parse(effectiveAt) <= time.getTime())
    return (then ?? versions[0])?.agreement
  }

  previous(): Agreement | undefined {
    const now = this.#inEffect()
    const before = this.#chain.adoptions.filter(
      ({ row }) => row.sequence < (now?.row.sequence ?? 0),
    )
    return before.findLast(({ row }) => row.hash !== now?.row.hash)?.agreement
  }

  versions(): readonly Version[] {
    const now = this.#deps.clock.now()
    return this.#chain.adoptions
      .filter(({ effectiveAt }) => effectiveAt <= now)
      .map(({ agreement, effectiveAt }, at) => {
        return { number: at + 1, agreement, effectiveAt: effectiveAt.toISOString() }
      })
  }

  upcoming() {
    const newest = this.#chain.adoptions.at(-1)
    if (newest === undefined || newest === this.#inEffect()) return undefined
    return { agreement: newest.agreement, effectiveAt: newest.effectiveAt.toISOString() }
  }

  since(): string | undefined {
    return this.#inEffect()?.effectiveAt.toISOString()
  }

  faults(): readonly TrailFault[] {
    return this.#chain.faults
  }

  async audit(entries: readonly SpokenEntry[]): Promise<readonly TrailFault[]> {
    const { databases, clock, trail } = this.#deps
    const logged = (id: string) => trail.logged(id)
    return auditTables(databases.care.short, await this.#walk(true), { clock, logged }, entries)
  }

  officers(): readonly KnownOfficer[] | undefined {
    return officersOf(this.#chain)
  }

  coverage(): Coverage | undefined {
    const agreement = this.current()
    return agreement && coverageOf(agreement, [...agreementKinds, ...this.#deps.kinds])
  }

  /** A text that cannot be read leaves the one in effect as it is: the log says so. */
  async reload(): Promise<void> {
    try {
      await this.load()
    } catch (error) {
      this.#deps.log.error({
        event: 'the adopted agreement cannot be read',
        room: 'agreement',
        error,
      })
    }
  }

  /** One at a time, so that a slow read does not put an older state over a newer one. */
  load(): Promise<void> {
    const next = this.#loading.then(() => this.#load())
    this.#loading = next.catch(() => {})
    return next
  }

  adopt(viewer: Viewer, input: AdoptInput, key: string = newId()): Promise<Adopted | Refusal> {
    return this.#adopt(viewer, input, key, false)
  }

  async #adopt(
    viewer: Viewer,
    input: AdoptInput,
    key: string,
    onlyFirst: boolean,
  ): Promise<Adopted | Refusal> {
    const { kinds, clock, trail, first } = this.#deps
    const command = adoptCommand({
      kinds,
      clock,
      mode: this.#mode,
      onlyFirst,
      firstHash: () => first?.read(),
      // One that another process has adopted just now may not be numbered yet.
      logged: async (id) =>
        (await trail.logged(id)) ?? trail.sequence().then(() => trail.logged(id)),
    })
    const answer = await trail.run(command, { viewer, input, key })
    if (isRefusal(answer)) return answer
    // It is in effect when it is in the log, and not before.
    await trail.sequence()
    await this.load()
    return answer
  }

  async adoptFolder(folder: string): Promise<Adopted | Refusal> {
    const { kinds, clock } = this.#deps
    const texts = await readAgreementFolder(folder)
    const read = readTexts(texts, kinds, clock)
    const newest = this.#chain.adoptions.at(-1)
    if (newest !== undefined && newest.agreement.hash === read.hash) return already(newest)
    const refusal = whyNotAdopt(read, this.#mode)
    if (refusal !== undefined) return refusal
    const viewer = { actor: systemActor('adopt the agreement'), purpose: 'agreement' }
    // Two processes that start at once send the same key, and it is done once.
    const key = `agreement.adopt:${read.hash}:first`
    const { files, signatures } = texts
    return this.#adopt(viewer, { files, signatures }, key, true)
  }

  close(): void {
    this.#stop()
  }

  #inEffect(): Adoption | undefined {
    const now = this.#deps.clock.now()
    return this.#chain.adoptions.findLast(({ effectiveAt }) => effectiveAt <= now)
  }

  /** A row that is not in effect changes nothing; where no row is, the place cannot be obeyed, and that is said. */
  async #load(): Promise<void> {
    const chain = await this.#walk()
    const [why] = chain.refused
    if (chain.adoptions.length === 0 && why !== undefined) {
      throw new Fault(
        `the agreement in effect cannot be obeyed: ${why}`,
        'agreement.adoption',
        'Run the release that it was adopted with, or restore a backup.',
        1,
      )
    }
    const first = chain.adoptions[0]
    if (first !== undefined) this.#deps.first?.pin(first.row.hash)
    this.#chain = chain
  }

  async #walk(anew = false): Promise<Known> {
    const { databases, kinds, clock, trail, first } = this.#deps
    const care = databases.care.short
    const rows = (await readAdoptions(care)).reverse()
    const texts = await Promise.all(rows.map(({ hash }) => readVersion(care, hash)))
    const under = JSON.stringify([rows, texts])
    const same = under === this.#chain.under && this.#chain.faults.length === 0
    if (same && !anew) return this.#chain
    const chain = await walkChain(rows, {
      kinds,
      clock,
      mode: this.#mode,
      firstHash: first?.read(),
      readVersion: async (hash) => texts[rows.findIndex((row) => row.hash === hash)],
      logged: (id) => trail.logged(id),
    })
    return { ...chain, under }
  }
}

function already({ adoptedAt, effectiveAt, agreement }: Adoption): Adopted {
  const { hash, version, title } = agreement
  return {
    hash,
    version,
    title,
    effectiveAt: effectiveAt.toISOString(),
    adoptedAt: adoptedAt.toISOString(),
    already: true,
  }
}
