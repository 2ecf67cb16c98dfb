import type { Queryable, Statement } from '../kernel/index.ts'
import type { Happened } from '../room.ts'
import type { Month } from './fact.ts'
import { happenedSql, namesIn, personSql, viewsNamed } from './queries-happened.ts'

/** The first calculator: queries of definitions, framed so that they see what they are to count and nothing else. */

/** What they count: what is known of all, or was at a time; or facts that they are given as JSON. */
export type Source = { readonly known?: Date } | { readonly given: Given }
export type Given = { readonly persons: string; readonly occurrences: string }

/** A query, and the months that it is to count. */
export type AskedQuery = { readonly query: string; readonly months: readonly Month[] }

export type RawRow = {
  /** of which of the queries, from nought */
  at: number
  person: string | null
  month: string | null
  numerator: string | null
  denominator: string | null
}

/** No month has more rows of a place than it has people; what has more is no measure. */
export const ROWS_MAX = 20_000_000

/**
 * The rows of queries, with nothing believed of them. Each is text of a clause and stands inside parentheses as
 * whatever it is: `check-query.ts` has seen its form, and the login can read nothing else.
 */
export async function rawRows(
  db: Queryable,
  asked: readonly AskedQuery[],
  source: Source,
  handed: readonly Happened[],
): Promise<RawRow[]> {
  if (asked.length === 0) return []
  const statement = await framed(db, asked, source, handed)
  // Nobody has counted how many facts there are that are given: what fits few would go through all for each of them.
  if ('given' in source) await db.query('set local enable_nestloop = off')
  const { rows } = await db.query<RawRow>(statement)
  return rows
}

async function framed(
  db: Queryable,
  asked: readonly AskedQuery[],
  source: Source,
  handed: readonly Happened[],
): Promise<Statement> {
  const values: unknown[] = []
  const place = (value: unknown) => `$${values.push(value)}`
  const { person, occurrence } = await tablesOf(db, asked, source, handed, place)
  const once = 'given' in source ? 'materialized' : 'not materialized'
  const queries = asked.map(({ query, months }, at) => {
    const first = place(months.map(({ month }) => `${month}-01`))
    const from = place(months.map((one) => one.from.toISOString()))
    const to = place(months.map((one) => one.to.toISOString()))
    return `select ${at} as at, q.person::text as person, to_char(q.month, 'YYYY-MM') as month,
        (q.numerator + 0)::text as numerator, (q.denominator + 0)::text as denominator
      from (
        with months (month, from_at, to_at, years_ago) as materialized (
          select m::date, f, t, (${YEAR} - extract(year from m::date))::int
          from unnest(${first}::text[], ${from}::timestamptz[], ${to}::timestamptz[]) u (m, f, t))
        select * from (
${query}
        ) q
      ) q`
  })
  return {
    text: `with person as ${once} (${person}), occurrence as ${once} (${occurrence})
      select * from (${queries.join('\n      union all ')}) q limit ${ROWS_MAX}`,
    values,
  }
}

const YEAR = "extract(year from now() at time zone 'Europe/London')"

async function tablesOf(
  db: Queryable,
  asked: readonly AskedQuery[],
  source: Source,
  handed: readonly Happened[],
  place: (value: unknown) => string,
): Promise<{ person: string; occurrence: string }> {
  if ('given' in source) {
    const { persons, occurrences } = source.given
    return {
      person: `select * from json_populate_recordset(null::planning.person, ${place(persons)}::json)`,
      occurrence: `select * from json_populate_recordset(null::planning.occurrence, ${place(occurrences)}::json)`,
    }
  }
  const text = asked.map(({ query }) => query).join('\n')
  const mentioned = handed.filter(({ kind }) => text.includes(`'${kind}'`))
  const views = await viewsNamed(db, mentioned)
  const names = namesIn(text)
  const { known } = source
  const at = known === undefined ? undefined : `${place(known.toISOString())}::timestamptz`
  return { person: personSql(views, names), occurrence: happenedSql(views, names, at) }
}
