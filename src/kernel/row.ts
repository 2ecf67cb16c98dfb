import type { Row } from './database.ts'
import { isPersonId, type PersonId } from './identifier.ts'

/** What the code expects of a column, and how that is called. */
type Column<T> = { readonly is: (value: unknown) => value is T; readonly words: string }
type Columns = Readonly<Record<string, Column<unknown>>>

/** A row of these columns, as SQL writes them. */
export type RowOf<R> = R extends (row: Row) => infer T ? T : never

/**
 * Reads rows where they become what the code speaks of. The columns are the row's type: there is no second one that
 * could say something else.
 *
 * @throws TypeError, with the table, the column and what should stand there, never with what does: the schema and the
 * code are not of one version, or somebody has written into the table
 */
export function rowReader<C extends Columns>(table: string, columns: C) {
  const known = Object.entries(columns)
  return (row: Row): { [Name in keyof C]: C[Name] extends Column<infer T> ? T : never } => {
    for (const [name, { is, words }] of known)
      if (!is(row[name])) throw strange(table, name, words, row)
    return row as { [Name in keyof C]: C[Name] extends Column<infer T> ? T : never }
  }
}

function strange(table: string, name: string, words: string, row: Row): TypeError {
  const found = Object.hasOwn(row, name) ? '' : ', which the statement does not give,'
  return new TypeError(`a row of ${table} cannot be read: ${name}${found} is not ${words}`)
}

const text = columnOf('text', (value): value is string => typeof value === 'string')
const object = columnOf(
  'a JSON object',
  (value): value is Record<string, unknown> =>
    typeof value === 'object' && value !== null && !Array.isArray(value),
)

/** The kinds of column. */
export const column = {
  text,
  object,
  flag: columnOf('true or false', (value): value is boolean => typeof value === 'boolean'),
  moment: columnOf('a time', (value): value is Date => value instanceof Date),
  bytes: columnOf('bytes', (value): value is Buffer => Buffer.isBuffer(value)),
  /** a bigint, which comes as text */
  count: columnOf('a whole number', (value): value is string => isText(value) && COUNT.test(value)),
  number: columnOf('a number', (value): value is number => Number.isFinite(value)),
  place: columnOf('a place', (value): value is number => Number.isSafeInteger(value)),
  personId: columnOf(
    'the id of a person',
    (value): value is PersonId => isText(value) && isPersonId(value),
  ),
  texts: listOf(text),
  /** a JSON object of texts: what each of its names says is looked at where it is read */
  said: columnOf(object.words, (value): value is Record<string, string> => object.is(value)),
  oneOf<T extends string>(...words: readonly T[]): Column<T> {
    const known = new Set<unknown>(words)
    return columnOf(`one of ${words.join(', ')}`, (value): value is T => known.has(value))
  },
  orNull<T>({ is, words }: Column<T>): Column<T | null> {
    return columnOf(`${words} or null`, (value): value is T | null => value === null || is(value))
  },
  listOf,
}

const COUNT = /^\d+$/

function isText(value: unknown): value is string {
  return typeof value === 'string'
}

function listOf<T>({ is, words }: Column<T>): Column<T[]> {
  return columnOf(
    `a list of which each is ${words}`,
    (value): value is T[] => Array.isArray(value) && value.every(is),
  )
}

function columnOf<T>(words: string, is: (value: unknown) => value is T): Column<T> {
  return { words, is }
}
