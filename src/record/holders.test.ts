import assert from 'node:assert/strict'
import { test } from 'node:test'
import { holdersOf } from './holders.ts'
import type { JsonObject } from './resource.ts'
import { testResource, testSources } from './testing.ts'

const now = new Date('2026-03-03T12:00:00Z')
const hold = (content: JsonObject, source = 'southmere-council') =>
  holdersOf([testResource('CareTeam', content, source)], testSources, now)

const team: JsonObject = {
  resourceType: 'CareTeam',
  status: 'active',
  name: 'Mere hospital team',
  telecom: [{ system: 'phone', value: '01632960127' }],
  participant: [
    {
      role: [{ text: 'Social worker' }],
      member: { reference: 'Practitioner/7', display: 'Ana Reid' },
    },
  ],
}

test('a worker is named with role, team and the number that reaches them', () => {
  assert.deepEqual(hold(team), [
    {
      dataClass: 'council-care',
      side: 'council',
      at: 'Southmere Council',
      team: 'Mere hospital team',
      phone: '01632 960127',
      name: 'Ana Reid',
      role: 'social worker',
    },
  ])
})

test('a worker inside the resource brings their own number; a team without workers stands for itself', () => {
  const inside = {
    ...team,
    contained: [
      {
        resourceType: 'Practitioner',
        id: 'p1',
        name: [{ given: ['Omar'], family: 'Hale' }],
        telecom: [
          { system: 'email', value: 'o@example.org' },
          { system: 'phone', value: '01632 960133' },
        ],
      },
    ],
    participant: [{ member: { reference: '#p1' } }],
  }
  assert.deepEqual(
    hold(inside).map(({ name, phone }) => [name, phone]),
    [['Omar Hale', '01632 960133']],
  )
  const [alone] = hold({ ...team, participant: [] })
  assert.deepEqual(
    [alone!.name, alone!.team, alone!.phone],
    [undefined, 'Mere hospital team', '01632 960127'],
  )
})

test('what has ended, was never begun, or is no worker holds nothing', () => {
  for (const status of ['proposed', 'suspended', 'inactive', 'entered-in-error']) {
    assert.deepEqual(hold({ ...team, status }), [], status)
  }
  assert.deepEqual(hold({ ...team, period: { end: '2026-03-02' } }), [])
  assert.equal(hold({ ...team, period: { end: '2026-03-03' } }).length, 1)
  const daughter = { member: { reference: 'RelatedPerson/1', display: 'Ruth Okello' } }
  const gone = { period: { end: '2026-01-01' }, member: { display: 'Joan Smith' } }
  assert.deepEqual(
    hold({ ...team, participant: [daughter, gone] }).map(({ name }) => name),
    [undefined],
  )
})

test('a resource in another shape fails nobody', () => {
  for (const content of [
    { name: 7, participant: 'x' },
    { participant: [null, 3, [], { member: 'x' }, { member: { reference: '#nobody' } }] },
    { telecom: { system: 'phone' }, contained: [null] },
  ] as JsonObject[]) {
    assert.deepEqual(hold(content), [])
  }
})

test('a team that its source restricts is in the class that is not hinted at', () => {
  const restricted = { ...team, meta: { security: [{ code: 'R' }] } }
  assert.deepEqual(
    hold(restricted).map(({ dataClass }) => dataClass),
    ['safeguarding'],
  )
})
