import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fillMadeUpPlace } from '../src/made-up-place.ts'
import { openTestPlace } from './open-place.ts'

test('a later start brings the days between, once; a clock that was set back brings nothing', async (t) => {
  const { place, clock, settle } = await openTestPlace(t, { at: '2026-03-10T09:00:00Z' })
  const said: string[] = []
  const start = async (at: string) => {
    clock.set(at)
    said.length = 0
    await fillMadeUpPlace(place, 900, (text) => void said.push(text))
    await settle()
    return said.filter((text) => /^(?:Making|Bringing)/.test(text)).join(' ')
  }
  const stays = async () => {
    const { rows } = await place.databases.care.short.query<{ last: string; learnt: string }>(
      `select max(coalesce(end_at, start_at))::text as last, max(learnt_at)::text as learnt
        from record.event where kind = 'stay' and status in ('active', 'finished')`,
    )
    return rows[0]!
  }
  assert.match(await start('2026-03-10T09:00:00Z'), /as of 2026-03-10/)
  const first = await stays()
  assert.ok(first.last < '2026-03-10')
  assert.equal(await start('2026-03-10T18:00:00Z'), '')
  assert.match(
    await start('2026-04-09T09:00:00Z'),
    /Bringing the days from 2026-03-10 to 2026-04-09/,
  )
  const later = await stays()
  assert.ok(later.last > '2026-03-12' && later.last < '2026-04-09', later.last)
  assert.match(later.learnt, /^2026-04-09 09:00/)
  assert.equal(await start('2026-04-09T12:00:00Z'), '')
  assert.equal(await start('2026-03-01T09:00:00Z'), '')
  assert.match(await start('2026-04-20T09:00:00Z'), /from 2026-04-09 to 2026-04-20/)
  const { rows } = await place.databases.care.short.query<{ held: string }>(
    'select count(*) as held from intake.item where reason is not null',
  )
  assert.equal(rows[0]!.held, '0')
  const late = (await place.feeds()).filter((feed) => feed.late).map(({ name }) => name)
  // Of nine hundred people nobody had a task in those days; the other never sends.
  assert.deepEqual(late, ['the tasks of leaving hospital', 'equipment on loan'])
})
