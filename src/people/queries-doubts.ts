import {
  bareArray,
  column,
  type PersonId,
  type Queryable,
  type RowOf,
  rowReader,
} from '../kernel/index.ts'
import { DOUBT_REASONS, type Doubt } from './doubt.ts'
import { PAIR_WORDS, type Pair } from './pair.ts'

const doubtColumns = {
  doubt_id: column.text,
  reason: column.oneOf(...DOUBT_REASONS),
  persons: column.listOf(column.personId),
  opened_at: column.moment,
}
const readDoubt = rowReader('people.doubt', doubtColumns)
export type DoubtRow = RowOf<typeof readDoubt>

/** What is open about any of these, each once, the oldest first. */
export async function openDoubtsOf(
  db: Queryable,
  personIds: readonly PersonId[],
): Promise<DoubtRow[]> {
  const { rows } = await db.query({
    name: 'people.openDoubtsOf',
    text: `select distinct doubt_id, reason, persons, opened_at from people.doubt
      where person_id = any($1) and settled_at is null order by opened_at, doubt_id`,
    values: [bareArray(personIds)],
  })
  return rows.map(readDoubt)
}

/** A page of all that is open, the oldest first. */
export async function openDoubts(
  db: Queryable,
  { limit, offset = 0 }: { limit: number; offset?: number },
): Promise<DoubtRow[]> {
  const { rows } = await db.query({
    name: 'people.openDoubts',
    text: `select doubt_id, reason, persons, opened_at from people.doubt
      where settled_at is null and person_id = persons[1] order by opened_at, doubt_id limit $1 offset $2`,
    values: [limit, offset],
  })
  return rows.map(readDoubt)
}

/** What nobody has settled: few, and found by an index of their own. */
export async function countDoubts(db: Queryable): Promise<number> {
  const { rows } = await db.query<{ doubts: string }>({
    name: 'people.countDoubts',
    text: `select count(*) as doubts from people.doubt
      where settled_at is null and person_id = persons[1]`,
  })
  return Number(rows[0]!.doubts)
}

export async function openDoubt(
  tx: Queryable,
  doubts: readonly (Doubt & { since: Date })[],
): Promise<void> {
  const rows = doubts.flatMap((doubt) => doubt.persons.map((personId) => ({ ...doubt, personId })))
  await tx.query({
    name: 'people.openDoubt',
    text: `insert into people.doubt (person_id, doubt_id, reason, persons, opened_at)
      select d.person_id, d.doubt_id, d.reason, d.persons::uuid[], d.opened_at
      from unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::timestamptz[])
        d (person_id, doubt_id, reason, persons, opened_at)
      on conflict (person_id, doubt_id) do update set opened_at = excluded.opened_at, settled_at = null`,
    values: [
      rows.map(({ personId }) => personId),
      rows.map(({ id }) => id),
      rows.map(({ reason }) => reason),
      rows.map(({ persons }) => `{${persons.join(',')}}`),
      rows.map(({ since }) => since),
    ],
  })
}

export async function settleDoubts(
  tx: Queryable,
  doubts: readonly Pick<DoubtRow, 'doubt_id' | 'persons'>[],
  at: Date,
): Promise<void> {
  await tx.query({
    name: 'people.settleDoubts',
    text: `update people.doubt set settled_at = $3 where person_id = any($1) and doubt_id = any($2)
      and settled_at is null`,
    values: [
      bareArray(doubts.flatMap(({ persons }) => persons)),
      doubts.map(({ doubt_id }) => doubt_id),
      at,
    ],
  })
}

const readPair = rowReader('people.pair', {
  person_id: column.personId,
  other_id: column.personId,
  says: column.oneOf(...PAIR_WORDS),
})

/** What is said of any of these and somebody else. */
export async function pairsOf(db: Queryable, personIds: readonly PersonId[]): Promise<Pair[]> {
  const { rows } = await db.query({
    name: 'people.pairsOf',
    text: 'select person_id, other_id, says from people.pair where person_id = any($1)',
    values: [bareArray(personIds)],
  })
  return rows
    .map(readPair)
    .map(({ person_id, other_id, says }) => ({ a: person_id, b: other_id, says }))
}

/** Answers those of whom it was not said before. */
export async function insertPairs(
  tx: Queryable,
  pairs: readonly Pair[],
  since: Date,
): Promise<PersonId[]> {
  const both = pairs.flatMap(({ a, b, says }) => [
    [a, b, says],
    [b, a, says],
  ])
  const { rows } = await tx.query<{ person_id: PersonId }>({
    name: 'people.insertPairs',
    text: `insert into people.pair (person_id, other_id, says, since)
      select *, $4::timestamptz from unnest($1::uuid[], $2::uuid[], $3::text[])
      on conflict do nothing returning person_id`,
    values: [both.map(([a]) => a), both.map(([, b]) => b), both.map(([, , says]) => says), since],
  })
  return rows.map(({ person_id }) => person_id)
}
