import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { personIdOf } from '../people/index.ts'
import { testClassing } from '../record/testing.ts'
import { readCld } from './cld.ts'
import { CLD_COLUMNS, type CldColumn, isOtherTable, readHeader } from './cld-columns.ts'
import { recordOf } from './cld-record.ts'
import { mergeSaid, tell } from './merged.ts'
import { type Reading, Unreadable } from './reading.ts'
import { testContext } from './testing.ts'

const SOURCE = 'southmere-council'

type Cells = Partial<Record<CldColumn, string>> & Record<string, string>

const HOME_CARE: Cells = {
  'LA Code': 'E10000099',
  'Reporting Period Start Date': '2026-01-01',
  'Reporting Period End Date': '31/03/2026',
  'NHS Number': '999 012 3454',
  'LA Person Unique Identifier': 'C100',
  'First Name': 'Marta',
  'Last Name': 'Okello',
  'GP Practice Code': 'Y90001',
  Gender: 'Female',
  Ethnicity: 'Black, Black British, Caribbean or African: African',
  'Date of Birth': '12/03/1944',
  'Client Type': 'Service user',
  'Primary Support Reason': 'Physical Support: Personal care support',
  Postcode: 'SM1 1AA',
  'Event Type': 'Service',
  'Event Reference': 'R1',
  'Event Start Date': '2026-02-01',
  'Event Description': 'Home care, 4 visits a day',
  'Service Type': 'Long term support: Community',
  'Service Component': 'Home support or domiciliary care',
  'Delivery Mechanism': 'CASSR commissioned support',
  'Provider CQC Location Name': 'Mere Home Care',
  'Unit Cost': '£1,022.50',
  'Cost Frequency (Unit Type)': 'Hourly',
  'Planned units per week': '14.00',
}

function read(cells: Cells): Reading {
  const bytes = recordOf(cells)
  const receivedAt = '2026-04-10T12:00:00.000Z'
  return readCld(bytes, testContext(bytes, { source: SOURCE, kind: 'cld-csv', receivedAt }))
}

const told = (...rows: Cells[]) =>
  tell(
    SOURCE,
    mergeSaid(
      [],
      rows.flatMap((row) => read(row).said),
    ),
    [],
  )

function refusal(cells: Cells): [string, string | undefined] {
  try {
    read(cells)
  } catch (error) {
    if (error instanceof Unreadable) return [error.message, error.place]
    throw error
  }
  return ['it was read', undefined]
}

test('headings are found whatever their case, punctuation, spacing and order', () => {
  const shuffled = CLD_COLUMNS.map(
    (column) => ` ${column.toUpperCase().replace(/[.:]/g, '')} `,
  ).reverse()
  const header = readHeader([...shuffled, 'Local Team'], ',')
  assert.ok(header.ok)
  assert.deepEqual(header.names.toReversed(), ['Local Team', ...CLD_COLUMNS])
  const without = readHeader(
    CLD_COLUMNS.filter((column) => column !== 'Client Type'),
    ',',
  )
  assert.deepEqual(!without.ok && without.missing, ['Client Type'])
  const twice = readHeader([...CLD_COLUMNS, 'la code'], ',')
  assert.deepEqual(!twice.ok && twice.twice, ['LA Code'])
  assert.equal(isOtherTable(readHeader(['id', 'given_name', 'Postcode'], ',')), true)
})

test('a home-care row makes a person, a service in plain words and its FHIR resources', () => {
  const { people, events, resources } = told(HOME_CARE)
  const [person] = people
  assert.equal(person!.sourceId, 'C100')
  assert.equal(person!.nhsNumber, '9990123454')
  assert.equal(person!.birthDate, '1944-03-12')
  assert.deepEqual(person!.address, { lines: [], postcode: 'SM1 1AA' })
  const [{ personId, eventId: _, ...service }] = events as [(typeof events)[number]]
  assert.equal(personId, personIdOf(SOURCE, 'C100', 'E10000099'))
  assert.deepEqual(service, {
    kind: 'service',
    status: 'active',
    form: 'return',
    saidAt: '2026-03-30T23:00:00.000Z',
    told: {
      scope: 'E10000099',
      asAt: '2026-03-31',
      submission: '2026-03-31~2026-04-10T12:00:00.000Z',
    },
    startAt: '2026-02-01',
    organisation: 'E10000099',
    label: 'Home care',
    marks: { codes: { '': ['urn:cld:service-type|Long term support: Community'] } },
    numbers: ['R1'],
    detail: {
      description: 'Home care, 4 visits a day',
      visits: '4 visits a day',
      term: 'long',
      provider: 'Mere Home Care',
      delivery: 'Arranged by the council',
      unitCost: '1022.50',
      costFrequency: 'Hourly',
      plannedUnits: '14.00',
    },
  })
  assert.deepEqual(resources.map(({ type }) => type).sort(), ['Condition', 'EpisodeOfCare'])
})

