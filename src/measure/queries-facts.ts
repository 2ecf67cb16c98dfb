import type { Queryable } from '../kernel/index.ts'
import type { Happened } from '../room.ts'
import type { Facts, OccurrenceFact, PersonFact } from './fact.ts'
import type { Slice } from './queries-count.ts'
import { happenedSql, viewsNamed } from './queries-happened.ts'
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

/** Of which kinds of thing, and of whom where not of everybody; of things that may have to do with a span of time. */
export type FactsWanted = {
  readonly kinds: readonly string[]
  /** what they have to say: who shares a word of a source’s own is counted for each, so none is read for nothing */
  readonly words?: ReadonlySet<Word>
  readonly persons?: readonly string[]
  readonly slice?: Slice
  readonly span?: { readonly from: Date; readonly to: Date }
  /** what rooms hand in to be counted */
  readonly handed?: readonly Happened[]
}

export async function readFacts(
  db: Queryable,
  { kinds, words = new Set(WORDS), persons, slice, span, handed = [] }: FactsWanted,
): Promise<Facts> {
  const named = persons === undefined ? [] : [persons]
  const some = [
    ...(persons === undefined ? [] : ['and person = any($2::uuid[])']),
    ...(slice === undefined
      ? []
      : [`and person between $${named.length + 2}::uuid and $${named.length + 3}::uuid`]),
  ].join(' ')
  const who = [...named, ...(slice === undefined ? [] : [slice.from, slice.to])]
  const found = await db.query<{ person: string; age: number | null }>({
    text: `select person::text, age from planning.person where $1::text[] is not null ${some} order by 1`,
    values: [kinds, ...who],
  })
  const at = who.length + 2
  const within =
    span === undefined
      ? ''
      : `and (start_at is null or start_at < $${at}) and (end_at is null or end_at >= $${at + 1})`
  const views = await viewsNamed(
    db,
    handed.filter(({ kind }) => kinds.includes(kind)),
  )
  const names = new Set([...MOMENT_COLUMNS, ...words])
  const happened = await db.query<Record<string, string | null>>({
    text: `select ${[...COLUMNS, ...WORDS.filter((word) => words.has(word))].join(', ')}
      from (${happenedSql(views, names)}) o where kind = any($1) ${some} ${within}
      order by person, kind, start_at, occurrence`,
    values: [
      kinds,
      ...who,
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

/** How many people may be counted. */
export async function peopleCounted(db: Queryable): Promise<number> {
  const { rows } = await db.query<{ people: number }>(
    'select count(*)::int as people from planning.person',
  )
  return rows[0]!.people
}
