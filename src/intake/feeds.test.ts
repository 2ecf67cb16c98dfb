import assert from 'node:assert/strict'
import { test } from 'node:test'
import { lookAtBeds, lookAtPerson } from '../record/index.ts'
import { PRIYA } from '../record/testing.ts'
import { feeds } from './feeds.ts'
import { adtWith, pid, pv1, testRecord } from './testing.ts'

/** What a feed gives, and for how long its word ties anybody, through real loading. */
const HOSPITAL = 'mere-general'
const NHS = '9990123454'

/** A message of Mere General about Martha, or about whoever else is in Ward 6. */
function message(trigger: string, at: string, id = 'H1', nhs = NHS): string {
  const ward = {
    kind: 'I',
    ward: 'Ward 6^Bay 2^Bed 4^RXS',
    visit: `V${id}`,
    admitted: '202603010900',
  }
  const who = { 3: `${id}^^^RXS^MR~${nhs}^^^NHS^NH` }
  return adtWith({ 3: 'MEREPAS', 4: 'RXS' }, trigger, at, pid({ pid: who }), pv1(ward))
}

test('a ward’s people are its own for as long as the hospital is heard, and were so then', async (t) => {
  const place = await testRecord(t)
  place.clock.set('2026-03-04T10:00:00Z')
  await place.load(HOSPITAL, message('A01', '202603010905'))
  const inBed = async (at?: string) =>
    (
      await lookAtBeds(place, PRIYA, {
        what: 'ward list',
        ...(at === undefined ? {} : { at: new Date(at) }),
      })
    ).inBed
  const [martha] = (await lookAtBeds(place, PRIYA, { what: 'ward list' })).people
  const { personId } = martha!
  assert.equal(await inBed(), 1)
  place.clock.set('2026-03-18T10:00:00Z')
  assert.equal(await inBed(), 1)
  place.clock.set('2026-03-18T10:00:01Z')
  assert.equal(await inBed(), 0)
  const refused = await lookAtPerson(place, PRIYA, personId)
  assert.ok(refused.outcome === 'refused')
  assert.match(
    refused.refusal.sentence,
    /Nothing has come from Mere General since 4 Mar 2026, and by clause 9\.1 what it told proves this for 14 days\./,
  )
  // Anything that it says is its voice: it has not fallen silent, and so nothing has ended that it told.
  await place.load(HOSPITAL, message('A01', '202603180905', 'H2', '9990123462'))
  assert.equal(await inBed(), 2)
  assert.equal((await lookAtPerson(place, PRIYA, personId)).outcome, 'allowed')
  // As it was known: the ward had her, and when the hospital had been silent for long it had nobody.
  place.clock.set('2026-03-19T09:00:00Z')
  assert.equal(await inBed('2026-03-10T09:00:00Z'), 1)
  assert.equal(await inBed('2026-03-18T10:00:00.500Z'), 0)
})

test('a feed gives what its clause lists; what else it sends is kept, shown to nobody, and said', async (t) => {
  const place = await testRecord(t)
  const patient = (id: string) => ({
    resourceType: 'Patient',
    id,
    identifier: [{ system: 'https://fhir.nhs.uk/Id/nhs-number', value: NHS }],
    name: [{ family: 'Okello', given: ['Martha'] }],
    birthDate: '1944-03-12',
  })
  const relative = (id: string, patientId: string) => ({
    resourceType: 'RelatedPerson',
    id,
    patient: { reference: `Patient/${patientId}` },
    active: true,
    name: [{ text: id === 'R1' ? 'Ruth Okello' : 'Somebody Else' }],
    relationship: [{ text: 'daughter' }],
  })
  const bundle = (...resources: object[]) => ({
    resourceType: 'Bundle',
    type: 'collection',
    entry: resources.map((resource) => ({ resource })),
  })
  await place.load('southmere-gp', bundle(patient('G1'), relative('R1', 'G1')))
  await place.load('southmere-community', bundle(patient('N1'), relative('R2', 'N1')))
  const own = await place.own(NHS)
  const shown = JSON.stringify(own)
  assert.match(shown, /Ruth Okello/)
  assert.doesNotMatch(shown, /Somebody Else/)
  assert.equal(own.kept.total, 0)
  const all = await feeds(place.databases.care.short, {
    agreement: place.agreement.current(),
    now: place.clock.now(),
  })
  assert.deepEqual(
    all.flatMap(({ feed, beyond }) => (beyond === undefined ? [] : [[feed, ...beyond]])),
    [['southmere-community', 'family and carers']],
  )
})
