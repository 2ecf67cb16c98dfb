import assert from 'node:assert/strict'
import { test } from 'node:test'
import { personCalled } from '../kernel/testing.ts'
import type { KnownEvent } from './known-event.ts'
import type { KnownResource } from './known-resource.ts'
import { nowOf, readNow, settingOf } from './now.ts'
import { occurrencesOf } from './occurrence.ts'
import { testEvent, testResource, testSources } from './testing.ts'
import { timelineOf } from './timeline.ts'

const now = new Date('2026-03-03T12:00:00Z')

/** Home care in a return as at a day, in the council's own words. */
function homeCare(asAt: string, more: Partial<KnownEvent> = {}): KnownEvent {
  return testEvent({
    eventId: 's',
    kind: 'service',
    label: 'Home care',
    source: 'southmere-council',
    startAt: '2025-08-01',
    organisation: 'E10000099',
    unit: undefined,
    form: 'return',
    told: { scope: 'E10000099', asAt, submission: `${asAt}~1` },
    ...more,
  })
}

function read(events: readonly KnownEvent[], ...resources: KnownResource[]) {
  const occurrences = occurrencesOf(events)
  const found = readNow({ occurrences, resources, sources: testSources, now })
  return { ...found, timeline: timelineOf(occurrences, testSources, now, found.history) }
}

test('a return that is near is now, with its day; an old one is what was last known', () => {
  const near = read([homeCare('2025-12-31')]).now
  assert.deepEqual(
    near.services.map(({ what, asAt }) => [what, asAt]),
    [['Home care', '2025-12-31']],
  )
  assert.deepEqual(near.lastKnown, [])
  const { now: old, timeline } = read([homeCare('2025-09-30')])
  assert.deepEqual(old.services, [])
  assert.deepEqual(
    old.lastKnown.map(({ what, asAt }) => [what, asAt]),
    [['Home care', '2025-09-30']],
  )
  assert.equal(settingOf(old, false), 'home')
  assert.deepEqual(
    timeline.map(({ open, lastTold }) => [open, lastTold]),
    [[false, '2025-09-30']],
  )
})

test('an end that is still ahead is when it is meant to end, not when it ended', () => {
  const [planned] = read([homeCare('2025-12-31', { endAt: '2026-06-30' })]).now.services
  assert.deepEqual([planned!.until, planned!.endedAt], ['2026-06-30', undefined])
  const [ended] = read([homeCare('2025-12-31', { status: 'finished', endAt: '2026-02-01' })]).now
    .endedServices
  assert.deepEqual([ended!.until, ended!.endedAt], [undefined, '2026-02-01'])
})

test('what an old return says of a carer or a need is last known as well', () => {
  const carer = {
    ...testResource('RelatedPerson', { name: [{ text: 'Ruth Okello' }] }),
    source: 'southmere-council',
    asAt: '2025-09-30',
  }
  const found = read([], carer).now
  assert.deepEqual(found.carers, [])
  assert.deepEqual(
    found.lastKnown.map(({ what }) => what),
    ['Ruth Okello'],
  )
  assert.equal(read([], { ...carer, asAt: '2025-12-31' }).now.carers.length, 1)
})

test('what a later return no longer has is said to have gone; what was withdrawn never was', () => {
  const gone = read([homeCare('2025-12-31', { gone: '2026-02-28' })])
  assert.deepEqual(gone.now.services, [])
  assert.deepEqual(
    gone.now.endedServices.map(({ ended }) => ended),
    ['no longer in the return to Sat 28 Feb'],
  )
  assert.equal(gone.timeline[0]!.ended, 'no longer in the return to Sat 28 Feb')
  const withdrawn = read([homeCare('2025-12-31', { gone: '2025-12-31' })])
  assert.deepEqual(withdrawn.now.endedServices, [])
  assert.deepEqual(withdrawn.timeline, [])
})

const stay = testEvent({
  status: 'finished',
  startAt: '2026-01-03T10:00:00.000Z',
  endAt: '2026-01-09T10:00:00.000Z',
  numbers: ['V1'],
  detail: { reason: 'Fall' },
})

function diagnosis(more: KnownResource['content']): KnownResource {
  const category = [{ coding: [{ code: 'encounter-diagnosis' }] }]
  const content = { category, code: { text: 'Pneumonia' }, ...more }
  return { ...testResource('Condition', content), source: 'mere-general' }
}

