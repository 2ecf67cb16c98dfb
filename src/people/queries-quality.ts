import type { PersonId } from '../kernel/index.ts'
import { column, type Queryable, type RowOf, rowReader } from '../kernel/index.ts'
import type { GroupCounts } from './quality.ts'

/** How people are divided into groups. */
export const DIVISIONS = ['ethnic-group', 'deprivation', 'age', 'sex'] as const
export type Division = (typeof DIVISIONS)[number]

/** What was counted of a group, and how long it took until what was in doubt of them was settled. */
export type KeptCounts = GroupCounts & {
  readonly by: Division
  readonly settled: number
  /** half were settled within so many days; null where none was */
  readonly days: number | null
}

/** What was measured before is forgotten. */
export async function keepQuality(
  tx: Queryable,
  counts: readonly KeptCounts[],
  at: Date,
): Promise<void> {
  await tx.query({ name: 'people.forgetQuality', text: 'delete from people.quality' })
  const of = <T>(read: (one: KeptCounts) => T) => counts.map(read)
  await tx.query({
    name: 'people.keepQuality',
    text: `insert into people.quality (divided_by, group_name, persons, made, wrong, wanted, missed, settled, days,
        measured_at)
      select *, $10::timestamptz from unnest($1::text[], $2::text[], $3::int[], $4::int[], $5::int[], $6::int[],
        $7::int[], $8::int[], $9::double precision[])`,
    values: [
      of(({ by }) => by),
      of(({ group }) => group),
      of(({ persons }) => persons),
      of(({ made }) => made),
      of((one) => one.false),
      of(({ wanted }) => wanted),
      of(({ missed }) => missed),
      of(({ settled }) => settled),
      of(({ days }) => days),
      at,
    ],
  })
}

const readKept = rowReader('people.quality', {
  divided_by: column.oneOf(...DIVISIONS),
  group_name: column.text,
  persons: column.place,
  made: column.place,
  wrong: column.place,
  wanted: column.place,
  missed: column.place,
  settled: column.place,
  days: column.orNull(column.number),
  measured_at: column.moment,
})

/** What was measured last, and when; undefined where nothing was. */
export async function qualityKept(
  db: Queryable,
): Promise<{ counts: KeptCounts[]; at: Date } | undefined> {
  const { rows } = await db.query({
    name: 'people.qualityKept',
    text: `select divided_by, group_name, persons, made, wrong, wanted, missed, settled, days, measured_at
      from people.quality order by divided_by, group_name`,
  })
  const kept = rows.map(readKept)
  if (kept.length === 0) return undefined
  const counts = kept.map(
    ({ divided_by: by, group_name: group, wrong, measured_at: _, ...row }) => ({
      ...row,
      by,
      group,
      false: wrong,
    }),
  )
  return { counts, at: kept[0]!.measured_at }
}

const readSettled = rowReader('people.doubt', {
  persons: column.listOf(column.personId),
  opened_at: column.moment,
  settled_at: column.moment,
})
export type Settled = RowOf<typeof readSettled>

/** What was in doubt and is settled. */
export async function settledDoubts(db: Queryable): Promise<Settled[]> {
  const { rows } = await db.query({
    name: 'people.settledDoubts',
    text: `select persons, opened_at, settled_at from people.doubt
      where settled_at is not null and person_id = persons[1]`,
  })
  return rows.map(readSettled)
}

/** Of everybody whom a source knows: by what it calls them, who they are, and of which identity. */
export async function personsIn(
  db: Queryable,
  source: string,
): Promise<Map<string, { person: PersonId; identity: PersonId }>> {
  const { rows } = await db.query<{ source_id: string; person: PersonId; identity: PersonId }>({
    name: 'people.personsIn',
    text: `select p.source_id, p.person_id as person, l.identity_id as identity
      from people.person p join people.link l using (person_id) where p.source = $1`,
    values: [source],
  })
  return new Map(rows.map(({ source_id, person, identity }) => [source_id, { person, identity }]))
}
