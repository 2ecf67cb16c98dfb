import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { type Band, type BandRow, bandOf, bandsOf, summedBands } from './bands.ts'
import { toldByRule } from './count-bands.ts'

/**
 * England, 2024-25 (domain/policy-2026.md, section 7): 4,035,716 discharges, 3,489,312 of them on their day; the bed
 * days of each band as published, and of the people in the bands the published shares.
 */
const DELAYED = 4_035_716 - 3_489_312
const PUBLISHED: readonly (readonly [Band, number, number])[] = [
  ['1', 32.9, 179_651],
  ['2-3', 23.8, 311_917],
  ['4-6', 17.0, 451_764],
  ['7-13', 15.4, 767_515],
  ['14-20', 5.3, 471_437],
  ['21+', 5.7, 1_147_103],
]

test('what is published of England comes out of what is published of its bands', () => {
  let left = DELAYED
  const rows = PUBLISHED.map(([band, share, days], at) => {
    const people = at === PUBLISHED.length - 1 ? left : Math.round((DELAYED * share) / 100)
    left -= people
    return [band, { people, days }] as const
  })
  const { discharges, onDay, meanIfDelayed, meanAll } = summedBands(3_489_312, new Map(rows))
  assert.deepEqual([discharges, onDay], [4_035_716, 3_489_312])
  assert.equal(meanIfDelayed!.toFixed(4), '6.0933')
  assert.equal(meanAll!.toFixed(6), '0.824980')
  const delayedShare = 1 - onDay / discharges
  assert.equal((delayedShare * meanIfDelayed!).toFixed(6), '0.824980')
})

test('each wait is in one band, and the means are those of the waits', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(60), { minLength: 1 }), (waits) => {
      const { discharges, onDay, bands, meanAll, meanIfDelayed } = bandsOf(waits)
      assert.equal(discharges, waits.length)
      assert.equal(onDay, waits.filter((days) => days === 0).length)
      const sum = waits.reduce((all, days) => all + days, 0)
      assert.equal(meanAll, sum / waits.length)
      assert.equal(meanIfDelayed, onDay === waits.length ? undefined : sum / (waits.length - onDay))
      for (const [band, { people, days }] of bands) {
        const own = waits.filter((wait) => bandOf(wait) === band)
        assert.deepEqual([people, days], [own.length, own.reduce((all, wait) => all + wait, 0)])
      }
    }),
  )
})

test('the bands begin and end as the national ones do', () => {
  const told = [0, 1, 2, 3, 4, 6, 7, 13, 14, 20, 21, 400].map(bandOf)
  assert.deepEqual(told, [
    ...[undefined, '1', '2-3', '2-3', '4-6', '4-6', '7-13', '7-13', '14-20', '14-20', '21+', '21+'],
  ])
})

test('means say nothing of how few left on their day, or waited, that the bands do not', () => {
  const rule = { least: 10, base: 5, clause: '' }
  const told = (onDay: number, delayed: number, days = delayed * 2) => {
    const bands = new Map<Band, BandRow>([['2-3', { people: delayed, days }]])
    return toldByRule(summedBands(onDay, bands), rule)
  }
  assert.equal(told(3, 37).meanIfDelayed, undefined)
  assert.equal(told(37, 3).meanIfDelayed, undefined)
  assert.deepEqual([told(30, 40).meanIfDelayed, told(30, 40).meanAll], [2, 80 / 70])
  // All that is told alike has the same means, whatever the true counts are.
  const means = new Map<string, Set<string>>()
  for (let onDay = 0; onDay < 45; onDay++) {
    for (let delayed = 0; delayed < 45; delayed++) {
      const { meanIfDelayed, meanAll, ...counts } = told(onDay, delayed, 80)
      const key = JSON.stringify(counts)
      means.set(key, (means.get(key) ?? new Set()).add(`${meanAll}`))
      if (onDay < rule.least || delayed < rule.least) assert.equal(meanIfDelayed, undefined)
    }
  }
  for (const [key, own] of means) assert.equal(own.size, 1, key)
})
