import { capital, remember } from '../kernel/index.ts'
import { nhsNumberFields } from './nhs-system.ts'
import type { FieldTold } from './reading.ts'

const COLUMNS_MAX = 1_000
/** Words that are written otherwise than as one word of a sentence. */
const WORDS: ReadonlyMap<string, string> = new Map([
  ['nhs', 'NHS'],
  ['la', 'LA'],
  ['gp', 'GP'],
  ['id', 'number'],
])

/**
 * What a row that can be read does with the columns of its kind: those that it should have, and those that it has. A
 * cell that could not be used would have made the row unreadable, but for an NHS number, which is kept as it is given.
 */
export function fieldsTold(
  cells: ReadonlyMap<string, string>,
  columns: readonly string[],
  asked: readonly string[],
): FieldTold[] {
  return columns.flatMap((column) => {
    const value = cells.get(column)
    const isAsked = asked.includes(column)
    if (value === undefined && !isAsked) return []
    const filled = value !== undefined
    const usable = column !== 'nhs_number' || nhsNumberFields(value ?? '').nhsNumber !== undefined
    return [{ name: headingWords(column), asked: isAsked, filled, valid: filled && usable }]
  })
}

/** `date_of_birth` is the date of birth. */
const headingWords = remember(COLUMNS_MAX, (column) =>
  capital(
    column
      .split('_')
      .map((word) => WORDS.get(word) ?? word)
      .join(' '),
  ),
)
