import { type Database, Fault } from '../kernel/index.ts'
import type { Happened, Room } from '../room.ts'
import { monthOf, type Row } from './fact.ts'
import { type RawRow, ROWS_MAX, rawRows, type Source } from './queries-count.ts'

const WHERE = 'the query of the definition'

/**
 * What rows rest on: a transaction of the login that sees nobody, whose statements are planned for what they ask; and
 * what rooms hand in to be counted, of a place that has rooms.
 */
export type Counting = {
  readonly databases: { readonly planning: Pick<Database, 'transaction'> }
  readonly house?: { readonly rooms: readonly Pick<Room, 'happened'>[] }
}

/** What rooms know to have happened, beside what the record does. */
export function handedIn({ house }: Pick<Counting, 'house'>): readonly Happened[] {
  return house?.rooms.flatMap(({ happened = [] }) => happened) ?? []
}

/**
 * The rows of a query: one for each person and month of which something is to be counted, whole numbers, none below
 * nought.
 *
 * @throws Fault with what it is that is none of that, or what the server says of the query
 */
export async function countRows(
  counting: Counting,
  query: string,
  months: readonly string[],
  source: Source = {},
): Promise<Row[]> {
  const [rows] = await countAll(counting, [{ query, months }], source)
  return rows!
}

/** Of several queries in one statement, each of its own months. */
export async function countAll(
  counting: Counting,
  asked: readonly { readonly query: string; readonly months: readonly string[] }[],
  source: Source,
): Promise<Row[][]> {
  const queries = asked.map(({ query, months }) => ({ query, months: months.map(monthOf) }))
  const raw = await counting.databases.planning
    .transaction((tx) => rawRows(tx, queries, source, handedIn(counting)), { readOnly: true })
    .catch((error: unknown) => {
      throw error instanceof Fault ? error : faultOf(error, WHERE)
    })
  if (raw.length >= ROWS_MAX)
    throw wrong('it has more rows than there can be people', 'Group it by person and month.')
  const own = Map.groupBy(raw, ({ at }) => at)
  return asked.map(({ months }, at) => read(own.get(at) ?? [], new Set(months)))
}

function read(raw: readonly RawRow[], months: ReadonlySet<string>): Row[] {
  const seen = new Set<string>()
  const rows: Row[] = []
  for (const { person, month, numerator, denominator } of raw) {
    if (person === null || month === null || !months.has(month)) {
      throw wrong('a row has no person, or none of the months', 'Give person and months.month.')
    }
    const key = `${person} ${month}`
    if (seen.has(key)) {
      throw wrong('it has a person twice in a month', 'Group it by person and month.')
    }
    seen.add(key)
    const [above, below] = [wholeOf(numerator), wholeOf(denominator)]
    if (above === 0 && below === 0) continue
    rows.push({ person, month, numerator: above, denominator: below })
  }
  return rows
}

/** Nothing counted is nought. */
function wholeOf(text: string | null): number {
  const value = Number(text ?? 0)
  if (Number.isSafeInteger(value) && value >= 0) return value
  throw wrong(`it has ${text}, which is no whole number from nought`, 'Count, or round it.')
}

/** The server's own words of what is wrong with a text, never with what somebody's row holds. */
const OF_THE_TEXT = /^(42|0A|22P02|42883)/

/** What the server says of a query, as a sentence; whatever else it is stays as it is. */
export function faultOf(error: unknown, where: string): unknown {
  const { code = '', message = '' } = error as { code?: string; message?: string }
  if (code === '42501' || code === '25006') {
    return new Fault(
      'it names what whoever counts may not read',
      where,
      'Use the planning views.',
      1,
    )
  }
  if (code === '57014') {
    return new Fault('it takes too long', where, 'Ask for less: a month, a kind, a word.', 1)
  }
  if (/^(22P02|42883)$/.test(code) && /numeric|integer|text \+|operator/.test(message)) {
    return new Fault(
      'it gives a text, or a thing that cannot be added, where a number belongs',
      where,
      'Give numerator and denominator as numbers, 0 where there is none.',
      1,
    )
  }
  if (OF_THE_TEXT.test(code))
    return new Fault(`the database says: ${message}`, where, 'Put it right and try again.', 1)
  return error
}

function wrong(what: string, remedy: string): Fault {
  return new Fault(what, WHERE, remedy, 1)
}
