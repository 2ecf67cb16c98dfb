import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { personIdOf, type SourcePerson, savePeople } from '../people/index.ts'
import type { CareEvent } from './event.ts'
import { lookAtBeds } from './look-at-beds.ts'
import { lookAtPeople } from './look-at-people.ts'
import { lookAtPerson } from './look-at-person.ts'
import { lookAtOwnRecord } from './own-record.ts'
import { type LookPage, readLooks } from './read-looks.ts'
import type { ParsedResource } from './resource.ts'
import { searchPeople } from './search-people.ts'
import {
  MARTHA,
  PRIYA,
  STAMP,
  storeEvents,
  storeResources,
  TEST_NOW,
  TOM,
  testPlace,
  told,
  viewerOf,
} from './testing.ts'

const HOSPITAL = 'mere-general'
const COUNCIL = 'southmere-council'
const learnt = new Date('2026-03-01T10:15:00Z')
const hospitalId = personIdOf(HOSPITAL, 'H1')
const councilId = personIdOf(COUNCIL, 'C1')

function person(source: string, sourceId: string, more: Partial<SourcePerson> = {}): SourcePerson {
  return {
    source,
    sourceId,
    authority: '',
    personId: personIdOf(source, sourceId),
    nhsNumber: '9990123454',
    nhsNumberStatus: '01',
    identifiers: [],
    family: 'Okello',
    given: ['Martha'],
    birthDate: '1944-03-12',
    phones: [],
    emails: [],
    ...more,
  }
}

const stay: CareEvent = {
  personId: hospitalId,
  ...told('V1'),
  kind: 'stay',
  status: 'active',
  startAt: '2026-03-01T10:12:00Z',
  organisation: 'RXS',
  unit: 'Ward 6',
  label: 'Hospital stay',
  detail: { reason: 'Fall' },
}
const homeCare: CareEvent = {
  personId: councilId,
  ...told('S1'),
  kind: 'service',
  status: 'active',
  startAt: '2026-02-01',
  organisation: 'E10000099',
  label: 'Home care',
  detail: { visits: '4 visits a day' },
}
const concern: ParsedResource = {
  type: 'Flag',
  sourceId: 'F1',
  personId: councilId,
  stamp: STAMP,
  content: {
    resourceType: 'Flag',
    status: 'active',
    category: [{ text: 'Safeguarding' }],
    code: { text: 'Speak to the safeguarding team first' },
  },
}

const ANA = viewerOf(
  {
    id: 'ana.reid',
    name: 'Ana Reid',
    role: 'social-worker',
    organisation: COUNCIL,
    side: 'council',
  },
  'direct-care',
)
const IDRIS = viewerOf(
  { id: 'idris', name: 'Idris', role: 'governance-lead', organisation: COUNCIL, side: 'council' },
  'governance',
)

async function southmere(t: TestContext) {
  const place = await testPlace(t)
  await place.databases.care.transaction(async (tx) => {
    await savePeople(
      tx,
      [person(HOSPITAL, 'H1'), person(COUNCIL, 'C1', { given: ['Marta'] })],
      learnt,
    )
    await storeEvents(tx, HOSPITAL, learnt, [stay])
    await storeEvents(tx, COUNCIL, learnt, [homeCare])
    await storeResources(tx, COUNCIL, learnt, [concern])
  })
  return place
}

test('the ward sees both sides of whom it has, and the look is there before the answer', async (t) => {
  const place = await southmere(t)
  const look = await lookAtPerson(place, PRIYA, councilId)
  assert.ok(look.outcome === 'allowed')
  assert.deepEqual([...look.view.identity].sort(), [hospitalId, councilId].sort())
  assert.equal(look.view.setting, 'hospital')
  assert.deepEqual(
    look.view.now.services.map(({ what }) => what),
    ['Home care'],
  )
  assert.deepEqual(
    look.view.timeline.map(({ label }) => label),
    ['Hospital stay', 'Home care, 4 visits a day'],
  )
  const [written] = await place.trail.looksAt([hospitalId])
  assert.equal(written!.outcome, 'allowed')
  assert.equal(written!.clause, '6.1')
  assert.match(written!.what, /^person page: .*council care/)
})

