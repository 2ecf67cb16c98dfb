import { MISSING } from './match-field.ts'
import { levelsOf, type Pairs, PatternList } from './match-pairs.ts'
import type { Commonness } from './match-score.ts'
import { type FieldValues, type MatchTable, shared } from './match-table.ts'
import type { Counted, Seen } from './match-train.ts'
import type { ValueList } from './value-list.ts'

/** Rows of each file that are drawn to be compared with each other, to see what strangers have in common. */
const DRAWN = 800

/** The tables that are matched; one alone is matched with itself. */
export type Tables = { readonly left: MatchTable; readonly right: MatchTable | undefined }

/** Patterns, and how often each was found. */
export type Counts = { readonly patterns: Float64Array; readonly counts: Float64Array }

/** How often each pattern is found among pairs that were brought together. */
export function countPatterns({ pattern, patterns }: Pairs): Counts {
  const counts = new Float64Array(patterns.length)
  for (let at = 0; at < pattern.length; at += 1) counts[pattern[at]!]! += 1
  return { patterns, counts }
}

/** Of several threads, in the order of the patterns, so that sums come out alike whatever came first. */
export function counted(parts: readonly Counts[], bases: readonly number[]): Counted {
  const all = new Map<number, number>()
  for (const { patterns, counts } of parts) {
    patterns.forEach((pattern, at) => {
      all.set(pattern, (all.get(pattern) ?? 0) + counts[at]!)
    })
  }
  return [...all]
    .sort(([a], [b]) => a - b)
    .map(([pattern, count]) => ({ levels: levelsOf(pattern, bases), count }))
}

/** Rows by which strangers are known, of each table. */
export type Drawn = { readonly left: readonly number[]; readonly right: readonly number[] }

/** The rows whose ids hash lowest: as good as drawn by chance, and the same whatever their order. */
export function drawRows({ left, right }: Tables): Drawn {
  const drawn = lowest(left)
  return { left: drawn, right: right === undefined ? drawn : lowest(right) }
}

/** Each that was drawn with each of the other table; of several parts the one with this number. */
export function compareDrawn(
  patternOf: (left: number, right: number) => number,
  { left, right }: Drawn,
  { part, parts, one }: { part: number; parts: number; one: boolean },
): Counts {
  const list = new PatternList()
  const counts: number[] = []
  for (let at = part; at < left.length; at += parts) {
    for (let other = one ? at + 1 : 0; other < right.length; other += 1) {
      const pattern = list.add(patternOf(left[at]!, right[other]!))
      counts[pattern] = (counts[pattern] ?? 0) + 1
    }
  }
  return { patterns: list.patterns, counts: Float64Array.from(counts) }
}

function lowest({ ids, rows }: MatchTable): number[] {
  const hashes = ids.parts.hashes.slice().sort()
  const limit = hashes[Math.min(DRAWN, rows) - 1] ?? 0
  const low: number[] = []
  for (let row = 0; row < rows; row += 1) if (ids.hash(row) <= limit) low.push(row)
  return low.sort((a, b) => byId(ids, a, b)).slice(0, DRAWN)
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
  const counts = shared(values.size)
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
    const { counts, said } = countValues(field, left.codes[which]!, left.rows)
    if (right === undefined) return { counts, said }
    const more = countValues(field, right.codes[which]!, right.rows)
    for (let value = 0; value < counts.length; value += 1) counts[value]! += more.counts[value]!
    return { counts, said: said + more.said }
  })
}
