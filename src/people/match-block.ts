import { soundex } from './likeness.ts'
import { MISSING } from './match-field.ts'
import { type FieldValues, type MatchTable, shared } from './match-table.ts'
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
/** Of more rows than this, rules are tried on a part that is drawn by ids. */
const TRIED_ROWS = 1 << 15

/** A part of a rule: the fields of which it is made, and for each value of them the number that it counts for. */
type Part = {
  readonly fields: readonly number[]
  /** 0 for a value that says nothing */
  readonly numbers: readonly Int32Array[]
}

export type Rule = {
  readonly names: readonly string[]
  readonly parts: readonly Part[]
  /** keys that so many share that they bring nobody together, in their order */
  readonly common: Int32Array
  /** how many pairs it brings together, as far as it was tried */
  readonly pairs: number
}

/** What rows say, row by row. */
export type Rows = {
  readonly codes: Int32Array
  /** how many fields a row has */
  readonly width: number
  readonly rows: number
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
  const tried = [left, ...(right === undefined ? [] : [right])].map((table) => draw(table, rows))
  const share = Math.max(1, 2 ** Math.ceil(Math.log2(rows / 2 / TRIED_ROWS)))
  let room = rows * PAIRS_A_ROW + PAIRS_BESIDE
  const kept: Rule[] = []
  const made = new Map<string, Part | undefined>()
  for (const [at, names] of [...own, ...RULES].entries()) {
    const parts = partsOf(fields, names, made)
    if (parts === undefined) continue
    const { pairs, common } = tryOut(parts, tried, share * share)
    if (pairs === 0 || (at >= own.length && pairs > room)) continue
    room -= pairs
    kept.push({ names, parts, common, pairs })
  }
  return kept
}

/** The rules of a version, for tables that have the fields for them. */
export function rulesAgain(
  fields: readonly FieldValues[],
  kept: readonly Pick<Rule, 'names' | 'common'>[],
): Rule[] {
  const made = new Map<string, Part | undefined>()
  return kept.flatMap(({ names, common }) => {
    const parts = partsOf(fields, names, made)
    return parts === undefined ? [] : [{ names, parts, common, pairs: Number.POSITIVE_INFINITY }]
  })
}

function partsOf(
  fields: readonly FieldValues[],
  names: readonly string[],
  made: Map<string, Part | undefined>,
): Part[] | undefined {
  for (const name of names) if (!made.has(name)) made.set(name, partOf(fields, name))
  const parts = names.flatMap((name) => made.get(name) ?? [])
  return parts.length < names.length ? undefined : parts
}

/** The rows on which rules are tried: all, or those whose ids hash so. */
function draw(table: MatchTable, rows: number): Rows {
  const share = Math.max(1, 2 ** Math.ceil(Math.log2(rows / 2 / TRIED_ROWS)))
  const drawn: number[] = []
  for (let row = 0; row < table.rows; row += 1) {
    if ((table.ids.hash(row) & (share - 1)) === 0) drawn.push(row)
  }
  const width = table.codes.length
  const codes = new Int32Array(drawn.length * width)
  table.codes.forEach((column, which) => {
    drawn.forEach((row, at) => {
      codes[at * width + which] = column[row]!
    })
  })
  return { codes, width, rows: drawn.length }
}

/** The key of a row by a rule, 0 where it is none or too common. */
export function ownKeyOf({ parts, common }: Rule, codes: Int32Array, from: number): number {
  const key = keyOf(parts, codes, from)
  return common.length > 0 && isCommon(common, key) ? 0 : key
}

/** The key by which a rule brings a row together with others; 0 for a row that it brings together with nobody. */
function keyOf(parts: readonly Part[], codes: Int32Array, from: number): number {
  let key = 0x51ed270b
  for (let at = 0; at < parts.length; at += 1) {
    const { fields, numbers } = parts[at]!
    let value = 0
    for (let which = 0; which < fields.length; which += 1) {
      const code = codes[from + fields[which]!]!
      if (code === MISSING) return 0
      value = (value + numbers[which]![code]!) | 0
    }
    if (value === 0) return 0
    key = stir(Math.imul(key, 31) ^ value)
  }
  return key
}

/** @returns undefined where the tables do not have what it asks for */
function partOf(fields: readonly FieldValues[], name: string): Part | undefined {
  if (name === 'names') {
    // The same for Mary Smith and Smith Mary: what both count for is added up.
    const kinds = ['given', 'family'].map((kind) =>
      fields.findIndex(({ field }) => field.kind === kind),
    )
    return kinds.includes(-1) ? undefined : { fields: kinds, numbers: kinds.map(plain) }
  }
  const [how, column] = name.includes(':') ? name.split(':') : ['', name]
  const which = fields.findIndex(({ field }) => field.name === column)
  if (which < 0) return undefined
  return { fields: [which], numbers: [how === '' ? plain(which) : worked(which, how!)] }

  function plain(at: number): Int32Array {
    const { hashes } = fields[at]!.values.parts
    const numbers = shared(hashes.length)
    numbers.set(hashes)
    return numbers
  }

  function worked(at: number, how: string): Int32Array {
    const { values } = fields[at]!
    const numbers = shared(values.size)
    for (let value = 0; value < values.size; value += 1) {
      numbers[value] = hashOfText(worded(how, values.text(value)))
    }
    return numbers
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

/**
 * How many pairs a rule brings together, and which of its keys too many share.
 *
 * @param scale of how many pairs each stands for one
 */
function tryOut(
  parts: readonly Part[],
  [left, right]: readonly Rows[],
  scale: number,
): { pairs: number; common: Int32Array } {
  const size = 1 << Math.max(8, 34 - Math.clz32(left!.rows + (right?.rows ?? 0)))
  const keys = new Int32Array(size)
  const [lefts, rights] = [new Int32Array(size), new Int32Array(size)]
  const count = ({ codes, width, rows }: Rows, counts: Int32Array) => {
    for (let row = 0; row < rows; row += 1) {
      const key = keyOf(parts, codes, row * width)
      if (key === 0) continue
      let slot = key & (size - 1)
      while (keys[slot] !== 0 && keys[slot] !== key) slot = (slot + 1) & (size - 1)
      keys[slot] = key
      counts[slot]! += 1
    }
  }
  count(left!, lefts)
  if (right !== undefined) count(right, rights)
  let pairs = 0
  const common: number[] = []
  for (let slot = 0; slot < size; slot += 1) {
    const met =
      right === undefined ? (lefts[slot]! * (lefts[slot]! - 1)) / 2 : lefts[slot]! * rights[slot]!
    if (met * scale > BLOCK_PAIRS) common.push(keys[slot]!)
    else pairs += met * scale
  }
  return { pairs, common: Int32Array.from(common).sort() }
}

/** True where a key is among those that too many share. */
function isCommon(common: Int32Array, key: number): boolean {
  let [from, to] = [0, common.length]
  while (from < to) {
    const middle = (from + to) >> 1
    if (common[middle]! < key) from = middle + 1
    else to = middle
  }
  return common[from] === key
}
