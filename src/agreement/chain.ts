import type { Clock, Settings } from '../kernel/index.ts'
import type { KnownOfficer, LoggedEntry, SpokenEntry, TrailFault } from '../trail/index.ts'
import type { Agreement } from './agreement.ts'
import type { ClauseKind } from './clause.ts'
import type { Signatory } from './party-kinds.ts'
import type { AdoptionRow, VersionRow } from './queries.ts'
import { type ReadAgreement, readTexts } from './read-agreement.ts'
import { whyNotSigned, whyNotSucceed } from './succeed.ts'
import { faultLine } from './text-fault.ts'

/**
 * The chain of consent: which of the adoptions in the database are in effect. It is walked from the first,
 * whose hash is pinned outside; each names what it replaces, is signed by officers whom its predecessor lets
 * sign, and has its entry in the log. A row that lacks one of these is not in effect.
 */
export type Adoption = {
  readonly row: AdoptionRow
  readonly agreement: Agreement
  /** by the entry in the log, not by the row */
  readonly adoptedAt: Date
  readonly effectiveAt: Date
  /** what stands beside it in the database and is not what the log says */
  readonly changed: readonly string[]
}

export type Chain = {
  /** the first one first */
  readonly adoptions: readonly Adoption[]
  /** each row that is not in effect, or that was changed since */
  readonly faults: readonly TrailFault[]
  /** of each row that is not in effect, why */
  readonly refused: readonly string[]
}

export type ChainDeps = {
  readonly kinds: readonly ClauseKind[]
  readonly clock: Clock
  readonly mode: Settings['mode']
  /** the hash that the first adoption must have; undefined where nobody has pinned one yet */
  readonly firstHash?: string
  readVersion(hash: string): Promise<VersionRow | undefined>
  /** the entry, if it is in the signed log and its text is what was recorded */
  logged(entryId: string): Promise<LoggedEntry | undefined>
}

/** `rows` in the order of their numbers. */
export async function walkChain(rows: readonly AdoptionRow[], deps: ChainDeps): Promise<Chain> {
  const adoptions: Adoption[] = []
  const faults: TrailFault[] = []
  const refused: string[] = []
  for (const row of rows) {
    const found = await checkAdoption(row, adoptions, deps)
    if ('agreement' in found) adoptions.push(found)
    else refused.push(found.why)
    const sentences = 'agreement' in found ? found.changed : [`It is not in effect: ${found.why}`]
    const named = `Adoption ${row.sequence} of the agreement (${row.hash.slice(0, 15)}…)`
    for (const sentence of sentences) {
      faults.push({ entry: row.entry_id, what: `${named}: ${sentence}` })
    }
  }
  return { adoptions, faults, refused }
}

/** What an adoption leaves in the log. */
type Said = {
  command?: string
  at?: string
  actor?: { id?: string }
  entry?: {
    hash?: string
    sequence?: number
    effectiveAt?: string
    replaces?: { hash: string; sequence: number } | null
    signedBy?: { officer: string; signature: string }[]
  }
}

async function checkAdoption(
  row: AdoptionRow,
  before: readonly Adoption[],
  deps: ChainDeps,
): Promise<Adoption | { why: string }> {
  const last = before.at(-1)
  const version = await deps.readVersion(row.hash)
  if (version === undefined) return { why: 'its text is gone.' }
  const texts = { files: version.files, signatures: row.signatures }
  const read = readTexts(texts, deps.kinds, deps.clock)
  if (read.hash !== row.hash)
    return { why: 'The text in the database is not the one that was signed.' }
  const unread = whyNotRead(read)
  if (unread !== undefined) return { why: unread }
  const agreement = read.agreement!
  const unsigned = whyNotSigned(read, deps.mode)
  if (unsigned !== undefined) return { why: unsigned.sentence }
  if (last === undefined && deps.firstHash !== undefined && row.hash !== deps.firstHash) {
    return { why: `the first agreement of this place is ${deps.firstHash}.` }
  }
  const names = row.replaces === (last?.row.hash ?? null)
  if (!names || row.replaces_sequence !== (last?.row.sequence ?? null)) {
    return { why: 'it does not name the adoption that it replaces.' }
  }
  if (last !== undefined) {
    const refusal = whyNotSucceed(last, before, agreement)
    if (refusal !== undefined) return { why: refusal.sentence }
  }
  const entry = await deps.logged(row.entry_id)
  if (entry === undefined) return { why: 'its adoption is not in the log.' }
  const said = JSON.parse(entry.text) as Said
  if (!saysSo(said, row)) return { why: 'its entry in the log says something else.' }
  return {
    row,
    agreement,
    adoptedAt: new Date(said.at!),
    effectiveAt: new Date(said.entry!.effectiveAt!),
    changed: changed(row, version, said, agreement),
  }
}

function whyNotRead({ faults, agreement }: ReadAgreement): string | undefined {
  const [first] = faults
  if (first !== undefined) return `this release cannot read it: ${faultLine(first)}`
  return agreement === undefined ? 'this release cannot read it.' : undefined
}

function saysSo({ command, entry, at }: Said, row: AdoptionRow): boolean {
  const replaces = entry?.replaces ?? null
  return (
    command === 'agreement.adopt' &&
    at !== undefined &&
    entry?.effectiveAt !== undefined &&
    entry.hash === row.hash &&
    entry.sequence === row.sequence &&
    (replaces?.hash ?? null) === row.replaces &&
    (replaces?.sequence ?? null) === row.replaces_sequence
  )
}

/** In effect by its entry; but what stands in the rows beside it was changed since: the log counts. */
function changed(
  row: AdoptionRow,
  version: VersionRow,
  { at, entry, actor }: Said,
  agreement: Agreement,
): string[] {
  const dates =
    row.adopted_at.getTime() === new Date(at!).getTime() &&
    row.effective_at.getTime() === new Date(entry!.effectiveAt!).getTime()
  const signed = new Set(entry!.signedBy?.map(({ signature }) => signature))
  const now = new Set(agreement.signatures.map(({ signature }) => signature))
  const named = version.title === agreement.title && version.version === agreement.version
  return [
    ...(dates ? [] : ['Its dates were changed: the log says otherwise, and the log counts.']),
    ...(row.adopted_by === actor?.id ? [] : ['Who adopted it was changed: the log names another.']),
    ...(signed.symmetricDifference(now).size === 0 ? [] : ['Its signatures were changed since.']),
    ...(named ? [] : ['Its title or its version was changed: the text says otherwise.']),
  ]
}

/** Entries that say that something was adopted, and no adoption that is in effect is theirs. */
export function withoutRows({ adoptions }: Chain, entries: readonly SpokenEntry[]): TrailFault[] {
  const known = new Set(adoptions.map(({ row }) => row.entry_id))
  const what = 'The log says that an agreement was adopted, and it is not in effect.'
  return entries.filter(({ id }) => !known.has(id)).map(({ id }) => ({ entry: id, what }))
}

/** Every officer whom one of the texts lets sign; undefined where there is none. */
export function officersOf({ adoptions }: Chain): readonly KnownOfficer[] | undefined {
  if (adoptions.length === 0) return undefined
  return adoptions.flatMap(({ agreement }) =>
    agreement
      .table<Signatory>('signatory', 'all')
      .filter(({ key }) => key !== '')
      .map(({ id, name, key }) => ({ id, name, key })),
  )
}