test('what a past stay was for is history of that stay; of an open one it is now', () => {
  for (const found of [
    diagnosis({ onsetDateTime: '2026-01-03' }),
    diagnosis({ encounter: { reference: 'Encounter/V1' } }),
  ]) {
    const { now: so, timeline } = read([stay], found)
    assert.deepEqual(so.conditions, [])
    const { detail } = timeline[0]!
    assert.deepEqual(
      detail.map(({ name, value }) => [name, value]),
      [
        ['reason', 'Fall'],
        ['diagnosis', 'Pneumonia'],
      ],
    )
    const open = { ...stay, status: 'active' as const, endAt: undefined }
    assert.equal(read([open], found).now.conditions.length, 1)
  }
  // The reason that the stay gives itself is not told twice.
  const fall = diagnosis({ code: { text: 'Fall' }, onsetDateTime: '2026-01-03' })
  assert.equal(read([stay], fall).timeline[0]!.detail.length, 1)
  // What a practice found at a visit goes on.
  const gp = { ...diagnosis({ onsetDateTime: '2026-01-04' }), source: 'southmere-gp' }
  assert.equal(read([stay], gp).now.conditions.length, 1)
  const refuted = diagnosis({
    onsetDateTime: '2026-01-03',
    verificationStatus: { coding: [{ code: 'refuted' }] },
  })
  assert.equal(read([stay], refuted).timeline[0]!.detail.length, 1)
})

test('an operation in a list of problems is something that was done', () => {
  const operation = testResource('Condition', {
    code: { coding: [{ code: '1', display: 'Total hip replacement (procedure)' }] },
    onsetDateTime: '2019-05-01',
  })
  const { now: so, timeline } = read([], operation)
  assert.deepEqual(so.conditions, [])
  assert.deepEqual(
    timeline.map(({ kind, label, startAt }) => [kind, label, startAt]),
    [['procedure', 'Total hip replacement', '2019-05-01']],
  )
})

test('since is when it began; when it was written down or prescribed is called that', () => {
  const condition = (more: object) =>
    nowOf({
      occurrences: [],
      resources: [testResource('Condition', { code: { text: 'Gout' }, ...more })],
      sources: testSources,
      now,
    }).conditions.map(({ trueAt, dated, aside }) => [dated, trueAt, aside])
  assert.deepEqual(condition({ onsetDateTime: '2019', recordedDate: '2020-01-01' }), [
    ['since', '2019', undefined],
  ])
  assert.deepEqual(condition({ recordedDate: '2020-01-01' }), [
    ['recorded', '2020-01-01', undefined],
  ])
  assert.deepEqual(condition({ onsetAge: { value: 45, unit: 'years' } }), [
    [undefined, undefined, 'from the age of 45 years'],
  ])
  const medicine = { status: 'active', medicationCodeableConcept: { text: 'Aspirin' } }
  const dated = (type: string, more: object) =>
    nowOf({
      occurrences: [],
      resources: [testResource(type, { ...medicine, ...more })],
      sources: testSources,
      now,
    }).medicines.map((item) => item.dated)
  assert.deepEqual(dated('MedicationRequest', { authoredOn: '2026-02-01' }), ['prescribed'])
  assert.deepEqual(dated('MedicationStatement', { effectiveDateTime: '2026-02-01' }), ['since'])
  const url = 'https://fhir.hl7.org.uk/StructureDefinition/UKCore-MedicationStatementLastIssueDate'
  const extension = [{ url, valueDateTime: '2026-02-20' }]
  assert.deepEqual(dated('MedicationStatement', { extension }), ['last issued'])
})

test('of one id that two records of a person hold, what was said last counts', () => {
  const one = testResource('AllergyIntolerance', { code: { text: 'Latex' } })
  const refuted = {
    ...one,
    personId: personCalled('her other record'),
    stamp: `${one.stamp}~later`,
    content: { ...one.content, verificationStatus: { coding: [{ code: 'refuted' }] } },
  }
  for (const both of [
    [one, refuted],
    [refuted, one],
  ]) {
    assert.deepEqual(read([], ...both).now.allergies, [])
  }
})

test('two tellings that do not agree of what goes on are told in words', () => {
  const hospital = testEvent({ eventId: 'a', unit: 'Ward 6' })
  const practice = testEvent({
    eventId: 'b',
    source: 'southmere-gp',
    form: 'resource',
    unit: 'Ward 9',
    saidAt: '2026-02-20T00:00:00.000Z',
  })
  const { differences } = read([hospital, practice]).now
  assert.equal(
    differences[0]?.sentence,
    'The hospital says it goes on, on Ward 6, the practice says it goes on, on Ward 9.',
  )
})
