import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { southmere } from '../agreement/testing.ts'
import { isRefusal } from '../kernel/index.ts'
import { accountId, readAccount } from './account.ts'
import { mayCommit } from './authority.ts'
import { fencedOff, heldToMinimums, permittedActivity, slackOf } from './may-go.ts'
import { needed } from './minimum.ts'
import { bookOn, nextPeriod } from './period.ts'
import { instalmentsOf, rulesOf } from './rules.ts'

const rules = rulesOf(await southmere())
const fund = rules.funds.get('pool-2025-26')!
const NHS = 'nhs-minimum-2025-26'

test('a minimum is its baseline times its uplift, and a part of a penny is a penny', () => {
  assert.equal(needed('£11,200,000', '1.039'), 1_163_680_000n)
  assert.equal(needed('£0.01', '1.000001'), 2n)
  assert.equal(needed('£5', '1'), 500n)
  fc.assert(
    fc.property(
      fc.bigInt(1n, 10n ** 14n),
      fc.integer({ min: 0, max: 3_000_000 }),
      (pence, millionths) => {
        const uplift = `${Math.trunc(millionths / 1e6)}.${String(millionths % 1e6).padStart(6, '0')}`
        const pounds = `${pence / 100n}.${String(pence % 100n).padStart(2, '0')}`
        const least = needed(pounds, uplift)
        assert.ok(least * 1_000_000n >= pence * BigInt(millionths))
        assert.ok((least - 1n) * 1_000_000n < pence * BigInt(millionths))
      },
    ),
  )
})

test('what the fund may not pay for is said in the words of its clause', () => {
  const why = permittedActivity(fund, 'carriageway repair')
  assert.ok(isRefusal(why))
  assert.match(
    why.sentence,
    /^Carriageway repair is not a permitted activity of this fund, clause \d+\.\d+\.$/,
  )
  assert.equal(why.clause, fund.permittedBy)
  for (const word of ['constructor', '__proto__', 'toString', '']) {
    assert.ok(isRefusal(permittedActivity(fund, word)), word)
  }
  assert.deepEqual(permittedActivity(fund, ' Reablement '), fund.activities.get('reablement'))
})

test('each grant pays for its own activities alone', () => {
  const dfg = 'adaptations-grant-2025-26'
  const open = (origin: string) =>
    [...fund.activities.values()]
      .filter((one) => fencedOff(rules, origin, one) === undefined)
      .map(({ id }) => id)
  assert.deepEqual(open(dfg), ['adaptations'])
  assert.ok(!open('council-grant-2025-26').includes('community-health'))
  assert.equal(open(NHS).length, fund.activities.size)
})

test('a minimum lets go elsewhere exactly what is over it, to the penny, and warns before', () => {
  const [minimum] = rules.minimums.filter(({ origins }) => origins.has(NHS))
  const all = rules.contributions.get(NHS)!.pence - minimum!.pence
  const nurses = { origin: NHS, activity: 'community-health' }
  const asked = (pence: bigint, used: bigint) =>
    heldToMinimums(rules, fund, [{ ...nurses, pence }], [{ ...nurses, pence: used }])
  assert.deepEqual(asked(1n, 0n), [])
  const warned = asked(all - 100n, 0n)
  assert.ok(!isRefusal(warned))
  assert.equal(warned[0]!.pence, '100')
  assert.ok(!isRefusal(asked(all, 0n)))
  const over = asked(1n, all)
  assert.ok(isRefusal(over))
  assert.match(
    over.sentence,
    /adult social care, clause 15\.\d+: with this it would be £0\.01 short/,
  )
  // What is spent on social care works against nothing, however much it is.
  assert.deepEqual(
    heldToMinimums(rules, fund, [{ origin: NHS, activity: 'home-care', pence: all * 9n }], []),
    [],
  )
  // What is carried into another year is gone, and so is what no clause knows any more.
  for (const activity of ['', 'constructor']) {
    assert.equal(slackOf(minimum!, fund, rules, [{ origin: NHS, activity, pence: 5n }]), all - 5n)
  }
})

test('who may commit how much: a penny more needs both sides', () => {
  const alone = (role: string, pence: bigint) => {
    const may = mayCommit(fund, role, pence)
    return isRefusal(may) ? may.code : may.alone
  }
  assert.equal(alone('pool-manager', 25_000_000n), true)
  assert.equal(alone('pool-manager', 25_000_001n), false)
  assert.equal(alone('finance-lead', 100_000_000n), true)
  assert.equal(alone('finance-lead', 100_000_001n), false)
  const none = { ...fund, authorities: fund.authorities.filter((one) => !one.withTheOther) }
  assert.ok(isRefusal(mayCommit(none, 'pool-manager', 25_000_001n)))
  assert.ok(isRefusal(mayCommit(none, 'constructor', 1n)))
})

test('instalments are equal, and together exactly what was promised', () => {
  const one = rules.contributions.get(NHS)!
  fc.assert(
    fc.property(fc.bigInt(1n, 10n ** 12n), (pence) => {
      const parts = instalmentsOf({ ...one, pence })
      assert.equal(
        parts.reduce((sum, part) => sum + part.pence, 0n),
        pence,
      )
      assert.equal(new Set(parts.slice(0, -1).map((part) => part.pence)).size, 1)
    }),
  )
})

test('what was true in a closed month is booked in the next that is open, with its own day beside it', () => {
  const closed = new Set(['2025-12', '2026-01'])
  const on = (day: string, shut = closed) => {
    const booked = bookOn(day, fund, shut, '2026-03-10')
    return isRefusal(booked) ? booked.code : booked
  }
  assert.deepEqual(on('2025-12-31'), { at: '2026-02-01', ofDay: '2025-12-31' })
  assert.deepEqual(on('2026-02-28'), { at: '2026-02-28' })
  assert.equal(on('2025-03-31'), 'not-in-year')
  assert.equal(on('2026-04-01'), 'not-in-year')
  assert.equal(on('2026-02-31'), 'not-in-year')
  assert.equal(on('2026-03-11'), 'too-early')
  assert.equal(on('2026-03-01', new Set(['2026-03'])), 'closed')
  assert.equal(nextPeriod('2025-12'), '2026-01')
})

test('an account’s id says the account, and nothing else is one', () => {
  const id = 'pool-2025-26:spend:nhs-minimum-2025-26:home-care:home-care'
  assert.equal(accountId(readAccount(id)!), id)
  for (const bad of [
    '',
    'a',
    'a:held',
    'a:held:b:c',
    'a:spend:b:c',
    'a:constructor:b',
    'a:commitment:b',
    `${id}:x`,
  ]) {
    assert.equal(readAccount(bad), undefined, bad)
  }
})
