import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openFollowing, writeFollowing } from './follow.ts'
import { KeptReadings } from './kept-readings.ts'
import { testDatabases } from './testing.ts'

const NOW = new Date('2026-03-10T09:00:00Z')
const WATCHED = { topics: ['row'], errands: ['test.follow'], ofAll: ['test.all'] }

test('what is kept is given until it changes: while its effect waits, and once that is told', async (t) => {
  const { care } = await testDatabases(t)
  const kept = new KeptReadings<string>(WATCHED, 2)
  const keep = async (key: string, value: string) => {
    kept.put(key, value, await kept.refresh(care.short))
    return kept.get(key)
  }
  const given = async (key: string) => {
    await kept.refresh(care.short)
    return kept.get(key)
  }
  const follows = (name: string, key: string) =>
    care.transaction(async (tx) => {
      const following = openFollowing()
      if (name === 'row') following.announce('row', key)
      else following.ask(name, key)
      tx.post(writeFollowing([following.gathered], NOW)!)
    })
  const done = () => care.short.query('delete from kernel.errand')

  assert.equal(await keep('a', '1'), '1')
  assert.equal(await keep('b', '1'), '1')
  assert.equal(await given('a'), '1')

  await follows('test.follow', 'a')
  assert.equal(await given('a'), undefined)
  assert.equal(await keep('a', '2'), undefined, 'nothing is kept of whom something waits')
  assert.equal(await given('b'), '1')
  await done()
  await follows('row', 'a CODE')
  assert.equal(await keep('a', '3'), '3')

  const before = await kept.refresh(care.short)
  await follows('row', 'a CODE')
  await kept.refresh(care.short)
  kept.put('a', 'read before it changed', before)
  assert.equal(kept.get('a'), undefined)
  kept.put('b', '2', before)
  assert.equal(kept.get('b'), '2')

  await follows('test.all', 'anything')
  assert.equal(await given('b'), undefined)
  assert.equal(await keep('b', '3'), undefined)
  await done()
  assert.equal(await keep('b', '4'), '4')
  for (const key of ['x', 'y', 'z']) assert.equal(await keep(key, '1'), '1')
  assert.equal(await given('x'), undefined, 'of more than it holds the oldest is forgotten')
  assert.equal(await given('y'), '1')
})

test('news that an older transaction hides from screens is no news that is missed', async (t) => {
  const { care } = await testDatabases(t)
  const kept = new KeptReadings<string>(WATCHED, 9)
  const older = await care.connect()
  await older.query('begin')
  await older.query('select pg_current_xact_id()')
  kept.put('a', '1', await kept.refresh(care.short))
  await care.short.query("insert into kernel.news (topic, key) values ('row', 'a')")
  await kept.refresh(care.short)
  assert.equal(kept.get('a'), undefined)
  await older.query('commit')
  await older.release()
})
