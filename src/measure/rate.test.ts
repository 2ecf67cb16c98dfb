import assert from 'node:assert/strict'
import { test } from 'node:test'
import { byar, crude, share, standardised, standardOf } from './rate.ts'

const near = (got: number, want: number, within: number) =>
  assert.ok(Math.abs(got - want) <= within, `${got} is not ${want}`)

test('the limits of a count are those of its exact distribution, nearly', () => {
  // Half the chi-squared quantiles: the exact limits that Byar's come close to from ten upwards.
  const exact: [count: number, low: number, high: number][] = [
    [10, 4.795, 18.39],
    [12, 6.2006, 20.9616],
    [50, 37.1106, 65.919],
    [100, 81.364, 121.627],
  ]
  for (const [count, low, high] of exact) {
    const limits = byar(count)
    near(limits.low, low, 0.02)
    near(limits.high, high, 0.02)
  }
  assert.equal(byar(0).low, 0)
  near(byar(0).high, 3.6889, 0.03)
})

test('a directly standardised rate and its limits are as worked by hand', () => {
  // Gardner and Altman, Statistics with confidence (1989), page 62: by four groups, in a hundred.
  const weights = [2773, 2556, 1113, 184]
  const [cases, people] = [
    [4, 13, 8, 7],
    [96, 237, 105, 32],
  ]
  const strata = weights.map((weight, at) => ({
    count: cases![at]!,
    people: people![at]!,
    weight,
  }))
  const rate = standardised(strata, 100)!
  const byHand = (2773 * (4 / 96) + 2556 * (13 / 237) + 1113 * (8 / 105) + 184 * (7 / 32)) / 6626
  near(rate.value, byHand * 100, 1e-9)
  near(rate.value, 5.747, 0.001)
  assert.ok(rate.low < rate.value && rate.value < rate.high)
  // With one group it is the crude rate, limits and all.
  const one = standardised([{ count: 40, people: 1000, weight: 1 }], 1000)!
  assert.deepEqual(
    Object.values(one).map((value) => value.toFixed(9)),
    Object.values(crude(40, 1000, 1000)!).map((value) => value.toFixed(9)),
  )
  assert.equal(standardised([{ count: 1, people: 0, weight: 1 }], 1), undefined)
})

test('a directly standardised rate is what R prints, and Dobson’s limits lie by the exact ones', () => {
  // canregtools, reference of ageadjust(): cases <- c(50, 60, 45, 70); pop <- c(1000, 1200, 1100, 900);
  // ageadjust(cases, pop, stdpop = c(800, 1000, 1100, 900), mp = 100000)
  // cr 5357.143 (4679.972 to 6104.765), asr 5394.737 (4709.493 to 6154.046): limits after Fay and Feuer 1997, which are
  // those of epitools’ ageadjust.direct(). Ours are of Byar’s count, as English public health has them.
  const strata = [
    { count: 50, people: 1000, weight: 800 },
    { count: 60, people: 1200, weight: 1000 },
    { count: 45, people: 1100, weight: 1100 },
    { count: 70, people: 900, weight: 900 },
  ]
  const adjusted = standardised(strata, 100_000)!
  near(adjusted.value, 5394.737, 0.0005)
  near(adjusted.low, 4709.493, 5)
  near(adjusted.high, 6154.046, 10)
  const plain = crude(225, 4200, 100_000)!
  near(plain.value, 5357.143, 0.0005)
  near(plain.low, 4679.972, 1)
  near(plain.high, 6104.765, 1)
})

test('a share has Wilson’s limits', () => {
  // Newcombe 1998, Statistics in Medicine 17: 81 of 263 and 15 of 148, method 3.
  const [a, b] = [share(81, 263, 1)!, share(15, 148, 1)!]
  near(a.low, 0.2553, 0.0001)
  near(a.high, 0.3662, 0.0001)
  near(b.low, 0.0624, 0.0001)
  near(b.high, 0.1605, 0.0001)
})

test('the European standard population of 2013 is a hundred thousand, however it is cut', () => {
  assert.equal(standardOf(0, undefined), 100_000)
  assert.equal(standardOf(65, undefined), 19_500)
  assert.equal(standardOf(65, 74) + standardOf(75, 84) + standardOf(85, undefined), 19_500)
  assert.equal(standardOf(5, 17) + standardOf(18, 39), 42_000)
})
