import type { Clock, Queryable } from '../kernel/index.ts'
import type { LoggedEntry, SpokenEntry, TrailFault } from '../trail/index.ts'
import { disputeCycle } from './dispute-cycle.ts'
import { type AuditedFact, auditedFacts } from './queries-disputes.ts'

/**
 * Disputes as they stand in the database, held to the log in both directions: what was said, by whom, when and in
 * which order is what an entry says, and what an entry says stands there.
 */
export const DISPUTING = ['open-dispute', 'say-in-dispute', 'move-dispute', 'propose-settlement']
  .concat(['answer-settlement', 'withdraw-dispute'])
  .map((name) => `agreement.${name}`)

/** What was said in the last minute may have no number yet while others go on writing. */
const FRESH_MS = 60_000
const ENDS: readonly string[] = Object.entries(disputeCycle.moves)
  .filter(([, { from }]) =>
    Object.values(from).some((to) => to === 'settled' || to === 'withdrawn'),
  )
  .map(([act]) => act)

type Said = {
  actor?: { id?: string; name?: string; role?: string; organisation?: string; side?: string }
  about?: string[]
  entry?: {
    dispute?: string
    number?: number
    act?: string
    at?: string
    words?: string
    terms?: string
    room?: string
    key?: string
    about?: string
    interim?: string
  }
}

export async function auditDisputes(
  db: Queryable,
  clock: Clock,
  logged: (entryId: string) => Promise<LoggedEntry | undefined>,
  entries: readonly SpokenEntry[],
): Promise<TrailFault[]> {
  const rows = await auditedFacts(db)
  const faults: TrailFault[] = []
  for (const facts of Map.groupBy(rows, ({ id }) => id).values()) {
    faults.push(...inOrder(facts))
    for (const fact of facts) faults.push(...(await heldToEntry(fact, clock, logged)))
  }
  const own = entries.filter(({ command }) => DISPUTING.includes(command))
  return [...faults, ...removed(rows, own)]
}

/** What commands of other rooms said in disputes, by their entries, and what stands of it no longer. */
export async function removedDisputes(
  db: Queryable,
  entries: readonly SpokenEntry[],
): Promise<TrailFault[]> {
  return removed(await auditedFacts(db), entries)
}

function removed(rows: readonly AuditedFact[], entries: readonly SpokenEntry[]): TrailFault[] {
  const known = new Set(rows.map(({ entry_id }) => entry_id))
  const what = 'What it says of a dispute was removed.'
  return entries.filter(({ id }) => !known.has(id)).map(({ id }) => ({ entry: id, what }))
}

/** Numbers run from 1, the first opens it, and it has ended where the last one ends it. */
function inOrder(facts: readonly AuditedFact[]): TrailFault[] {
  const [first, last] = [facts[0]!, facts.at(-1)!]
  const tell = (what: string) => [
    { entry: first.entry_id ?? '', what: `Dispute ${first.id}: ${what}` },
  ]
  const hole = facts.findIndex(({ number }, at) => number !== at + 1)
  if (hole >= 0) return tell(`what was said as number ${hole + 1} is missing.`)
  const ended = facts.find(({ kind }) => ENDS.includes(kind!))?.at ?? null
  const right =
    sameMoment(first.opened_at, first.at) &&
    sameMoment(last.ended_at, ended) &&
    first.kind === 'open'
  return right ? [] : tell('when it was opened or ended was changed.')
}

async function heldToEntry(
  fact: AuditedFact,
  clock: Clock,
  logged: (entryId: string) => Promise<LoggedEntry | undefined>,
): Promise<TrailFault[]> {
  const { entry_id: id, at } = fact
  if (id === null || at === null) return []
  const tell = (what: string) => [
    { entry: id, what: `Dispute ${fact.id}, number ${fact.number}: ${what}` },
  ]
  const entry = await logged(id)
  if (entry === undefined) {
    const fresh = Math.abs(clock.now().getTime() - at.getTime()) < FRESH_MS
    return fresh ? [] : tell('no entry in the log says so.')
  }
  const other = otherColumns(fact, JSON.parse(entry.text) as Said)
  return other.length === 0 ? [] : tell(`the log says otherwise (${other.join(', ')}).`)
}

function otherColumns(fact: AuditedFact, { actor, entry, about }: Said): string[] {
  const columns: [name: string, there: unknown, said: unknown][] = [
    ['dispute', fact.id, entry?.dispute],
    ['number', fact.number, entry?.number],
    ['kind', fact.kind, entry?.act],
    ['at', fact.at!.toISOString(), entry?.at],
    ['words', fact.words, entry?.words],
    ['terms', fact.terms ?? undefined, entry?.terms],
    ['actor', fact.actor, actor?.id],
    ['name', fact.name, actor?.name],
    ['role', fact.role, actor?.role],
    ['organisation', fact.organisation, actor?.organisation],
    ['side', fact.side, actor?.side],
    ['room', fact.room, entry?.room],
    ['key', fact.key, entry?.key],
    ['person', fact.person_id ?? undefined, about?.[0]],
  ]
  if (fact.kind === 'open') {
    columns.push(
      ['about', fact.about, entry?.about],
      ['interim', fact.interim ?? undefined, entry?.interim],
    )
  }
  return columns.flatMap(([name, there, said]) => (there === said ? [] : [name]))
}

function sameMoment(a: Date | null, b: Date | null): boolean {
  return a?.getTime() === b?.getTime()
}
