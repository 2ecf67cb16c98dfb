import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fixedClock, type PersonId } from '../kernel/index.ts'
import { personCalled } from '../kernel/testing.ts'
import { FOUND_ROWS } from './find-looks.ts'
import type { LooksWanted } from './index.ts'
import { coordinator, socialWorker, testTrail } from './testing.ts'

const START = Date.parse('2026-03-03T09:00:00Z')
const DAY: Pick<LooksWanted, 'from' | 'to'> = {
  from: new Date('2026-03-03T00:00:00Z'),
  to: new Date('2026-03-04T00:00:00Z'),
}
const [MARTHA, GEORGE] = [personCalled('martha'), personCalled('george')]

test('looks are found by who looked, whom at, when, what for and whether it was allowed', async (t) => {
  const clock = fixedClock(new Date(START).toISOString())
  const { trail } = await testTrail(t, { clock })
  const at = (minutes: number) => clock.set(new Date(START + minutes * 60_000).toISOString())
  const look = (identity: PersonId[], what: string, more = {}) => {
    return { identity, what, outcome: 'allowed', clause: '6.1', ...more } as const
  }
  const refused = { outcome: 'refused', sentence: 'Not on your ward: "outcome":"allowed"' }
  await trail.look(coordinator, [look([MARTHA], 'a')])
  at(1)
  await trail.look(socialWorker, [look([MARTHA], 'b', refused)])
  at(2)
  await trail.look({ ...socialWorker, purpose: 'safeguarding' }, [look([GEORGE], 'c')])
  at(3)
  const people = [MARTHA, GEORGE].map((one) => {
    return { identity: [one], outcome: 'allowed', clause: '6.1' } as const
  })
  await trail.lookAtList(coordinator, { what: 'd', people })
  at(4)
  const until = '2026-03-05T00:00:00.000Z'
  await trail.look(socialWorker, [look([MARTHA], 'e', { withheld: { clause: '6.8', until } })])
  await trail.look(coordinator, [{ ...look([], 'f', refused), clause: '' }])

  const found = async (wanted: Partial<LooksWanted> = {}) =>
    (await trail.findLooks({ ...DAY, ...wanted })).looks.map(({ what }) => what).join('')
  assert.equal(await found(), 'fdcba')
  assert.equal(await found({ outcome: 'refused' }), 'fb')
  assert.equal(await found({ outcome: 'allowed' }), 'dca')
  assert.equal(await found({ actorId: 'ana.reid' }), 'cb')
  assert.equal(await found({ actorId: 'ana' }), '')
  assert.equal(await found({ actorId: '"%\\' }), '')
  assert.equal(await found({ purpose: 'safeguarding' }), 'c')
  assert.equal(await found({ personIds: [GEORGE] }), 'dc')
  assert.equal(await found({ personIds: [MARTHA], outcome: 'refused' }), 'b')
  assert.equal(await found({ personIds: [] }), '')
  assert.equal(await found({ to: new Date(START + 60_000) }), 'a')
  clock.set(until)
  assert.equal(await found(), 'fedcba', 'what was withheld is told from its day on')

  const [f, , d] = (await trail.findLooks({ ...DAY })).looks
  assert.deepEqual([f!.persons, f!.listed], [[], undefined])
  assert.deepEqual([d!.persons.toSorted(), d!.listed], [[MARTHA, GEORGE].sort(), 2])
  assert.deepEqual(
    (await trail.whoHasLooked()).map(({ name, role }) => [name, role]),
    [
      ['Ana Reid', 'social-worker'],
      ['Priya Shah', 'ward-coordinator'],
    ],
  )
})

test('a page at a time, each look once; one shown again is counted; one that was changed says so', async (t) => {
  const clock = fixedClock(new Date(START).toISOString())
  const { trail, databases } = await testTrail(t, { clock })
  const count = FOUND_ROWS + 7
  for (let at = 0; at < count; at += 1) {
    // Several within one moment: their order is still one.
    clock.set(new Date(START + Math.floor(at / 5) * 1_000).toISOString())
    const what = `look ${at}`
    await trail.look(coordinator, [{ identity: [MARTHA], what, outcome: 'allowed', clause: '6.1' }])
  }
  await trail.look(coordinator, [
    { identity: [MARTHA], what: `look ${count - 1}`, outcome: 'allowed', clause: '6.1' },
  ])
  const first = await trail.findLooks({ ...DAY })
  const last = first.looks.at(-1)!
  const before = { at: new Date(last.at), entryId: last.entryId }
  const second = await trail.findLooks({ ...DAY, before })
  assert.deepEqual([first.more, second.more], [true, false])
  const all = [...first.looks, ...second.looks]
  assert.equal(new Set(all.map(({ what }) => what)).size, count)
  assert.equal(all.length, count)
  assert.equal(all.find(({ what }) => what === `look ${count - 1}`)!.times, 2)
  await databases.owner.short.query(
    `update trail.entry set text = replace(text, 'look 3"', 'look 4"') where kind = 'look'`,
  )
  const told = (await trail.findLooks({ ...DAY, before })).looks.map(({ what }) => what)
  assert.ok(told.includes('not what was written down: somebody has changed it'))
})
