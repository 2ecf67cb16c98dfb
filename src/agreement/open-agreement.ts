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
import type { Trail } from '../trail/index.ts'
import { type Adopted, type AdoptInput, adoptCommand, whyNotAdopt } from './adopt.ts'
import type { Agreement } from './agreement.ts'
import type { ClauseKind } from './clause.ts'
import { type Coverage, coverageOf } from './coverage.ts'
import { agreementKinds } from './kinds.ts'
import { type AdoptionRow, readAdoptions, readFiles } from './queries.ts'
import { readTexts } from './read-agreement.ts'
import { readAgreementFolder } from './read-folder.ts'
import { faultLine } from './text-fault.ts'

export type AgreementDeps = {
  readonly databases: Pick<Databases, 'care'>
  readonly trail: Pick<Trail, 'run'>
  /** the kinds of clause that the other rooms obey */
  readonly kinds: readonly ClauseKind[]
  readonly clock: Clock
  readonly log: Log
  /** given: a text that another process adopts is read here too */
  readonly news?: Pick<NewsHub, 'subscribe'>
  /** live mode refuses the made-up officers; without it the setting of the environment counts */
  readonly mode?: Settings['mode']
}

export type AgreementRoom = {
  /** the text in effect: both sides signed the same hash, and its day has come. None: nothing is granted. */
  current(): Agreement | undefined
  /** the text that was in effect before it, where it was another */
  previous(): Agreement | undefined
  /** adopted, and not yet in effect */
  upcoming(): { readonly agreement: Agreement; readonly effectiveAt: string } | undefined
  /** when the text in effect took effect */
  since(): string | undefined
  /** what runs by which clause of the text in effect */
  coverage(): Coverage | undefined
  reload(): Promise<void>
  adopt(viewer: Viewer, input: AdoptInput, key?: string): Promise<Adopted | Refusal>
  /** adopts the text of a folder unless it is the last one adopted; for the start of a place */
  adoptFolder(folder: string): Promise<Adopted | Refusal>
  close(): void
}

type Version = { readonly row: AdoptionRow; readonly agreement: Agreement }

export async function openAgreement(deps: AgreementDeps): Promise<AgreementRoom> {
  const room = new Room(deps)
  await room.load()
  return room
}

class Room implements AgreementRoom {
  readonly #deps: AgreementDeps
  readonly #mode: Settings['mode']
  readonly #stop: () => void
  /** the newest adoption first: those to come, the one in effect, the one before it */
  #versions: readonly Version[] = []
  #loading: Promise<void> = Promise.resolve()

  constructor(deps: AgreementDeps) {
    this.#deps = deps
    this.#mode = deps.mode ?? readSettings().mode
    this.#stop = deps.news?.subscribe('agreement', () => this.reload()) ?? (() => {})
  }

  current(): Agreement | undefined {
    return this.#inEffect()?.agreement
  }

  previous(): Agreement | undefined {
    const now = this.#inEffect()
    const before = this.#versions.find(({ row }) => {
      return now !== undefined && row.sequence < now.row.sequence && row.hash !== now.row.hash
    })
    return before?.agreement
  }

  upcoming() {
    const [newest] = this.#versions
    if (newest === undefined || newest === this.#inEffect()) return undefined
    return { agreement: newest.agreement, effectiveAt: newest.row.effective_at.toISOString() }
  }

  since(): string | undefined {
    return this.#inEffect()?.row.effective_at.toISOString()
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

  async adopt(
    viewer: Viewer,
    input: AdoptInput,
    key: string = newId(),
  ): Promise<Adopted | Refusal> {
    const { kinds, clock, trail } = this.#deps
    const command = adoptCommand({ kinds, clock, mode: this.#mode })
    const answer = await trail.run(command, { viewer, input, key })
    if (!isRefusal(answer)) await this.load()
    return answer
  }

  async adoptFolder(folder: string): Promise<Adopted | Refusal> {
    const { kinds, clock } = this.#deps
    const texts = await readAgreementFolder(folder)
    const read = readTexts(texts, kinds, clock)
    const [newest] = this.#versions
    if (newest !== undefined && newest.agreement.hash === read.hash && !hasMore(read, newest)) {
      return already(newest)
    }
    const refusal = whyNotAdopt(read, this.#mode)
    if (refusal !== undefined) return refusal
    const viewer = { actor: systemActor('adopt the agreement'), purpose: 'agreement' }
    // Two processes that start at once send the same key, and it is done once.
    const key = `agreement.adopt:${read.hash}:${(newest?.row.sequence ?? 0) + 1}:${read.signatures.length}`
    return this.adopt(viewer, { files: texts.files, signatures: texts.signatures }, key)
  }

  close(): void {
    this.#stop()
  }

  #inEffect(): Version | undefined {
    const now = this.#deps.clock.now()
    return this.#versions.find(({ row }) => row.effective_at <= now)
  }

  async #load(): Promise<void> {
    const rows = await readAdoptions(this.#deps.databases.care.short)
    const now = this.#deps.clock.now()
    const inEffect = rows.find(({ effective_at }) => effective_at <= now)
    const before = rows.find(
      ({ sequence, hash }) =>
        inEffect !== undefined && sequence < inEffect.sequence && hash !== inEffect.hash,
    )
    const wanted = rows.filter(
      (row) => row === inEffect || row === before || row.sequence > (inEffect?.sequence ?? 0),
    )
    const versions: Version[] = []
    for (const row of wanted) {
      const agreement = this.#known(row) ?? (await this.#read(row, row !== before))
      if (agreement !== undefined) versions.push({ row, agreement })
    }
    this.#versions = versions
  }

  #known(row: AdoptionRow): Agreement | undefined {
    return this.#versions.find((version) => version.row.sequence === row.sequence)?.agreement
  }

  /** The text before is only shown beside the one in effect: where it can no longer be read, it is not. */
  async #read(row: AdoptionRow, needed: boolean): Promise<Agreement | undefined> {
    const { databases, kinds, clock } = this.#deps
    const files = (await readFiles(databases.care.short, row.hash))!
    const read = readTexts({ files, signatures: row.signatures }, kinds, clock)
    const problem =
      read.hash === row.hash
        ? whyNotAdopt(read, this.#mode)?.sentence
        : 'The text in the database is not the one that was signed.'
    if (problem === undefined) return read.agreement
    if (!needed) return undefined
    const [first] = read.faults
    throw new Fault(
      `the agreement in effect cannot be obeyed: ${first ? faultLine(first) : problem}`,
      row.hash,
      'Run the release that it was adopted with, or adopt a text that both sides have signed.',
      1,
    )
  }
}

function hasMore(
  read: { signatures: readonly { officer: string; problem?: string }[] },
  newest: Version,
) {
  const known = new Set(newest.agreement.signatures.map(({ officer }) => officer))
  return read.signatures.some(
    ({ officer, problem }) => problem === undefined && !known.has(officer),
  )
}

function already({ row, agreement: { hash, version, title } }: Version): Adopted {
  return {
    hash,
    version,
    title,
    effectiveAt: row.effective_at.toISOString(),
    adoptedAt: row.adopted_at.toISOString(),
    already: true,
  }
}