test('what is sensitive is neither shown nor hinted at, to the viewer or in the log', async (t) => {
  const place = await southmere(t)
  const look = await lookAtPerson(place, PRIYA, hospitalId)
  assert.doesNotMatch(JSON.stringify(look), /safeguarding/i)
  const ana = viewerOf(
    {
      id: 'ana.reid',
      name: 'Ana Reid',
      role: 'social-worker',
      organisation: COUNCIL,
      side: 'council',
    },
    'safeguarding',
  )
  const hers = await lookAtPerson(place, ana, hospitalId)
  assert.ok(hers.outcome === 'allowed')
  assert.equal(hers.view.now.alerts.length, 1)
  // What she looked for is told later: until then the number, and a clause that holds for other looks as well.
  const [written] = await place.trail.looksAt([hospitalId])
  assert.deepEqual(
    [written!.actor.id, written!.purpose, written!.what, written!.clause, written!.number],
    ['', '', '', '3.15', 2],
  )
  assert.equal(written!.withheldUntil, '2026-09-01T00:00:00.000Z')
  place.clock.set('2026-09-01T00:00:00Z')
  const [told] = await place.trail.looksAt([hospitalId])
  assert.deepEqual([told!.actor.id, told!.purpose], ['ana.reid', 'safeguarding'])
  assert.doesNotMatch(told!.what, /safeguarding/i)
})

test('a list for a purpose that is told later is a look of its own for each of its people', async (t) => {
  const place = await southmere(t)
  const lead = viewerOf({ ...ANA.actor, id: 'grace', role: 'safeguarding-lead' }, 'safeguarding')
  const [found] = await lookAtPeople(place, lead, [[hospitalId, councilId]], 'search result')
  assert.ok(found)
  for (const id of [hospitalId, councilId]) {
    const [look] = await place.trail.looksAt([id])
    assert.deepEqual([look!.withheldUntil !== undefined, look!.actor.id], [true, ''])
  }
})

test('another ward is refused with the clause, and the refusal is a look', async (t) => {
  const place = await southmere(t)
  const look = await lookAtPerson(place, TOM, hospitalId)
  assert.ok(look.outcome === 'refused')
  assert.equal(look.refusal.clause?.number, '6.1')
  assert.doesNotMatch(JSON.stringify(look), /Okello|9990123454/)
  const [written] = await place.trail.looksAt([councilId])
  assert.deepEqual([written!.outcome, written!.actor.id], ['refused', 'tom.ellis'])
})

test('a purpose that the role does not have opens nothing', async (t) => {
  const place = await southmere(t)
  for (const purpose of ['own-record', 'planning', 'insurance', 'sale-or-trade', 'anything']) {
    const look = await lookAtPerson(place, { ...PRIYA, purpose }, hospitalId)
    assert.equal(look.outcome, 'refused', purpose)
  }
})

test('the door closes when the stay ends', async (t) => {
  const place = await southmere(t)
  assert.equal((await lookAtPerson(place, PRIYA, hospitalId)).outcome, 'allowed')
  await place.databases.care.transaction((tx) =>
    storeEvents(tx, HOSPITAL, new Date(TEST_NOW), [
      { ...stay, status: 'finished', endAt: '2026-03-03T08:00:00Z' },
    ]),
  )
  assert.equal((await lookAtPerson(place, PRIYA, hospitalId)).outcome, 'refused')
})

test('searching says the same for nobody and for not yours; both are written down', async (t) => {
  const place = await southmere(t)
  const found = await searchPeople(place, PRIYA, '9990123454')
  assert.ok('people' in found && found.people.length === 1)
  const notYours = await searchPeople(place, TOM, '9990123454')
  assert.ok('people' in notYours && notYours.people.length === 0)
  assert.deepEqual(await searchPeople(place, TOM, '9990123462'), notYours)
  const looks = await place.trail.looksAt([hospitalId])
  assert.deepEqual(
    looks.map(({ actor, outcome }) => [actor.id, outcome]),
    [
      ['tom.ellis', 'refused'],
      ['priya.shah', 'allowed'],
    ],
  )
})

