import { randomUUID } from 'node:crypto'
import { column, type PersonId, type Queryable, type RowOf, rowReader } from '../kernel/index.ts'
import { DIVISIONS, type Division } from './queries-quality.ts'
import { type Drawn, KINDS, type Stratum } from './sample.ts'

const readSample = rowReader('people.sample', {
  sample_id: column.text,
  each: column.place,
  asked_at: column.moment,
  drawn_at: column.orNull(column.moment),
})
export type SampleRow = RowOf<typeof readSample>

export async function insertSample(
  tx: Queryable,
  { sample, each }: { sample: string; each: number },
  at: Date,
): Promise<void> {
  await tx.query({
    name: 'people.insertSample',
    text: 'insert into people.sample (sample_id, each, asked_at) values ($1, $2, $3)',
    values: [sample, each, at],
  })
}

/** The sample that was asked for last. */
export async function lastSample(db: Queryable): Promise<SampleRow | undefined> {
  const { rows } = await db.query({
    name: 'people.lastSample',
    text: `select sample_id, each, asked_at, drawn_at from people.sample
      order by asked_at desc, sample_id desc limit 1`,
  })
  return rows.map(readSample)[0]
}

export async function sampleCalled(db: Queryable, sample: string): Promise<SampleRow | undefined> {
  const { rows } = await db.query({
    name: 'people.sampleCalled',
    text: 'select sample_id, each, asked_at, drawn_at from people.sample where sample_id = $1',
    values: [sample],
  })
  return rows.map(readSample)[0]
}

/** Puts down what was drawn: pairs in an order that says nothing of how they stand. */
export async function writeDrawn(
  tx: Queryable,
  sample: string,
  { strata, drawn }: { strata: readonly Stratum[]; drawn: readonly Drawn[] },
  at: Date,
): Promise<void> {
  await tx.query({
    name: 'people.writeStrata',
    text: `insert into people.sample_stratum (sample_id, divided_by, group_name, kind, pairs, persons)
      select $1, * from unnest($2::text[], $3::text[], $4::text[], $5::int[], $6::int[])`,
    values: [
      sample,
      strata.map(({ by }) => by),
      strata.map(({ group }) => group),
      strata.map(({ kind }) => kind),
      strata.map(({ pairs }) => pairs),
      strata.map(({ persons }) => persons),
    ],
  })
  await tx.query({
    name: 'people.writeSampled',
    text: `insert into people.sampled
        (person_id, other_id, pair_id, sample_id, kind, divided_by, group_names, place)
      select s.a, s.b, s.pair, $1, s.kind, s.divided_by::text[], s.groups::text[], s.place
      from unnest($2::uuid[], $3::uuid[], $4::uuid[], $5::text[], $6::text[], $7::text[], $8::int[])
        s (a, b, pair, kind, divided_by, groups, place)`,
    values: [
      sample,
      drawn.map(({ a }) => a),
      drawn.map(({ b }) => b),
      drawn.map(() => randomUUID()),
      drawn.map(({ kind }) => kind),
      drawn.map(({ of }) => arrayText(of.map(({ by }) => by))),
      drawn.map(({ of }) => arrayText(of.map(({ group }) => group))),
      drawn.map((_, at) => at),
    ],
  })
  await tx.query({
    name: 'people.sampleDrawn',
    text: 'update people.sample set drawn_at = $2 where sample_id = $1',
    values: [sample, at],
  })
}

/** An array of texts as PostgreSQL reads one. */
const arrayText = (texts: readonly string[]) =>
  `{${texts.map((text) => `"${text.replace(/["\\]/g, '\\$&')}"`).join(',')}}`

const readStratum = rowReader('people.sample_stratum', {
  divided_by: column.oneOf(...DIVISIONS),
  group_name: column.text,
  kind: column.oneOf(...KINDS),
  pairs: column.place,
  persons: column.place,
})

export async function strataOf(db: Queryable, sample: string): Promise<Stratum[]> {
  const { rows } = await db.query({
    name: 'people.strataOf',
    text: `select divided_by, group_name, kind, pairs, persons from people.sample_stratum
      where sample_id = $1 order by divided_by, group_name, kind`,
    values: [sample],
  })
  return rows
    .map(readStratum)
    .map(({ divided_by: by, group_name: group, ...rest }) => ({ by, group, ...rest }))
}

const readSampled = rowReader('people.sampled', {
  pair_id: column.text,
  person_id: column.personId,
  other_id: column.personId,
  kind: column.oneOf(...KINDS),
  divided_by: column.listOf(column.oneOf(...DIVISIONS)),
  group_names: column.texts,
})
export type SampledPair = {
  readonly id: string
  readonly persons: readonly [PersonId, PersonId]
} & Pick<Drawn, 'kind' | 'of'>

const COLUMNS = 'pair_id, person_id, other_id, kind, divided_by, group_names'

function asPair(row: RowOf<typeof readSampled>): SampledPair {
  const { pair_id: id, person_id: a, other_id: b, kind, divided_by: by, group_names: groups } = row
  return {
    id,
    persons: [a, b],
    kind,
    of: by.map((one: Division, at) => ({ by: one, group: groups[at]! })),
  }
}

/** The pairs of a sample, in the order in which they were drawn. */
export async function sampledIn(db: Queryable, sample: string): Promise<SampledPair[]> {
  const { rows } = await db.query({
    name: 'people.sampledIn',
    text: `select ${COLUMNS} from people.sampled where sample_id = $1 order by place`,
    values: [sample],
  })
  return rows.map(readSampled).map(asPair)
}

/** One of them, by what it is called. */
export async function sampledCalled(db: Queryable, pair: string): Promise<SampledPair | undefined> {
  const { rows } = await db.query({
    name: 'people.sampledCalled',
    text: `select ${COLUMNS} from people.sampled where pair_id = $1`,
    values: [pair],
  })
  return rows.map(readSampled).map(asPair)[0]
}

/** Of everybody: of which identity they are. */
export async function identitiesOfAll(db: Queryable): Promise<Map<PersonId, PersonId>> {
  const { rows } = await db.query<{ person: PersonId; identity: PersonId }>({
    name: 'people.identitiesOfAll',
    text: 'select person_id as person, identity_id as identity from people.link',
  })
  return new Map(rows.map(({ person, identity }) => [person, identity]))
}
