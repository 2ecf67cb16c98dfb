import { MISSING } from './match-field.ts'
import { type Comparable, levelsOf, type Pairs, PatternList, patternMaker } from './match-pairs.ts'
import type { Commonness } from './match-score.ts'
import type { FieldValues, MatchTable } from './match-table.ts'
import type { Counted, Seen } from './match-train.ts'
import type { ValueList } from './value-list.ts'

/** Rows of each file that are drawn to be compared with each other, to see what strangers have in common. */
const DRAWN = 800

/** The tables that are matched; one alone is matched with itself. */
export type Tables = { readonly left: MatchTable; readonly right: MatchTable | undefined }

/** How often each pattern is found among pairs that were brought together. */
export function countPatterns(parts: readonly Pairs[], bases: readonly number[]): Counted {
  const counts = new Map<number, number>()
  for (const { pattern, patterns } of parts) {
    const own = new Float64Array(patterns.length)
    for (const one of pattern) own[one]! += 1
    own.forEach((count, at) => {
      counts.set(patterns[at]!, (counts.get(patterns[at]!) ?? 0) + count)
    })
  }
  return counted(counts, bases)
}

/** In the order of the patterns, so that sums come out alike whatever came first. */
function counted(counts: ReadonlyMap<number, number>, bases: readonly number[]): Counted {
  return [...counts]
    .sort(([a], [b]) => a - b)
    .map(([pattern, count]) => ({ levels: levelsOf(pattern, bases), count }))
}

/** The rows whose ids hash lowest, each with each: as good as drawn by chance, and the same whatever their order. */
export function drawRandom(
  data: Comparable,
  { left, right }: Tables,
  bases: readonly number[],
): Counted {
  const lefts = lowest(left)
  const rights = right === undefined ? lefts : lowest(right)
  const patternOf = patternMaker(data)
  const list = new PatternList()
  const counts: number[] = []
  lefts.forEach((one, at) => {
    for (const other of right === undefined ? rights.slice(at + 1) : rights) {
      const pattern = list.add(patternOf(one, other))
      counts[pattern] = (counts[pattern] ?? 0) + 1
    }
  })
  return counted(new Map(Array.from(list.patterns, (pattern, at) => [pattern, counts[at]!])), bases)
}

function lowest({ ids, rows }: MatchTable): number[] {
  const hashes = Int32Array.from({ length: rows }, (_, row) => ids.hash(row)).sort()
  const limit = hashes[Math.min(DRAWN, rows) - 1] ?? 0
  return Array.from({ length: rows }, (_, row) => row)
    .filter((row) => ids.hash(row) <= limit)
    .sort((a, b) => byId(ids, a, b))
    .slice(0, DRAWN)
}

/** An order of rows that does not hang on where they stand in the file. */
export function byId(ids: ValueList, a: number, b: number): number {
  return ids.hash(a) - ids.hash(b) || (ids.text(a) < ids.text(b) ? -1 : 1)
}

/** Of each field, how many of all pairs have the same value, and how many have one on both sides. */
export function countSame(fields: readonly FieldValues[], { left, right }: Tables): Seen['same'] {
  return fields.map((field, which) => {
    const ofLeft = countValues(field, left.codes[which]!, left.rows)
    if (right === undefined) {
      const same = ofLeft.counts.reduce((sum, count) => sum + (count * (count - 1)) / 2, 0)
      return { same, said: (ofLeft.said * (ofLeft.said - 1)) / 2 }
    }
    const ofRight = countValues(field, right.codes[which]!, right.rows)
    const same = ofLeft.counts.reduce((sum, count, at) => sum + count * ofRight.counts[at]!, 0)
    return { same, said: ofLeft.said * ofRight.said }
  })
}

function countValues({ values }: FieldValues, codes: Int32Array, rows: number) {
  const counts = new Int32Array(values.size)
  let said = 0
  for (let row = 0; row < rows; row += 1) {
    if (codes[row] === MISSING) continue
    counts[codes[row]!]! += 1
    said += 1
  }
  return { counts, said }
}

/** Each of their values is one person's: none is rarer than another. */
const UNIQUE = new Set(['number', 'phone', 'email'])

/** How common each value is, over both tables. */
export function commonnessOf(
  fields: readonly FieldValues[],
  { left, right }: Tables,
): (Commonness | undefined)[] {
  return fields.map((field, which) => {
    if (UNIQUE.has(field.field.kind)) return undefined
    const codes = left.codes[which]!
    const { counts, said } = countValues(field, codes, left.rows)
    if (right === undefined) return { left: codes, counts, said }
    const more = countValues(field, right.codes[which]!, right.rows)
    more.counts.forEach((count, value) => {
      counts[value]! += count
    })
    return { left: codes, counts, said: said + more.said }
  })
}