test('what is given in prison is classed by the code of the national list, whatever it is called', () => {
  const inPrison = { ...HOME_CARE, 'Service Type': 'Long term support: Prison' }
  const { events, resources } = told(inPrison)
  const [service] = events
  assert.equal(service!.label, 'Home care')
  assert.equal(testClassing.ofEvent(SOURCE, service!).dataClass, 'prison')
  const { content, type } = resources.find((one) => one.type === 'EpisodeOfCare')!
  const { dataClass } = testClassing.ofResource(SOURCE, type, content, JSON.stringify(content))
  assert.equal(dataClass, 'prison')
})

test('requests, assessments and reviews carry their outcome in plain words', () => {
  const ended = {
    ...HOME_CARE,
    'Service Type': '',
    'Service Component': '',
    'Event End Date': '2026-02-03',
  }
  const { events, resources } = told(
    {
      ...ended,
      'Event Type': 'Request',
      'Request: Route of Access': 'Discharge from Hospital',
      'Event Outcome': 'NFA: Support declined',
    },
    {
      ...ended,
      'Event Type': 'Assessment',
      'Assessment Type': 'Long term assessment',
      'Event Outcome': 'Progress to support planning or services',
    },
    {
      ...ended,
      'Event Type': 'Review',
      'Review Reason': 'Planned',
      'Event Outcome': 'Continuation of support or services',
    },
  )
  assert.deepEqual(
    events.map(({ kind, status, label, detail }) => [kind, status, label, detail.outcome]).sort(),
    [
      ['assessment', 'finished', 'Assessment for long-term support', 'Went on to support'],
      ['request', 'finished', 'Request for support', 'Declined support'],
      ['review', 'finished', 'Review of support', 'Support goes on'],
    ],
  )
  const types = resources.map(({ type }) => type).filter((type) => !/Patient|Condition/.test(type))
  assert.deepEqual(types.sort(), ['ServiceRequest', 'Task', 'Task'])
})

test('what an outcome leads to is a code beside its words, in both releases', () => {
  const next = (outcome: string) => {
    const asked = { ...HOME_CARE, 'Event Type': 'Request', 'Event End Date': '2026-02-03' }
    const { events } = told({ ...asked, 'Service Type': '', 'Event Outcome': outcome })
    return events[0]!.detail.next
  }
  assert.equal(next('Progress to reablement/ST-Max'), 'reablement')
  assert.equal(next('Progress to Re-assessment / Unplanned Review'), 'assessment')
  assert.equal(next('Progress to support planning or services'), 'support')
  assert.equal(next('NFA - Support declined'), 'ended')
  // Whoever rings to ask where it stays, and is told, waits on.
  assert.equal(next('NFA: Information and advice or signposting'), undefined)
  assert.equal(next('Admitted to hospital'), undefined)
})

test('the event is the same whatever its reference; the latest return decides, whichever comes first', () => {
  const ended: Cells = {
    ...HOME_CARE,
    'Reporting Period Start Date': '2026-04-01',
    'Reporting Period End Date': '2026-06-30',
    'Event Reference': 'another',
    'Event End Date': '2026-05-01',
    'Unit Cost': '23.10',
    Postcode: 'SM2 2BB',
  }
  for (const rows of [
    [HOME_CARE, ended],
    [ended, HOME_CARE],
  ]) {
    const { events, people } = told(...rows)
    assert.equal(events.length, 1)
    assert.equal(events[0]!.status, 'finished')
    assert.equal(events[0]!.detail.unitCost, '23.10')
    assert.equal(people[0]!.address?.postcode, 'SM2 2BB')
  }
})

test('in one return an open end counts before a closed one, and then the outcome that stands higher', () => {
  const closed = { ...HOME_CARE, 'Event End Date': '2026-03-01', 'Event Outcome': 'NFA: Other' }
  assert.equal(told(closed, HOME_CARE).events[0]!.status, 'active')
  const planned = { ...closed, 'Event Outcome': 'NFA: Support ended as planned' }
  for (const rows of [
    [closed, planned],
    [planned, closed],
  ]) {
    assert.equal(told(...rows).events[0]!.detail.outcome, 'Ended as planned')
  }
})

test('death ends what was open', () => {
  const [service] = told({ ...HOME_CARE, 'Date of Death': '2026-03-05' }).events
  assert.equal(service!.endAt, '2026-03-05')
  assert.equal(service!.status, 'finished')
})

