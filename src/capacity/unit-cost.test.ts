import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { agreementOf, edit, southmereTexts } from '../agreement/testing.ts'
import type { Activity } from './activity.ts'
import { type Per, type Price, priceOf, type UnitCost } from './unit-cost.ts'

const CARE: UnitCost = {
  activity: 'home-care',
  pence: '2410',
  per: 'hour',
  priceYear: '2026-27',
  source: 'nobody',
  madeUp: true,
  payers: [{ payer: 'their-council', percent: 100 }],
  usual: { minutesADay: 90, days: 84 },
  clause: '14.22',
}

function costs(...all: UnitCost[]): ReadonlyMap<Activity, UnitCost> {
  return new Map(all.map((one) => [one.activity, one]))
}

function priced(...asked: Parameters<typeof priceOf>): Price {
  const price = priceOf(...asked)
  assert.ok('pence' in price, 'missing' in price ? price.missing : '')
  return price
}

test('an hour, a day and a week of it, for so many days', () => {
  assert.equal(priced(costs(CARE), 'home-care', 1).pence, 3615n)
  assert.equal(priced(costs(CARE), 'home-care', 7, 30).pence, 8435n)
  const bed: UnitCost = { ...CARE, activity: 'hospital-bed', per: 'day', pence: '41000' }
  assert.equal(priced(costs(bed), 'hospital-bed', 3).pence, 123_000n)
  const home: UnitCost = { ...CARE, activity: 'care-home', per: 'week', pence: '98000' }
  assert.equal(priced(costs(home), 'care-home', 1).pence, 14_000n)
})

test('where nothing is agreed it is said what is missing, and nothing is guessed', () => {
  const none = priceOf(costs(), 'reablement', 1)
  assert.deepEqual(none, {
    missing: 'No price is agreed: no clause of unit costs has one of reablement at home.',
  })
  const { usual: _, ...bare } = CARE
  assert.match(JSON.stringify(priceOf(costs(bare), 'home-care', 1)), /not agreed: clause 14.22/)
})

test('whatever it costs and whoever pays, the parts of the payers make the whole to the penny', () => {
  const payers = fc
    .uniqueArray(fc.integer({ min: 1, max: 99 }), { minLength: 1, maxLength: 5 })
    .map((cuts) => [0, ...cuts.sort((a, b) => a - b), 100])
    .map((cuts) => cuts.slice(1).map((cut, at) => ({ payer: `p${at}`, percent: cut - cuts[at]! })))
  fc.assert(
    fc.property(
      payers,
      fc.bigInt({ min: 0n, max: 10_000_000n }),
      fc.constantFrom<Per[]>('hour', 'day', 'week'),
      fc.integer({ min: 1, max: 400 }),
      fc.integer({ min: 1, max: 1440 }),
      (all, pence, per, days, minutes) => {
        const cost: UnitCost = { ...CARE, pence: String(pence), per, payers: all }
        const price = priced(costs(cost), 'home-care', days, minutes)
        assert.equal(
          price.parts.reduce((sum, one) => sum + one.pence, 0n),
          price.pence,
        )
        assert.ok(price.parts.every((one) => one.pence >= 0n))
      },
    ),
  )
})

test('a clause of unit costs that cannot be obeyed says why', async () => {
  const texts = await southmereTexts()
  const refused = (from: string, to: string, why: RegExp) =>
    assert.throws(() => agreementOf(edit(texts, from, to)), why)
  const bed = "pence: '41000'"
  refused(bed, 'pence: 410.00', /pence must be text, and 410 is not: put it in quotes/)
  refused('activity: care-home', 'activity: home-care', /has a price of care at home already/)
  refused('percent: 70 }', 'percent: 60 }', /make 90, not 100/)
  const own = 'madeUp: true\n    payers:\n      - { payer: southmere-icb, percent: 100 }'
  refused(own, own.replace('true', 'false'), /under which licence/)
  refused(own, own.replace('southmere-icb', 'nobody-here'), /nobody-here/)
})
