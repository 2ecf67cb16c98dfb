import { soundex } from './likeness.ts'
import { MISSING } from './match-field.ts'
import type { FieldValues, MatchTable } from './match-table.ts'
import { shared } from './match-table.ts'
import { stir } from './value-list.ts'

/**
 * Rules that bring together whoever may be one person: two rows are compared where they agree on all parts of a rule.
 * A part is a field, or `soundex:`, `initial:`, `year:`, `sorted:` (day and month in either order) and `words:` of one
 * (given and family name in either order). The narrow come first.
 */
export const RULES: readonly (readonly string[])[] = [
  ['nhs_number'],
  ['phone'],
  ['email'],
  ['given_name', 'date_of_birth'],
  ['family_name', 'date_of_birth'],
  ['postcode', 'date_of_birth'],
  ['postcode', 'family_name'],
  ['postcode', 'given_name'],
  ['address_line_1', 'given_name'],
  ['address_line_1', 'family_name'],
  ['address_line_1', 'postcode'],
  ['names'],
  ['soundex:family_name', 'initial:given_name', 'year:date_of_birth'],
  ['soundex:given_name', 'sorted:date_of_birth'],
  ['soundex:family_name', 'sorted:date_of_birth'],
  ['address_line_1', 'city'],
  ['address_line_1'],
  ['postcode', 'year:date_of_birth'],
  ['date_of_birth'],
  ['soundex:family_name', 'soundex:given_name'],
  ['address_line_2', 'given_name'],
  ['address_line_2', 'family_name'],
  ['family_name', 'year:date_of_birth'],
  ['given_name', 'year:date_of_birth'],
  ['city', 'soundex:family_name'],
  ['city', 'soundex:given_name'],
  ['city', 'year:date_of_birth'],
  ['address_line_2'],
  ['postcode'],
  ['family_name'],
  ['city'],
  ['given_name'],
]

/** So many pairs a row may be brought together in all, and so many more in a small file. */
const PAIRS_A_ROW = 5
const PAIRS_BESIDE = 300_000
/** A block of more pairs says nothing of who is who: what is shared by so many is cut, for each rule alike. */
const BLOCK_PAIRS = 200_000

export type Rule = {
  readonly parts: readonly string[]
  /** a number for each row; 0 for a row that the rule brings together with nobody */
  readonly left: Int32Array
  readonly right: Int32Array
  readonly pairs: number
}

/**
 * The rules that these tables have the fields for, as long as they do not bring too many pairs together; those of a
 * settings file come first and are always kept.
 */
export function blockingRules(
  fields: readonly FieldValues[],
  left: MatchTable,
  right: MatchTable | undefined,
  own: readonly (readonly string[])[],
): Rule[] {
  const rows = left.rows + (right ?? left).rows
  let room = rows * PAIRS_A_ROW + PAIRS_BESIDE
  const kept: Rule[] = []
  for (const [at, parts] of [...own, ...RULES].entries()) {
    const keysOf = keyMaker(fields, parts)
    if (keysOf === undefined) continue
    const leftKeys = keysOf(left)
    const rightKeys = right === undefined ? leftKeys : keysOf(right)
    const pairs = cut(leftKeys, rightKeys, left.rows, (right ?? left).rows, right === undefined)
    if (pairs === 0 || (at >= own.length && pairs > room)) continue
    room -= pairs
    kept.push({ parts, left: leftKeys, right: rightKeys, pairs })
  }
  return kept
}

/** @returns undefined where the tables do not have what the rule asks for */
function keyMaker(
  fields: readonly FieldValues[],
  parts: readonly string[],
): ((table: MatchTable) => Int32Array) | undefined {
  const makers = parts.map((part) => partMaker(fields, part))
  if (makers.some((maker) => maker === undefined)) return undefined
  return (table) => {
    const keys = shared(table.rows)
    const said = makers.map((maker) => maker!(table))
    for (let row = 0; row < table.rows; row += 1) {
      let key = 0x51ed270b
      for (const part of said) {
        const value = part(row)
        if (value === 0) {
          key = 0
          break
        }
        key = stir(Math.imul(key, 31) ^ value)
      }
      keys[row] = key
    }
    return keys
  }
}

