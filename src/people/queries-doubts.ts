import {
  column,
  idArray,
  type PersonId,
  type Queryable,
  type RowOf,
  rowReader,
} from '../kernel/index.ts'
import { DOUBT_REASONS, type Doubt, type DoubtReason } from './doubt.ts'
import { PAIR_WORDS, type Pair } from './pair.ts'

const doubtColumns = {
  doubt_id: column.text,
  reason: column.oneOf(...DOUBT_REASONS),
  persons: column.listOf(column.personId),
  weight: column.orNull(column.number),
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
    text: `select distinct doubt_id, reason, persons, weight, opened_at from people.doubt
      where person_id = any($1) and settled_at is null order by opened_at, doubt_id`,
    values: [idArray(personIds)],
  })
  return rows.map(readDoubt)
}

export type DoubtPage = { reasons?: readonly DoubtReason[]; limit: number; offset?: number }

/** A page of what is open for some of the reasons: in the order of these, then the likeliest, then the oldest first. */
export async function openDoubts(
  db: Queryable,
  { reasons = DOUBT_REASONS, limit, offset = 0 }: DoubtPage,
): Promise<DoubtRow[]> {
  const { rows } = await db.query({
    name: 'people.openDoubts',
    text: `select doubt_id, reason, persons, weight, opened_at from people.doubt
      where settled_at is null and person_id = persons[1] and reason = any($1)
      order by array_position($1::text[], reason), weight desc nulls last, opened_at, doubt_id limit $2 offset $3`,
    values: [reasons, limit, offset],
  })
  return rows.map(readDoubt)
}

export async function openDoubtById(db: Queryable, id: string): Promise<DoubtRow | undefined> {
  const { rows } = await db.query({
    name: 'people.openDoubtById',
    text: `select doubt_id, reason, persons, weight, opened_at from people.doubt
      where doubt_id = $1 and settled_at is null limit 1`,
    values: [id],
  })
  return rows.map(readDoubt)[0]
}

/** What nobody has settled: few, and found by an index of their own. */
export async function countDoubts(db: Queryable): Promise<number> {
  const counts = await countDoubtsBy(db)
  return [...counts.values()].reduce((sum, count) => sum + count, 0)
}

/** The same by reason. */
export async function countDoubtsBy(db: Queryable): Promise<Map<DoubtReason, number>> {
  const { rows } = await db.query<{ reason: DoubtReason; doubts: string }>({
    name: 'people.countDoubtsBy',
    text: `select reason, count(*) as doubts from people.doubt
      where settled_at is null and person_id = persons[1] group by reason`,
  })
  return new Map(rows.map(({ reason, doubts }) => [reason, Number(doubts)]))
}

export async function openDoubt(
  tx: Queryable,
  doubts: readonly (Doubt & { since: Date })[],
): Promise<void> {
  const rows = doubts.flatMap((doubt) => doubt.persons.map((personId) => ({ ...doubt, personId })))
  await tx.query({
    name: 'people.openDoubt',
    text: `insert into people.doubt (person_id, doubt_id, reason, persons, opened_at, weight)
      select d.person_id, d.doubt_id, d.reason, d.persons::uuid[], d.opened_at, d.weight
      from unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::timestamptz[], $6::double precision[])
        d (person_id, doubt_id, reason, persons, opened_at, weight)
      on conflict (person_id, doubt_id) do update
        set opened_at = excluded.opened_at, weight = excluded.weight, settled_at = null`,
    values: [
      rows.map(({ personId }) => personId),
      rows.map(({ id }) => id),
      rows.map(({ reason }) => reason),
      rows.map(({ persons }) => `{${persons.join(',')}}`),
      rows.map(({ since }) => since),
      rows.map(({ weight }) => weight ?? null),
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
      idArray(doubts.flatMap(({ persons }) => persons)),
      doubts.map(({ doubt_id }) => doubt_id),
      at,
    ],
  })
}

const readPair = rowReader('people.pair', {
  person_id: column.personId,
  other_id: column.personId,
  says: column.oneOf(...PAIR_WORDS),
  weight: column.orNull(column.number),
})

/** What is said of any of these and somebody else. */
export async function pairsOf(db: Queryable, personIds: readonly PersonId[]): Promise<Pair[]> {
  const { rows } = await db.query({
    name: 'people.pairsOf',
    text: 'select person_id, other_id, says, weight from people.pair where person_id = any($1)',
    values: [idArray(personIds)],
  })
  return rows.map(readPair).map(({ person_id, other_id, says, weight }) => ({
    a: person_id,
    b: other_id,
    says,
    ...(weight === null ? {} : { weight }),
  }))
}

/** Answers those of whom it was not said before. */
export async function insertPairs(
  tx: Queryable,
  pairs: readonly Pair[],
  since: Date,
): Promise<PersonId[]> {
  const both = pairs.flatMap(({ a, b, says, weight = null }) => [
    [a, b, says, weight] as const,
    [b, a, says, weight] as const,
  ])
  const { rows } = await tx.query<{ person_id: PersonId }>({
    name: 'people.insertPairs',
    text: `insert into people.pair (person_id, other_id, says, weight, since)
      select *, $5::timestamptz from unnest($1::uuid[], $2::uuid[], $3::text[], $4::double precision[])
      on conflict do nothing returning person_id`,
    values: [
      both.map(([a]) => a),
      both.map(([, b]) => b),
      both.map(([, , says]) => says),
      both.map(([, , , weight]) => weight),
      since,
    ],
  })
  return rows.map(({ person_id }) => person_id)
}
