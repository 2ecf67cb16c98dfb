import assert from 'node:assert/strict'
import { test } from 'node:test'
import { mayTellTogether } from '../record/index.ts'
import type { Definition } from './definition.ts'
import { type MeasureCell, madeOf, tellSeries, tellSplit } from './tell.ts'

/**
 * Somebody who knows the rule, the code, and all that was told of three months and of the parts of their quarter: every
 * true table is made, those that are told alike are put together, and a count that is hidden must still be able to be
 * as many numbers as the rule hides.
 */
const RULE = { least: 10, base: 5, clause: '3.14' }
const COUNT = {
  id: 'count',
  per: 1,
  divide: 'nothing',
  rules: {
    of: 'stay',
    touches: { in: 'start_at' },
    where: [],
    above: { amount: 'one' },
    below: 'nothing',
  },
} as unknown as Definition
const MONTH_MOST = 17
const ALL_MOST = 42
const OTHER_MOST = 13

const cell = (people: number): MeasureCell => {
  return { numerator: people, denominator: 0, above: people, below: 0, rest: 0 }
}

/** How three months, or three parts, are told → the numbers that each of them may have been, for each sum. */
type Told = Map<string, number[][]>

function monthsBySum(): Map<number, Told> {
  const bySum = new Map<number, Told>()
  const all = Array.from({ length: MONTH_MOST + 1 }, (_, count) => {
    const [told] = tellSeries(RULE, COUNT, [cell(count)], [undefined])
    return told!.numerator === null ? 'few' : String(told!.numerator)
  })
  for (let a = 0; a <= MONTH_MOST; a += 1)
    for (let b = 0; b <= MONTH_MOST; b += 1)
      for (let c = 0; c <= MONTH_MOST; c += 1) {
        if (a + b + c > ALL_MOST) continue
        keep(bySum, a + b + c, [a, b, c].map((count) => all[count]!).join(), [a, b, c])
      }
  return bySum
}

function partsBySum(): Map<number, Told> {
  const bySum = new Map<number, Told>()
  for (let sum = 0; sum <= ALL_MOST; sum += 1)
    for (let a = 0; a <= sum; a += 1)
      for (let b = 0; a + b <= sum; b += 1) {
        const counts = [a, b, sum - a - b]
        const parts = counts.map((count, at) => ({ part: 'abc'[at]!, cells: [cell(count)] }))
        const split = { split: 'x', periods: ['q'], parts }
        const told = tellSplit(RULE, COUNT, split, () => undefined).get('q')!
        const words = told.parts.map(({ keys, numerator }) => `${keys.join('+')}=${numerator}`)
        keep(bySum, sum, words.join(), counts)
      }
  return bySum
}

function keep(bySum: Map<number, Told>, sum: number, told: string, counts: number[]): void {
  const own = bySum.get(sum) ?? new Map()
  bySum.set(sum, own.set(told, [...(own.get(told) ?? []), counts]))
}

test('no count under the threshold follows from all that is told of months and of their parts together', () => {
  const [months, parts] = [monthsBySum(), partsBySum()]
  /** what was told of both → which numbers each month, and each part, may be */
  const known = new Map<string, Set<number>[]>()
  for (const [sum, ofMonths] of months) {
    for (const [toldMonths, someMonths] of ofMonths) {
      const isOpen = mayTellTogether(
        toldMonths
          .split(',')
          .map((one) => (one === 'few' ? { tooFew: true } : { about: Number(one) })),
      )
      for (const [toldParts, someParts] of parts.get(sum)!) {
        const key = `${toldMonths} | ${isOpen ? toldParts : ''}`
        const may = known.get(key) ?? Array.from({ length: 6 }, () => new Set<number>())
        known.set(key, may)
        for (const counts of someMonths) for (const at of [0, 1, 2]) may[at]!.add(counts[at]!)
        for (const counts of someParts) for (const at of [0, 1, 2]) may[at + 3]!.add(counts[at]!)
      }
    }
  }
  assert.ok(known.size > 100)
  const found: string[] = []
  for (const [key, may] of known) {
    may.forEach((numbers, at) => {
      const few = [...numbers].filter((count) => count < RULE.least)
      if (few.length > 0 && numbers.size < RULE.least)
        found.push(`${key}: ${at} is ${[...numbers]}`)
    })
  }
  assert.deepEqual(found.slice(0, 5), [], `${found.length} of ${known.size}`)
})

test('no neighbourhood that is not told follows from the sides that are made of them', () => {
  const sideOf = new Map([
    ['a', 'east'],
    ['b', 'east'],
    ['c', 'west'],
    ['d', 'west'],
  ])
  const split = (name: string, parts: { part: string; cells: MeasureCell[] }[]) =>
    tellSplit(RULE, COUNT, { split: name, periods: ['q'], parts }, () => undefined).get('q')!
  const cellsOf = (counts: Record<string, number>) =>
    Object.entries(counts).map(([part, count]) => ({ part, cells: [cell(count)] }))
  /** what was told → which numbers each may be; without the sides, and with them */
  const known = [new Map<string, Set<number>[]>(), new Map<string, Set<number>[]>()]
  let open = 0
  for (let a = 0; a <= MONTH_MOST; a += 1)
    for (let b = 0; b <= MONTH_MOST; b += 1)
      for (let c = 0; c <= OTHER_MOST; c += 1)
        for (let d = 0; d <= OTHER_MOST; d += 1) {
          const fine = split('neighbourhood', cellsOf({ a, b, c, d }))
          const groups = fine.parts.map(({ keys }) => keys)
          const sides = madeOf(groups, sideOf, cellsOf({ east: a + b, west: c + d }))
          const coarse = split(
            'side',
            sides.map(({ names, cells }) => ({ part: names.join('+'), cells: [...cells] })),
          )
          if (coarse.parts.length > 0) open += 1
          const words = [fine, coarse].map(({ parts }) =>
            JSON.stringify(parts.map(({ keys, numerator }) => [keys, numerator])),
          )
          for (const [at, key] of [words[0]!, words.join(' | ')].entries()) {
            const may = known[at]!.get(key) ?? Array.from({ length: 4 }, () => new Set<number>())
            known[at]!.set(key, may)
            for (const [nth, count] of [a, b, c, d].entries()) may[nth]!.add(count)
          }
        }
  assert.ok(open > 0)
  // What is hidden without the sides is hidden with them: no number of a small count is ruled out by them.
  const [without, beside] = known
  const lost: string[] = []
  for (const [key, may] of beside!) {
    const before = without!.get(key.split(' | ')[0]!)!
    for (const [at, numbers] of may.entries()) {
      const few = [...numbers].some((count) => count < RULE.least)
      const least = Math.min(RULE.least, before[at]!.size)
      if (few && numbers.size < least)
        lost.push(`${key}: ${at} is ${[...numbers]}, of ${before[at]!.size}`)
    }
  }
  assert.deepEqual(lost, [])
})
