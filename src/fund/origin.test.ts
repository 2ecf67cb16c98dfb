import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { takeInTurn } from './origin.ts'

/** Written apart: penny by penny, each penny with where it came from and when. */
function pennyByPenny(
  lots: { number: number; origin: string; pence: bigint }[],
  left: Map<string, bigint>,
  wanted: number,
  turn: string[],
): Map<string, number> | undefined {
  const pennies = lots
    .toSorted((a, b) => a.number - b.number)
    .flatMap((lot) => Array.from({ length: Number(lot.pence) }, () => lot))
  const kept = ['a', 'b', 'c'].flatMap((origin) => {
    const own = pennies.filter((one) => one.origin === origin)
    return own.slice(own.length - Number(left.get(origin) ?? 0n))
  })
  const rank = (origin: string) => (turn.includes(origin) ? turn.indexOf(origin) : turn.length)
  const queue = kept.toSorted((a, b) => rank(a.origin) - rank(b.origin) || a.number - b.number)
  if (queue.length < wanted) return undefined
  const taken = new Map<string, number>()
  for (const { origin } of queue.slice(0, wanted)) taken.set(origin, (taken.get(origin) ?? 0) + 1)
  return taken
}

const lot = fc.record({
  number: fc.nat(1_000),
  origin: fc.constantFrom('a', 'b', 'c'),
  pence: fc.integer({ min: 1, max: 30 }).map(BigInt),
})
const lotsOf = fc.uniqueArray(lot, { maxLength: 8, selector: ({ number }) => number })

test('an amount is taken from what came first, penny by penny, or in the order that the clause names', () => {
  const turns = fc.subarray(['c', 'a', 'b'])
  fc.assert(
    fc.property(
      lotsOf,
      fc.array(fc.nat(100), { minLength: 3, maxLength: 3 }),
      fc.nat(120),
      turns,
      (lots, shares, wanted, turn) => {
        const left = new Map(
          ['a', 'b', 'c'].map((origin, at) => {
            const all = lots
              .filter((one) => one.origin === origin)
              .reduce((sum, one) => sum + one.pence, 0n)
            return [origin, (all * BigInt(shares[at]!)) / 100n]
          }),
        )
        const parts = takeInTurn(BigInt(wanted), lots, left, turn)
        const expected = pennyByPenny(lots, left, wanted, turn)
        assert.deepEqual(
          parts && Object.fromEntries(parts.map(({ origin, pence }) => [origin, Number(pence)])),
          expected && Object.fromEntries(expected),
        )
      },
    ),
    { numRuns: 500 },
  )
})
