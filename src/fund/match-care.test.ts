import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { addDays } from '../kernel/index.ts'
import { type CareGiven, type Charged, judgeLine } from './match-care.ts'

const WEEK = '2026-10-05'
const day = fc.integer({ min: -10, max: 16 }).map((after) => addDays(WEEK, after))
const provider = fc.constantFrom('1-1', '1-2')
const price = fc.bigInt({ min: 2_000n, max: 2_600n })
const care = fc.record(
  {
    services: fc.array(
      fc.record(
        {
          providerId: provider,
          from: day,
          to: day,
          price,
          of: fc.constantFrom('hour' as const, 'week' as const),
        },
        { requiredKeys: ['providerId', 'from', 'of', 'price'], noNullPrototype: true },
      ),
      { maxLength: 3 },
    ),
    given: fc.array(
      fc.record({ providerId: provider, day, minutes: fc.integer({ min: 10, max: 120 }) }),
      { maxLength: 12 },
    ),
    stays: fc.array(
      fc.record({ from: day, to: day }, { requiredKeys: ['from'], noNullPrototype: true }),
      { maxLength: 2 },
    ),
  },
  { noNullPrototype: true },
)
const line = fc
  .record({
    supplierId: provider,
    units: fc.integer({ min: 0, max: 1_500 }),
    unitPrice: price,
    more: fc.bigInt({ min: 0n, max: 3n }),
  })
  .map(({ units, more, ...rest }): Charged => {
    const said = { ...rest, supplier: 'Kindhand', week: WEEK, units: units / 100 }
    return {
      ...said,
      pence: BigInt(Math.round((units / 100) * Number(rest.unitPrice))) + (more === 3n ? 1n : 0n),
    }
  })

test('what is agreed is what was given, at no more than the price, and comes to no more', () => {
  fc.assert(
    fc.property(line, care, (asked, given) => {
      const { verdict } = judgeLine(asked, given)
      const own = given.services.filter(({ providerId }) => providerId === asked.supplierId)
      assert.equal(
        verdict === 'not-ours' && own.length > 0,
        verdict === 'not-ours' && !own.some((one) => begun(one) || over(one)) && own.length > 0,
      )
      if (verdict === 'ended') assert.ok(own.some(over) && !own.some(begun))
      if (verdict !== 'agreed') return
      const here = own.filter(begun)
      assert.ok(here.some((one) => one.price! >= asked.unitPrice!))
      assert.ok(asked.pence <= BigInt(Math.round(asked.units! * Number(asked.unitPrice))))
      if (here.some((one) => one.of === 'week')) return
      const minutes = given.given
        .filter(
          (one) =>
            one.providerId === asked.supplierId && WEEK <= one.day && one.day <= addDays(WEEK, 6),
        )
        .reduce((sum, one) => sum + one.minutes, 0)
      assert.ok(asked.units! * 60 <= minutes + 1.5)
    }),
  )
})

test('of less care no line becomes agreed, and of nobody it is never ours', () => {
  fc.assert(
    fc.property(line, care, (asked, given) => {
      const whole = judgeLine(asked, given).verdict
      const less = judgeLine(asked, { ...given, given: given.given.slice(1) }).verdict
      if (less === 'agreed') assert.equal(whole, 'agreed')
      assert.equal(judgeLine(asked, undefined).verdict, 'not-ours')
      assert.equal(judgeLine({ ...asked, again: true }, given).verdict, 'twice')
    }),
  )
})

type Service = CareGiven['services'][number]
function begun({ from, to = '9999-12-31' }: Service): boolean {
  return from <= addDays(WEEK, 6) && to >= WEEK
}
function over({ to }: Service): boolean {
  return to !== undefined && to < WEEK
}
