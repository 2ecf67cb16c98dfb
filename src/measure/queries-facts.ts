import type { Queryable } from '../kernel/index.ts'
import type { Happened } from '../room.ts'
import type { Facts, OccurrenceFact, PersonFact } from './fact.ts'
import type { Given } from './queries-count.ts'
import { happenedSql, namesIn, personSql, viewsNamed } from './queries-happened.ts'
import { MOMENTS, WORDS, type Word } from './rule.ts'

/** What a calculator of facts is given, read as whoever counts. */

const MOMENT_COLUMNS = [...MOMENTS, 'died_known_at']
const AS_ISO = `'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'`
const COLUMNS = [
  'person::text',
  'kind',
  ...MOMENT_COLUMNS.map((name) => `to_char(${name} at time zone 'UTC', ${AS_ISO}) as ${name}`),
]

/** The views say ages of it: by the server’s clock, whatever that of the place is. */
const THIS_YEAR = "select extract(year from now() at time zone 'Europe/London')::int as year"

/** Of which kinds of thing; of things that may have to do with a span of time. */
export type FactsWanted = {
  readonly kinds: readonly string[]
  /** what they have to say: who shares a word of a source’s own is counted for each, so none is read for nothing */
  readonly words?: ReadonlySet<Word>
  readonly span?: { readonly from: Date; readonly to: Date }
  /** what rooms hand in to be counted */
  readonly handed?: readonly Happened[]
}

export async function readFacts(
  db: Queryable,
  { kinds, words = new Set(WORDS), span, handed = [] }: FactsWanted,
): Promise<Facts> {
  const found = await db.query<{ person: string; age: number | null }>(
    'select person::text, age from planning.person order by 1',
  )
  const views = await viewsNamed(
    db,
    handed.filter(({ kind }) => kinds.includes(kind)),
  )
  const names = new Set([...MOMENT_COLUMNS, ...words])
  const within =
    span === undefined
      ? ''
      : 'and (start_at is null or start_at < $2) and (end_at is null or end_at >= $3)'
  const happened = await db.query<Record<string, string | null>>({
    text: `select ${[...COLUMNS, ...WORDS.filter((word) => words.has(word))].join(', ')}
      from (${happenedSql(views, names)}) o where kind = any($1) ${within}
      order by person, kind, start_at, occurrence`,
    values: [
      kinds,
      ...(span === undefined ? [] : [span.to.toISOString(), span.from.toISOString()]),
    ],
  })
  const [now] = (await db.query<{ year: number }>(THIS_YEAR)).rows
  return {
    persons: found.rows.map(personOf),
    occurrences: happened.rows.map(occurrenceOf),
    ofYear: now!.year,
  }
}

function personOf({ person, age }: { person: string; age: number | null }): PersonFact {
  return { person, age: age ?? undefined }
}

function occurrenceOf(row: Record<string, string | null>): OccurrenceFact {
  const said = Object.entries(row).filter((cell): cell is [string, string] => cell[1] !== null)
  return Object.fromEntries(said) as OccurrenceFact
}

/** Some people by their pseudonyms, or all whose pseudonym lies from one to another: they are spread evenly. */
export type Whom =
  | { readonly persons: readonly string[] }
  | { readonly from: string; readonly to: string }

/**
 * What both calculators are given of some people, read once: all that queries or rules name. What counts by facts that
 * it is given costs the same for each person however many there are in the place.
 */
export async function takeFacts(
  db: Queryable,
  queries: readonly string[],
  { words, handed }: { readonly words: ReadonlySet<Word>; readonly handed: readonly Happened[] },
  whom: Whom,
): Promise<Given & { readonly ofYear: number }> {
  const views = await viewsNamed(db, handed)
  const names = namesIn([...queries, ...MOMENT_COLUMNS, ...words].join('\n'))
  const [some, values] =
    'persons' in whom
      ? ['person = any($1::uuid[])', [whom.persons]]
      : ['person between $1::uuid and $2::uuid', [whom.from, whom.to]]
  const asJson = async (table: string) => {
    const { rows } = await db.query<{ json: string }>({
      text: `select coalesce(json_agg(json_strip_nulls(row_to_json(o))), '[]')::text as json
        from (${table}) o where ${some}`,
      values,
    })
    return rows[0]!.json
  }
  return {
    persons: await asJson(personSql(views, names)),
    occurrences: await asJson(happenedSql(views, names)),
    ofYear: (await db.query<{ year: number }>(THIS_YEAR)).rows[0]!.year,
  }
}

/** The same for the calculator that is no database. */
export function factsIn({ persons, occurrences, ofYear }: Given & { ofYear: number }): Facts {
  return {
    persons: JSON.parse(persons) as PersonFact[],
    occurrences: JSON.parse(occurrences) as OccurrenceFact[],
    ofYear,
  }
}

/** How many people may be counted. */
export async function peopleCounted(db: Queryable): Promise<number> {
  const { rows } = await db.query<{ people: number }>(
    'select count(*)::int as people from planning.person',
  )
  return rows[0]!.people
}
