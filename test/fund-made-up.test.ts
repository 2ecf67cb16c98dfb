import assert from 'node:assert/strict'
import { test } from 'node:test'
import { balancesAt, checkBooks, forecastFund, makeUpFund, rulesOf } from '../src/fund/index.ts'
import { openTestPlace } from './open-place.ts'

test('the made-up place keeps books that balance, with a year that is closed and one that goes on', async (t) => {
  const { place } = await openTestPlace(t)
  const cpu = process.cpuUsage()
  await makeUpFund(place, () => {})
  const { user, system } = process.cpuUsage(cpu)
  const { breaches, transfers, accounts } = await checkBooks(place)
  t.diagnostic(
    `${transfers} transfers, ${accounts} accounts, ${Math.round((user + system) / 1e3)} ms of CPU`,
  )
  assert.deepEqual(breaches, [])
  assert.ok(transfers > 1_000, String(transfers))
  // What was not spent in the year before stands in this one, as what it came from.
  const carried = await balancesAt(place.databases.care.short, { fund: 'pool-2025-26' })
  assert.ok(carried.get('pool-2025-26:held:council-grant-2024-25')!.posted > 0n)
  await makeUpFund(place, () => assert.fail('it was made twice'))
  // What a closed year came to lies where it was foretold, from its third month on.
  const fund = rulesOf(place.agreement.current()).funds.get('pool-2024-25')!
  const ended = new Map(
    (await forecastFund(place, { fund })).map(({ scheme, spent }) => [scheme.id, spent]),
  )
  let [within, all, off] = [0, 0, 0]
  for (const at of ['2024-07-01', '2024-10-01', '2025-01-01']) {
    for (const { scheme, p10, p50, p90, has } of await forecastFund(place, { fund, at })) {
      const came = ended.get(scheme.id)!
      all += 1
      if (p10 <= came && came <= p90) within += 1
      off += Math.abs(Number(p50 - came)) / Number(has)
    }
  }
  t.diagnostic(`${within} of ${all} in the interval, ${((off / all) * 100).toFixed(2)} in 100 off`)
  assert.ok(within / all > 0.7, `${within} of ${all}`)
  assert.ok(off / all < 0.03, String(off / all))
})
