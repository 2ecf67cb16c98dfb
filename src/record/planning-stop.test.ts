import assert from 'node:assert/strict'
import { test } from 'node:test'
import { newId } from '../kernel/index.ts'
import { savePeople } from '../people/index.ts'
import { testNumber, testPerson } from '../people/testing.ts'
import type { Place } from '../room.ts'
import { inPlace } from '../trail/index.ts'
import { answerLeak } from './answer-leak.ts'
import { takeOptOuts } from './opt-outs.ts'
import { planPeople } from './plan-people.ts'
import { PlanningStopped, stoppedByLeaks } from './planning-stop.ts'
import { optOutRuns } from './queries-opt-out-tests.ts'
import { testOptOuts } from './test-opt-outs.ts'
import { testPlace, viewerOf } from './testing.ts'

const SYSTEM = viewerOf({ id: 'os:test', name: 'test', role: 'operator' }, '')
const JOAN = viewerOf(
  {
    ...{ id: 'joan.marsh', name: 'Joan Marsh', role: 'governance-lead' },
    ...{ organisation: 'southmere-council', side: 'council' },
  },
  'governance',
)

test('a leak stops all counting until somebody has put it right and answered for it', async (t) => {
  const place = (await testPlace(t)) as unknown as Place
  const { care, owner } = place.databases
  const planning = stoppedByLeaks(place.databases.planning, care, 0)
  const nhsNumber = testNumber(1)
  const people = [
    testPerson('H1', { nhsNumber }),
    testPerson('C1', { nhsNumber }, 'southmere-council'),
    testPerson('H2', { nhsNumber: testNumber(2), family: 'Reid', given: ['Ana'] }),
  ]
  await care.transaction(async (tx) => {
    const identities = await savePeople(tx, people, place.clock.now())
    await planPeople(tx, [...identities], [])
    await takeOptOuts(tx, [testNumber(2)], place.clock.now(), place.agreement.current())
  })
  const count = async () =>
    Number(
      (await planning.short.query<{ n: string }>('select count(*) as n from planning.person'))
        .rows[0]!.n,
    )
  assert.equal(await count(), 1)
  assert.deepEqual(await testOptOuts(place, SYSTEM), { seeded: 1, movers: 1, leaks: [] })
  assert.equal(await count(), 1)
  // As a fault of ours would have it: whoever moved to another source is counted again.
  await owner.short.query(
    `insert into record.planned_person (identity_id, anchor, sex, ethnic_group) values ($1, $1, 'female', 'white')`,
    [people[1]!.personId],
  )
  const clock = place.clock as unknown as { set(at: string): void }
  clock.set('2026-03-03T13:00:00Z')
  const found = await testOptOuts(place, SYSTEM)
  assert.equal(found!.leaks.length, 1)
  const answer = (words: string) =>
    place.trail.run(inPlace(answerLeak, place), { viewer: JOAN, input: { words }, key: newId() })
  await assert.rejects(count, PlanningStopped)
  await assert.rejects(
    planning.transaction(async () => {}),
    PlanningStopped,
  )
  assert.deepEqual(await answer('A link was taken for new; it is put right.'), { takenOut: 1 })
  assert.equal(await count(), 1)
  assert.equal(((await answer('Again.')) as { code: string }).code, 'no-leak')
  const [last, first] = await optOutRuns(care.short, 5)
  assert.deepEqual([last!.leaks, last!.answered?.by, first!.leaks], [1, 'Joan Marsh', 0])
})
