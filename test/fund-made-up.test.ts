import assert from 'node:assert/strict'
import { test } from 'node:test'
import { checkBooks, makeUpFund } from '../src/fund/index.ts'
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
  await makeUpFund(place, () => assert.fail('it was made twice'))
})
