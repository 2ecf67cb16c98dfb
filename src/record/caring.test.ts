import assert from 'node:assert/strict'
import { test } from 'node:test'
import { caringOf, namesToRing } from './caring.ts'
import { directoryOf } from './directory.ts'
import { occurrencesOf } from './occurrence.ts'
import { type JsonObject, resourceIdOf } from './resource.ts'
import { readStatements } from './standing.ts'
import { testEvent, testResource, testSources } from './testing.ts'

const now = new Date('2026-03-03T12:00:00Z')

function shared(source: string, type: string, id: string, content: object) {
  return {
    id: resourceIdOf(source, type, id),
    type,
    source,
    content: { resourceType: type, id, ...content },
  }
}

const phone = (value: string, more = {}) => [{ system: 'phone', value, ...more }]
const directory = directoryOf(
  [
    shared('mere-general', 'Location', 'w6', { name: 'Ward 6', telecom: phone('01632960106') }),
    shared('elsewhere', 'Location', 'w6', { name: 'Ward 6', telecom: phone('01632960999') }),
    shared('southmere-council', 'Organization', 'k', {
      name: 'Kindhand Home Care',
      telecom: phone('01632960177'),
    }),
    shared('southmere-gp', 'Organization', 'Y90001', {
      name: 'Mere Street Surgery',
      telecom: [...phone('01632960000', { use: 'old' }), ...phone('01632960111', { rank: 1 })],
    }),
    shared('southmere-council', 'Practitioner', 'p1', {
      name: [{ family: 'Reid', given: ['Ana'] }],
      telecom: phone('0300 123 4567'),
    }),
  ],
  now,
)
const [stay] = occurrencesOf([testEvent()])
const [service] = occurrencesOf([
  testEvent({
    eventId: 's',
    kind: 'service',
    label: 'Home care',
    source: 'southmere-council',
    organisation: 'E10000099',
    organisationName: 'Southmere Council',
    unit: undefined,
    detail: { provider: 'Kindhand Home Care' },
  }),
])
const who = { gpPractice: [{ value: 'Mere Street Surgery', sources: [] }] }

test('ward, provider and practice each have the number that a feed gives', () => {
  const lines = caringOf({ stay, services: [service!], who, sources: testSources, directory })
  assert.deepEqual(
    lines.map((line) => [line.who, line.what, line.phone]),
    [
      ['Mere General, Ward 6', 'there now', '01632 960106'],
      ['Kindhand Home Care', 'Home care, for Southmere Council', '01632 960177'],
      ['Mere Street Surgery', 'GP practice', '01632 960111'],
    ],
  )
  assert.deepEqual(namesToRing([stay!, service!], who, testSources).sort(), [
    'kindhand home care',
    'mere general',
    'mere street surgery',
    'southmere council',
    'ward 6',
  ])
})

test('whom the agreement says to ask stands there too, once for each', () => {
  const sources = {
    ...testSources,
    contactOf: () => ({ who: 'the transfer hub', how: '01632 960147' }),
  }
  const lines = caringOf({ stay, services: [service!], who, sources, directory })
  assert.deepEqual(
    lines.map(({ ask }) => ask),
    ['the transfer hub, 01632 960147', undefined, undefined],
  )
})

test('a team tells its workers with their numbers; the person and those who have left are not among them', () => {
  const content: JsonObject = {
    status: 'active',
    name: 'Mere hospital team',
    telecom: phone('01632960127'),
    participant: [
      { member: { reference: 'Practitioner/p1' }, role: [{ text: 'Social worker' }] },
      { member: { reference: 'Patient/1', display: 'Martha' } },
      { member: { display: 'Old Hand' }, period: { end: '2020-01-01' } },
    ],
  }
  const team = testResource('CareTeam', content, 'southmere-council')
  const { statements } = readStatements([team], { sources: testSources, directory, now })
  assert.deepEqual(statements[0]?.says, ['01632 960127', 'Ana Reid, social worker, 0300 123 4567'])
  assert.equal(statements[0]?.dataClass, 'council-care')
})
