import type { Queryable, Statement } from '../kernel/index.ts'
import type { Month } from './fact.ts'

/** The first calculator: a definition's query, framed so that it sees what it is to count and nothing else. */

/** What it counts: what is known, of all or of some; what was known at a time; or facts that it is given as JSON. */
export type Source =
  | { readonly persons?: readonly string[]; readonly slice?: Slice; readonly known?: Date }
  | { readonly given: { readonly persons: string; readonly occurrences: string } }

/** Whose pseudonym lies from one to another, neither of them past the end: they are spread evenly. */
export type Slice = { readonly from: string; readonly to: string }

export type RawRow = {
  person: string | null
  month: string | null
  numerator: string | null
  denominator: string | null
}

/** No month has more rows of a place than it has people; what has more is no measure. */
export const ROWS_MAX = 20_000_000

/**
 * The rows of a query, with nothing believed of them. The query is text of a clause and stands inside parentheses as
 * whatever it is: `check-query.ts` has seen its form, and the login can read nothing else.
 */
export async function rawRows(
  db: Queryable,
  query: string,
  months: readonly Month[],
  source: Source,
): Promise<RawRow[]> {
  const { rows } = await db.query<RawRow>(framed(query, months, source))
  return rows
}

function framed(query: string, months: readonly Month[], source: Source): Statement {
  const { person, occurrence, values } = tablesOf(source)
  const year = "extract(year from now() at time zone 'Europe/London')"
  return {
    text: `with months (month, from_at, to_at, years_ago) as materialized (
        select m::date, f, t, (${year} - extract(year from m::date))::int
        from unnest($1::text[], $2::timestamptz[], $3::timestamptz[]) u (m, f, t)),
      person as not materialized (${person}),
      occurrence as not materialized (${occurrence})
      select q.person::text as person, to_char(q.month, 'YYYY-MM') as month, (q.numerator + 0)::text as numerator,
        (q.denominator + 0)::text as denominator
      from (
${query}
      ) q limit ${ROWS_MAX}`,
    values: [
      months.map(({ month }) => `${month}-01`),
      months.map(({ from }) => from.toISOString()),
      months.map(({ to }) => to.toISOString()),
      ...values,
    ],
  }
}

function tablesOf(source: Source): {
  person: string
  occurrence: string
  values: readonly unknown[]
} {
  if ('given' in source) {
    return {
      person: 'select * from json_populate_recordset(null::planning.person, $4::json)',
      occurrence: 'select * from json_populate_recordset(null::planning.occurrence, $5::json)',
      values: [source.given.persons, source.given.occurrences],
    }
  }
  const values: unknown[] = []
  const place = (value: unknown) => `$${values.push(value) + 3}`
  const { persons, slice, known } = source
  const named = persons === undefined ? 'true' : `person = any(${place(persons)}::uuid[])`
  const some =
    slice === undefined
      ? named
      : `${named} and person between ${place(slice.from)}::uuid and ${place(slice.to)}::uuid`
  const at = known === undefined ? '' : `${place(known.toISOString())}::timestamptz`
  const stood =
    known === undefined
      ? 'select * from planning.occurrence'
      : `select * from planning.occurrence_version where gone is null and learnt_at <= ${at}
          and (superseded_at is null or superseded_at > ${at})`
  return {
    person: `select * from planning.person where ${some}`,
    occurrence: `select * from (${stood}) o where ${some}`,
    values,
  }
}
