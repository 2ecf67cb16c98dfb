import { Fault } from '../kernel/index.ts'
import type { Field } from './match-field.ts'
import { type MatchSettings, squeeze } from './match-settings.ts'

/** In which cell of a row each field stands; -1 where the table has none. */
export type MatchColumns = {
  readonly id: number
  readonly other: number
  readonly cells: ReadonlyMap<string, number>
}

/** Other headings under which a field is known. */
const CALLED = new Map([
  ['rec_id', 'id'],
  ['unique_id', 'id'],
  ['first_name', 'given_name'],
  ['forename', 'given_name'],
  ['surname', 'family_name'],
  ['last_name', 'family_name'],
  ['dob', 'date_of_birth'],
  ['birth_date', 'date_of_birth'],
  ['gender', 'sex'],
  ['address_1', 'address_line_1'],
  ['address_2', 'address_line_2'],
  ['town', 'city'],
  ['suburb', 'city'],
])

/** @throws Fault where there is no id, or a heading that is asked for is not there or stands twice */
export function matchColumns(
  headings: readonly string[],
  { columns, fields }: MatchSettings,
  where: string,
): MatchColumns {
  const names = headings.map(squeeze)
  const at = (name: string) => {
    const asked = columns.get(name)
    const wanted = asked === undefined ? name : squeeze(asked)
    const called = names.map((one) => (one === wanted ? one : (CALLED.get(one) ?? one)))
    const found = names.includes(wanted) ? names.indexOf(wanted) : called.indexOf(wanted)
    if (found >= 0 && names.indexOf(names[found]!, found + 1) >= 0) {
      throw new Fault(`the column ${names[found]} stands twice`, where, 'Keep one of them.')
    }
    if (found >= 0 || asked === undefined) return found
    const remedy = 'The settings file names a heading of this table for each field.'
    throw new Fault(`there is no column ${asked}`, where, remedy)
  }
  const id = at('id')
  if (id < 0) {
    const remedy = 'Each row needs an id of its own, in a column called id.'
    throw new Fault('the table has no column id', where, remedy)
  }
  return {
    id,
    other: at('other_names'),
    cells: new Map(fields.map(({ name }) => [name, at(name)])),
  }
}

/** The fields of which every table has a column; without one there is nothing to compare. */
export function comparedFields(
  tables: readonly MatchColumns[],
  { fields }: MatchSettings,
  where: string,
): Field[] {
  const compared = fields.filter(({ name }) => tables.every(({ cells }) => cells.get(name)! >= 0))
  if (compared.length > 0) return compared
  const known = fields.map(({ name }) => name).join(', ')
  throw new Fault('there is no column to compare', where, `Both tables need some of ${known}.`)
}