test('an unpaid carer stands in the record of whom they care for', () => {
  const carer: Cells = {
    ...HOME_CARE,
    'LA Person Unique Identifier': 'C200',
    'NHS Number': '',
    'First Name': 'Ruth',
    'Client Type': 'Unpaid carer known by association',
    'Primary Support Reason': 'Social support: Support to unpaid carer',
    'Event Type': '',
    'Event Start Date': '',
    'Total Hrs Caring per week': '20',
    'Adult 1 Linked Person ID': 'C100',
  }
  const { people, events, resources } = told(carer)
  assert.deepEqual(
    people.map(({ sourceId }) => sourceId),
    ['C200'],
  )
  assert.equal(events.length, 0)
  const related = resources.find(({ type }) => type === 'RelatedPerson')!
  assert.equal(related.personId, personIdOf(SOURCE, 'C100', 'E10000099'))
  assert.deepEqual(related.content.relationship, [
    { text: 'Unpaid carer' },
    { text: '20 hours a week' },
  ])
  assert.equal(
    resources.some(({ type }) => type === 'Condition'),
    false,
  )
})

test('Release 1 values are read as what they became', () => {
  const { people, events } = told({
    ...HOME_CARE,
    'Client Type': 'Service User',
    Ethnicity: 'White - Irish',
    'Service Type': 'Long Term Support: Community',
    'Event End Date': '2026-03-01',
    'Event Outcome': 'NFA- Other',
  })
  assert.equal(people[0]!.ethnicity, 'White: Irish')
  assert.equal(events[0]!.detail.outcome, 'Nothing further')
})

test('bad cells name their column and never quote it', () => {
  const cases: [Cells, RegExp, string][] = [
    [{ 'Event Start Date': '31/02/2026' }, /31 February 2026/, 'column "Event Start Date"'],
    [{ 'Date of Birth': 'unknown' }, /not a date written as/, 'column "Date of Birth"'],
    [{ 'Client Type': 'service user' }, /only in capitals/, 'column "Client Type"'],
    [{ Ethnicity: 'White' }, /not in the Release 2 list$/, 'column "Ethnicity"'],
    [{ 'Unit Cost': 'about 20' }, /not a number/, 'column "Unit Cost"'],
    [{ 'Date of Death': '9999-12-31' }, /still to come/, 'column "Date of Death"'],
    [{ 'Date of Birth': '2044-03-12' }, /still to come/, 'column "Date of Birth"'],
    [
      { 'Reporting Period End Date': '2099-12-31' },
      /lies far ahead/,
      'column "Reporting Period End Date"',
    ],
    [{ 'LA Code': '' }, /empty/, 'column "LA Code"'],
    [{ 'Event Start Date': '' }, /empty/, 'column "Event Start Date"'],
    [{ 'Event End Date': '2026-01-01' }, /ends before it starts/, 'column "Event End Date"'],
    [{ 'Date of Death': '2025-01-01' }, /after the person died/, 'column "Event Start Date"'],
    [{ 'Event Type': '' }, /no event/, 'column "Event Type"'],
    [
      { 'LA Person Unique Identifier': '', 'NHS Number': '123' },
      /names nobody/,
      'column "LA Person Unique Identifier"',
    ],
    [{ 'Last Name': 'a\0b' }, /NUL/, 'column "Last Name"'],
  ]
  for (const [cells, sentence, place] of cases) {
    const [message, where] = refusal({ ...HOME_CARE, ...cells })
    assert.match(message, sentence)
    assert.equal(where, place)
  }
})

test('a formula is kept as text and flagged; a negative number is none', () => {
  const { warnings, said } = read({
    ...HOME_CARE,
    'Last Name': '=HYPERLINK("http://x")',
    'Unit Cost': '-5.00',
  })
  assert.equal(warnings.length, 1)
  assert.match(warnings[0]!, /formula \(column "Last Name"\)/)
  assert.equal(said[0]!.fields.family, '=HYPERLINK("http://x")')
})

test('whatever stands in the cells, a row is read or refused with a sentence', () => {
  const cell = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 12 }),
    fc.constantFrom('', '-', '2026-02-30', '=1+1'),
  )
  fc.assert(
    fc.property(fc.dictionary(fc.constantFrom(...CLD_COLUMNS), cell), (cells) => {
      const [message] = refusal({ ...HOME_CARE, ...cells })
      assert.ok(message.length > 0)
    }),
    { numRuns: 500 },
  )
})

test('a word that every object has is a value like any other', () => {
  for (const word of ['constructor', '__proto__', 'toString', 'hasOwnProperty']) {
    const listed = refusal({ ...HOME_CARE, 'Client Type': word })
    assert.deepEqual(listed, ['the value is not in the Release 2 list', 'column "Client Type"'])
    const { events } = told({ ...HOME_CARE, 'Service Component': word, 'Event Description': word })
    assert.equal(events[0]!.label, word)
  }
})
