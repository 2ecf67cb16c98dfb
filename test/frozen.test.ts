import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { somebody, TEST_DATA } from '../src/kernel/testing.ts'
import { coordinator, lookOften, type TestTrail, testTrail } from '../src/trail/testing.ts'
import { type Holds, held } from './faults/lock-holder.ts'
import { type Running, runFile, until } from './faults/processes.ts'

/** What others wait for is let go of, be its holder dead or only frozen, and meanwhile it is said. */
const HOLDER = 'test/faults/lock-holder.ts'

test('a process that is killed while it numbers is taken over from at once', async (t) => {
  const place = await testTrail(t)
  const holder = await holding(t, place, 'the lock of the log')
  await lookOften(place.trail, [somebody()], 3)
  const numbered = place.trail.sequence()
  assert.equal(await Promise.race([numbered.then(() => 'numbered'), sleep(500, 'held')]), 'held')
  await holder.kill()
  await numbered
  assert.equal((await place.trail.status()).size, 3)
})

test('one that is frozen while it numbers is taken over from within the time, and until then it is said', async (t) => {
  const place = await testTrail(t)
  const holder = await holding(t, place, 'the lock of the log')
  holder.child.kill('SIGSTOP')
  await lookOften(place.trail, [somebody()], 3)
  place.trail.start()
  await sleep(5_000)
  const { size, unnumberedSeconds } = await place.trail.status()
  assert.equal(size, 0)
  assert.ok(unnumberedSeconds >= 4, `${unnumberedSeconds} s`)
  while ((await place.trail.status()).size < 3) await sleep(500)
  assert.equal((await place.trail.status()).unnumberedSeconds, 0)
  // It wakes up, and what it had begun is not done.
  holder.child.kill('SIGCONT')
  await lookOften(place.trail, [somebody()], 1)
  await until(() => holder.child.exitCode !== null || holder.said() !== '')
  await place.trail.sequence()
  assert.equal((await place.trail.status()).size, 4)
})

test('a command whose process is frozen is done by whoever sends it again, within the time', async (t) => {
  const place = await testTrail(t)
  const holder = await holding(t, place, 'a key')
  holder.child.kill('SIGSTOP')
  const again = { viewer: coordinator, input: 'once', key: 'held' }
  const done = place.trail.run(held, again)
  assert.equal(await Promise.race([done, sleep(1_000, 'held')]), 'held')
  assert.equal(await done, 'once')
  holder.child.kill('SIGCONT')
  const { rows } = await place.databases.care.short.query(
    `select 1 from trail.entry where text like '%"command":"fault.held"%'`,
  )
  assert.equal(rows.length, 1)
})

async function holding(t: TestContext, place: TestTrail, what: Holds): Promise<Running> {
  const { rows } = await place.databases.care.short.query<{ name: string }>(
    'select current_database() as name',
  )
  const { dataFolder } = place.settings
  const holder = runFile(dataFolder, HOLDER, TEST_DATA, rows[0]!.name, dataFolder, what)
  t.after(async () => {
    holder.child.kill('SIGCONT')
    await holder.kill()
  })
  await until(() => holder.said().includes('held'))
  return holder
}
