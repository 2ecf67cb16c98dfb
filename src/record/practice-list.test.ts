import assert from 'node:assert/strict'
import { test } from 'node:test'
import { personIdOf, type SourcePerson, savePeople } from '../people/index.ts'
import type { CareEvent } from './event.ts'
import { lookAtWaiting } from './look-at-waiting.ts'
import type { JsonObject, ParsedResource } from './resource.ts'
import { STAMP, storeEvents, storeResources, testPlace, told, viewerOf } from './testing.ts'

const HOSPITAL = 'mere-general'
const GP = 'southmere-gp'
const learnt = new Date('2026-03-02T10:15:00Z')
const WHAT = { what: 'list of people who wait' }
const gp = (organisation: string) =>
  viewerOf({ id: organisation, name: 'A GP', role: 'gp', organisation, side: 'nhs' }, 'direct-care')
const NADIA = gp('mere-street-surgery')

/** Each is known to the hospital and to their practice; the number joins them. */
const PEOPLE = [
  { name: 'Martha', nhsNumber: '9990123454', practice: 'Y90001' },
  { name: 'George', nhsNumber: '9990131015', practice: 'Y90001' },
  { name: 'Irene', nhsNumber: '9990133034', practice: 'Y90001' },
  { name: 'Hal', nhsNumber: '9990132038', practice: 'Y90002' },
]

function persons(): SourcePerson[] {
  return PEOPLE.flatMap(({ name, nhsNumber, practice }) =>
    [HOSPITAL, GP].map((source) => ({
      source,
      sourceId: name,
      authority: '',
      personId: personIdOf(source, name),
      identifiers: [],
      nhsNumber,
      family: 'Okello',
      given: [name],
      birthDate: '1944-03-12',
      phones: [],
      emails: [],
      ...(source === GP ? { gpPractice: { code: practice } } : {}),
    })),
  )
}

function stay(name: string, more: Partial<CareEvent>): CareEvent {
  return {
    personId: personIdOf(HOSPITAL, name),
    ...told(`V${name}`),
    kind: 'stay',
    status: 'finished',
    startAt: '2026-02-18T16:40:00Z',
    organisation: 'RXS',
    unit: 'Ward 6',
    label: 'Hospital stay',
    detail: {},
    ...more,
  }
}

function letter(source: string, name: string, trueAt: string, more: JsonObject): ParsedResource {
  const content = { resourceType: 'DocumentReference', status: 'current', ...more }
  const sourceId = `${name}${trueAt}${JSON.stringify(more)}`
  const personId = personIdOf(source, name)
  return { type: 'DocumentReference', sourceId, personId, stamp: STAMP, content, trueAt }
}

test('a practice has its own people in hospital, out of it this week, and with new letters', async (t) => {
  const place = await testPlace(t)
  const summary = { type: { text: 'Discharge summary' } }
  await place.databases.care.transaction(async (tx) => {
    await savePeople(tx, persons(), learnt)
    await storeEvents(tx, HOSPITAL, learnt, [
      stay('Martha', { status: 'active' }),
      stay('George', { endAt: '2026-03-01T15:00:00Z' }),
      stay('Irene', { endAt: '2026-02-01T15:00:00Z' }),
      stay('Hal', { endAt: '2026-03-01T15:00:00Z' }),
    ])
    await storeResources(tx, HOSPITAL, learnt, [
      letter(HOSPITAL, 'George', '2026-03-01T16:00:00Z', summary),
      letter(HOSPITAL, 'Hal', '2026-03-01T16:00:00Z', summary),
      letter(HOSPITAL, 'Irene', '2026-03-01T16:00:00Z', {
        description: 'Our referral',
        author: [{ display: 'Mere Street Surgery' }],
      }),
      letter(HOSPITAL, 'Irene', '2026-03-01T17:00:00Z', {
        description: 'Safeguarding meeting',
      }),
      letter(HOSPITAL, 'Irene', '2026-03-01T18:00:00Z', {
        status: 'entered-in-error',
        description: 'Somebody else’s',
      }),
      letter(HOSPITAL, 'Martha', '2025-11-01T16:00:00Z', { description: 'From the archive' }),
    ])
    await storeResources(tx, GP, learnt, [
      letter(GP, 'Irene', '2026-03-02T09:00:00Z', { description: 'Eye clinic letter' }),
    ])
  })
  const { people, counts } = await lookAtWaiting(place, NADIA, WHAT)
  assert.deepEqual(
    people.map(({ person, cases }) => [
      person.who.name,
      ...cases.map(({ kind, letter }) => letter?.what ?? kind),
    ]),
    [
      ['Martha Okello', 'in-hospital'],
      ['George Okello', 'left-hospital', 'Discharge summary'],
      ['Irene Okello', 'Eye clinic letter'],
    ],
  )
  assert.deepEqual([counts['in-hospital'], counts['left-hospital'], counts.letter], [1, 1, 1])
  const others = await lookAtWaiting(place, gp('gull-point-medical-centre'), WHAT)
  assert.deepEqual(
    others.people.map(({ person }) => person.who.name),
    ['Hal Okello'],
  )
  // Each who is shown is a look.
  const looks = await place.trail.looksAt([personIdOf(HOSPITAL, 'Irene')])
  assert.deepEqual(
    looks.map(({ actor, outcome }) => [actor.id, outcome]),
    [['mere-street-surgery', 'allowed']],
  )
})
