import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { bearersIn, settled, termsOf } from './liability.ts'

const PARTIES = ['council', 'board', 'trust']
const advanced = fc
  .array(fc.bigInt({ min: 0n, max: 10n ** 9n }), { minLength: 1, maxLength: 3 })
  .map((all) =>
    all.map((pence, at) => ({ party: PARTIES[at]!, origin: `of-${PARTIES[at]}`, pence })),
  )
const split = advanced.chain((all) =>
  fc.tuple(
    fc.constant(all),
    fc.uniqueArray(
      fc.record(
        {
          party: fc.constantFrom(...all.map(({ party }) => party)),
          parts: fc.integer({ min: 1, max: 9 }),
        },
        { noNullPrototype: true },
      ),
      { selector: ({ party }) => party, minLength: 1, maxLength: 3 },
    ),
  ),
)

test('what is borne in the end is what was paid, and interest only goes from those who owed to those who lent', () => {
  const how = fc.record({
    rate: fc.bigInt({ min: 0n, max: 2_000n }),
    days: fc.integer({ min: 0, max: 900 }),
  })
  fc.assert(
    fc.property(split, how, ([all, bearers], at) => {
      const borne = settled(all, bearers, at)
      const sum = (of: (one: (typeof borne)[number]) => bigint) =>
        borne.reduce((whole, one) => whole + of(one), 0n)
      assert.equal(
        sum((one) => one.bears),
        sum((one) => one.pence),
      )
      assert.equal(
        sum((one) => one.interest),
        0n,
      )
      for (const one of borne) {
        if (one.interest > 0n) assert.ok(one.bears > one.pence)
        if (one.interest < 0n) assert.ok(one.bears < one.pence)
        if (!bearers.some(({ party }) => party === one.party)) assert.equal(one.bears, 0n)
      }
      assert.deepEqual(bearersIn(termsOf(bearers)), bearers)
    }),
  )
})

test('a year at 4 in 100 of what was advanced', () => {
  const all = [
    { party: 'council', origin: 'a', pence: 50_000n },
    { party: 'board', origin: 'b', pence: 50_000n },
  ]
  const borne = settled(all, [{ party: 'board', parts: 1 }], { rate: 400n, days: 365 })
  assert.deepEqual(
    borne.map(({ bears, interest }) => [bears, interest]),
    [
      [0n, -2_000n],
      [100_000n, 2_000n],
    ],
  )
  for (const bad of ['null', '{}', '[["council"]]', '[["council",0]]', '[[1,1]]', '["x"]'])
    assert.deepEqual(bearersIn(bad), [])
})