/** Of a row, a number that is the same where the part is; 0 where it says nothing. */
type Part = (table: MatchTable) => (row: number) => number

function partMaker(fields: readonly FieldValues[], part: string): Part | undefined {
  if (part === 'names') return namesPart(fields)
  const [how, name] = part.includes(':') ? part.split(':') : ['', part]
  const which = fields.findIndex(({ field }) => field.name === name)
  if (which < 0) return undefined
  const { values } = fields[which]!
  const worked = new Int32Array(values.size)
  for (let value = 0; value < values.size; value += 1) {
    worked[value] =
      how === '' ? values.hash(value) || 1 : hashOfText(worded(how!, values.text(value)))
  }
  return ({ codes }) => {
    const column = codes[which]!
    return (row) => (column[row] === MISSING ? 0 : worked[column[row]!]!)
  }
}

function worded(how: string, text: string): string {
  if (how === 'soundex') return soundex(text)
  if (how === 'initial') return text.slice(0, 1)
  if (how === 'year') return text.slice(0, 4)
  const [month, day] = [text.slice(4, 6), text.slice(6, 8)]
  return text.slice(0, 4) + (month < day ? month + day : day + month)
}

function hashOfText(text: string): number {
  if (text === '') return 0
  let hash = 0
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash, 31) + text.charCodeAt(at)
  return stir(hash) || 1
}

/** The same for Mary Smith and Smith Mary. */
function namesPart(fields: readonly FieldValues[]): Part | undefined {
  const given = fields.findIndex(({ field }) => field.kind === 'given')
  const family = fields.findIndex(({ field }) => field.kind === 'family')
  if (given < 0 || family < 0) return undefined
  return ({ codes }) => {
    const [givens, families] = [codes[given]!, codes[family]!]
    const [ofGiven, ofFamily] = [fields[given]!.values, fields[family]!.values]
    return (row) => {
      const [one, other] = [givens[row]!, families[row]!]
      if (one === MISSING || other === MISSING) return 0
      return (ofGiven.hash(one) + ofFamily.hash(other)) | 0 || 1
    }
  }
}

/** Counts the pairs of a rule, and takes the rows out of it whose block is too large. */
function cut(
  left: Int32Array,
  right: Int32Array,
  leftRows: number,
  rightRows: number,
  same: boolean,
): number {
  const size = 1 << Math.max(12, 34 - Math.clz32(leftRows + rightRows))
  const table = new Int32Array(size)
  const lefts = new Int32Array(size)
  const rights = new Int32Array(size)
  const slotOf = (key: number) => {
    let slot = key & (size - 1)
    while (table[slot] !== 0 && table[slot] !== key) slot = (slot + 1) & (size - 1)
    table[slot] = key
    return slot
  }
  for (let row = 0; row < leftRows; row += 1) if (left[row] !== 0) lefts[slotOf(left[row]!)]! += 1
  if (!same) {
    for (let row = 0; row < rightRows; row += 1) {
      if (right[row] !== 0) rights[slotOf(right[row]!)]! += 1
    }
  }
  const pairsOf = (slot: number) =>
    same ? (lefts[slot]! * (lefts[slot]! - 1)) / 2 : lefts[slot]! * rights[slot]!
  let pairs = 0
  for (let slot = 0; slot < size; slot += 1) {
    if (pairsOf(slot) <= BLOCK_PAIRS) pairs += pairsOf(slot)
  }
  const drop = (keys: Int32Array, rows: number) => {
    for (let row = 0; row < rows; row += 1) {
      if (keys[row] !== 0 && pairsOf(slotOf(keys[row]!)) > BLOCK_PAIRS) keys[row] = 0
    }
  }
  drop(left, leftRows)
  if (!same) drop(right, rightRows)
  return pairs
}
