import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { flowOf } from './flow.ts'
import { layOutFlow } from './lay-out-flow.ts'

const pence = fc.bigInt({ min: 0n, max: 10n ** 9n })
const balances = fc
  .array(
    fc.tuple(
      fc.constantFrom(
        'held:nhs',
        'held:grant',
        'commitment:nhs:care',
        'commitment:grant:beds',
        'spend:nhs:care:visits',
        'spend:grant:care:visits',
        'accrual:grant:beds:stays',
        'contribution:nhs',
      ),
      pence,
    ),
    { maxLength: 8 },
  )
  .map(
    (all) =>
      new Map(all.map(([id, posted]) => [`pool:${id}`, { posted, comingIn: 0n, goingOut: 0n }])),
  )

test('what comes to a scheme is what it bought and what it has not spent', () => {
  fc.assert(
    fc.property(balances, (found) => {
      const { given, bought } = flowOf(found)
      const sums = (links: typeof given, end: 'from' | 'to') =>
        Object.fromEntries(
          [...Map.groupBy(links, (link) => link[end])]
            .map(([id, own]) => [id, own.reduce((sum, one) => sum + one.pence, 0n)] as const)
            .sort(),
        )
      assert.deepEqual(sums(given, 'to'), sums(bought, 'from'))
    }),
  )
})

test('no two bars of a column lie over each other, and bands leave and come within their bars', () => {
  fc.assert(
    fc.property(balances, (found) => {
      const { bars, bands, height } = layOutFlow(flowOf(found))
      for (const column of [0, 1, 2]) {
        const own = bars.filter((bar) => bar.column === column)
        for (const [at, bar] of own.entries()) {
          const next = own[at + 1]
          assert.ok(next === undefined || next.y >= bar.y + bar.height)
          assert.ok(bar.y + bar.height <= height + 1e-6)
        }
      }
      for (const { link, from, to, width } of bands) {
        const start = bars.find(({ id, x }) => id === link.from && x < from.x)!
        const end = bars.find(({ id, x }) => id === link.to && x === to.x)!
        assert.ok(
          from.y - width / 2 >= start.y - 1e-6 &&
            from.y + width / 2 <= start.y + start.height + 1e-6,
        )
        assert.ok(to.y - width / 2 >= end.y - 1e-6 && to.y + width / 2 <= end.y + end.height + 1e-6)
      }
    }),
  )
})