test('a ward’s list is one look for each person on it', async (t) => {
  const place = await southmere(t)
  const beds = await lookAtBeds(place, PRIYA, { unit: 'Ward 6', what: 'ward list' })
  const [listed, ...rest] = beds.people
  assert.deepEqual(rest, [])
  assert.equal(listed!.who.names.length, 2)
  assert.deepEqual(listed!.open.map(({ event }) => event.label).sort(), [
    'Home care',
    'Hospital stay',
  ])
  const [written] = await place.trail.looksAt([hospitalId])
  assert.equal(written!.what, 'ward list')
})

test('a resident sees their record and every look, and a look that was taken out', async (t) => {
  const place = await southmere(t)
  await lookAtPerson(place, PRIYA, hospitalId)
  await lookAtPerson(place, TOM, hospitalId)
  const own = await lookAtOwnRecord(place, MARTHA, 'own record')
  assert.ok(own.outcome === 'allowed')
  const { rows } = await readLooks(place, own.view)
  assert.deepEqual(
    rows.map((row) => (row.kind === 'look' ? [row.number, row.look.actor.id] : row)),
    [
      [3, 'martha.okello'],
      [2, 'tom.ellis'],
      [1, 'priya.shah'],
    ],
  )
  await place.databases.owner.short.query('delete from trail.look where number = 2')
  const after = await readLooks(place, own.view)
  assert.deepEqual(
    after.rows.map(({ kind }) => kind),
    ['look', 'missing', 'look'],
  )
})

test('a look names what proved it, and who reads of it reads that in words, as far as they may', async (t) => {
  const place = await southmere(t)
  await lookAtPerson(place, PRIYA, hospitalId)
  await lookAtBeds(place, PRIYA, { unit: 'Ward 6', what: 'ward list' })
  await lookAtPerson(place, ANA, hospitalId)
  const words = (looks: LookPage) =>
    looks.rows.map((row) => (row.kind === 'look' ? looks.why.get(row.look.entryId) : row))
  const own = await lookAtOwnRecord(place, MARTHA, 'own record')
  assert.ok(own.outcome === 'allowed')
  const admitted = 'because the hospital told us on 1 Mar 2026 that you were admitted'
  const helped = 'because the council told us on 1 Mar 2026 that you had support'
  const read = await readLooks(place, own.view, { to: 'you' })
  assert.deepEqual(words(read), [undefined, helped, admitted, admitted])
  const events = await place.databases.owner.short.query<{ event_id: string }>(
    `select event_id from record.event where kind = 'stay'`,
  )
  const looks = await place.trail.looksAt([hospitalId])
  // The entry says which, for whoever checks it without us.
  assert.equal(looks.find(({ what }) => what === 'ward list')!.because, events.rows[0]!.event_id)
  const governs = await lookAtPerson(place, IDRIS, hospitalId, { what: 'looks', needs: 'looks' })
  assert.ok(governs.outcome === 'allowed')
  assert.equal((await readLooks(place, governs.view)).why.size, 0)
})

test('a stranger’s record under a resident’s number closes nothing to them, and opens nothing', async (t) => {
  const place = await southmere(t)
  const other = person(HOSPITAL, 'H2', {
    given: ['David'],
    family: 'Osei',
    birthDate: '1981-05-06',
  })
  await place.databases.care.transaction((tx) => savePeople(tx, [other], learnt))
  const own = await lookAtOwnRecord(place, MARTHA, 'own record')
  assert.ok(own.outcome === 'allowed')
  assert.ok(!own.view.identity.includes(other.personId))
  assert.equal((await lookAtPerson(place, MARTHA, other.personId)).outcome, 'refused')
  // Whose name is on neither is shown neither.
  const called = (name: string) => ({ ...MARTHA, actor: { ...MARTHA.actor, name } })
  const nobody = await lookAtOwnRecord(place, called('Ruth Quill'), 'own record')
  assert.equal(nobody.outcome, 'several')
  const david = await lookAtOwnRecord(place, called('Dave Osei'), 'own record')
  assert.ok(david.outcome === 'allowed')
  assert.deepEqual(david.view.identity, [other.personId])
})

test('an address that nobody has is answered as one that is not yours', async (t) => {
  const place = await southmere(t)
  const nobody = await lookAtPerson(place, TOM, personIdOf('nowhere', '1'))
  assert.equal(nobody.outcome, 'refused')
  assert.deepEqual(nobody, await lookAtPerson(place, TOM, hospitalId))
})
