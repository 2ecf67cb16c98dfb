import type { PersonId, Queryable } from '../kernel/index.ts'

/** What a resident takes home: their looks, a stretch at a time. */

export type StepRow = {
  number: string
  entry_id: string
  data: Buffer
  previous: Buffer | null
  place: number | null
}

/** One person's looks from a number on, the first one first. */
export async function stepsAfter(
  db: Queryable,
  person: PersonId,
  { after, upTo, limit }: { after: number; upTo: number; limit: number },
): Promise<StepRow[]> {
  const { rows } = await db.query<StepRow>({
    name: 'trail.stepsAfter',
    text: `select number, entry_id, data, previous, place from trail.look
           where person_id = $1 and number > $2 and number <= $3 order by number limit $4`,
    values: [person, after, upTo, limit],
  })
  return rows
}

export type BundledRow = {
  id: string
  index: string
  leaf: Buffer
  text: string | null
  salt: Buffer | null
}

/** The leaves of these entries in the order of their numbers, each with its text where there is one. */
export async function bundledEntries(db: Queryable, ids: readonly string[]): Promise<BundledRow[]> {
  const { rows } = await db.query<BundledRow>({
    name: 'trail.bundledEntries',
    text: `select l.entry_id as id, l.index, l.data as leaf, e.text, e.salt
           from trail.leaf l left join trail.entry e on e.id = l.entry_id
           where l.entry_id = any($1::uuid[]) order by l.index`,
    values: [ids],
  })
  return rows
}

/** Entries that erased texts; few, and found by an index of their own. */
export async function erasureRows(db: Queryable): Promise<{ id: string; text: string }[]> {
  const { rows } = await db.query<{ id: string; text: string }>({
    name: 'trail.erasureRows',
    text: `select id, text from trail.entry e
           where e.kind = 'command' and e.text like '%"command":"trail.erase"%'`,
  })
  return rows
}
