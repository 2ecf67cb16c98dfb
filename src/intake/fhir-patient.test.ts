import assert from 'node:assert/strict'
import { test } from 'node:test'
import { personIdOf, readPersons, type SourcePerson } from '../people/index.ts'
import { testNumber } from '../people/testing.ts'
import { readFhirResource } from './fhir.ts'
import { mergeSaid, tell } from './merged.ts'
import { PERSON, type Reading, type Said } from './reading.ts'
import { testContext, testRecord } from './testing.ts'

const SOURCE = 'southmere-gp'
const NHS = 'https://fhir.nhs.uk/Id/nhs-number'
const [ANN, BOB, OLD] = [testNumber(1), testNumber(2), testNumber(3)]
const UK_CORE = 'https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore-'

type Json = Record<string, unknown>

const patient = (more: Json = {}): Json => ({
  resourceType: 'Patient',
  id: 'p',
  identifier: [{ system: NHS, value: ANN }],
  name: [{ family: 'Tester', given: ['Ann'] }],
  birthDate: '1950-06-15',
  gender: 'female',
  ...more,
})

/** It arrives on 3 March 2026. */
function read(value: Json): Reading {
  const bytes = Buffer.from(JSON.stringify(value))
  return readFhirResource(bytes, testContext(bytes, { source: SOURCE, kind: 'fhir-resource' }))
}

function told(...values: Json[]) {
  const readings = values.map(read)
  const said = readings.flatMap((reading) => reading.said)
  return tell(SOURCE, mergeSaid([], said), readings)
}

function person(more: Json): SourcePerson {
  return told(patient(more)).people[0]!
}

test('the number that somebody has now is theirs; a former one, or one of two, is nobody’s key', () => {
  const status = (code: string) => ({
    extension: [
      {
        url: `${UK_CORE}NHSNumberVerificationStatus`,
        valueCodeableConcept: { coding: [{ code }] },
      },
    ],
  })
  const numbered = (...identifier: Json[]) => {
    const { nhsNumber, nhsNumberStatus } = person({
      identifier: identifier.map((one) => ({ system: NHS, ...one })),
    })
    return nhsNumber === undefined ? undefined : [nhsNumber, nhsNumberStatus]
  }
  assert.deepEqual(numbered({ use: 'old', value: OLD }, { value: ANN }), [ANN, undefined])
  const ended = { value: OLD, period: { end: '2026-03-02' } }
  assert.deepEqual(numbered(ended, { value: ANN, ...status('01') }), [ANN, '01'])
  assert.deepEqual(numbered({ value: ANN, period: { end: '2026-03-03' } }), [ANN, undefined])
  assert.deepEqual(numbered({ value: ANN, period: { start: '2027' } }), undefined)
  assert.deepEqual(numbered({ value: OLD, use: 'temp' }, { value: ANN, use: 'official' }), [
    ANN,
    undefined,
  ])
  assert.deepEqual(numbered({ value: OLD }, { value: ANN, ...status('01') }), [ANN, '01'])
  assert.deepEqual(numbered({ value: ANN }, { value: ANN, use: 'usual' }), [ANN, undefined])
  assert.equal(numbered({ value: ANN }, { value: BOB }), undefined)
  assert.equal(numbered({ use: 'old', value: ANN }), undefined)
  const two = { identifier: [ANN, BOB].map((value) => ({ system: NHS, value })) }
  assert.match(read(patient(two)).warnings.join(), /two NHS numbers/)
  const local = { system: 'urn:x', value: 'A7', use: 'old' }
  assert.deepEqual(person({ identifier: [local] }).identifiers, [])
})

test('of several names and addresses the one that holds now and is used comes first', () => {
  const called = (...name: Json[]) => {
    const { given, family } = person({ name })
    return [...given, family].join(' ')
  }
  const before = { period: { end: '2020-01-01' } }
  const later = { period: { start: '2020-01-01', end: '2030-01-01' } }
  assert.equal(
    called(
      { use: 'maiden', family: 'Old', given: ['Ann'] },
      { use: 'nickname', given: ['Nan'] },
      { use: 'usual', family: 'New', given: ['Ann'], ...later },
      { use: 'official', family: 'Gone', given: ['Ann'], ...before },
    ),
    'Ann New',
  )
  assert.equal(called({ use: 'official', family: 'Only', given: ['Ann'], ...before }), 'Ann Only')
  assert.equal(called({ text: 'TESTER, Ann Jane (Mrs)' }), 'Ann Jane (Mrs) TESTER')
  assert.equal(called({ text: 'Mrs Ann Tester' }), 'Ann Tester')
  const lives = (...address: Json[]) => person({ address }).address
  const home = { use: 'home', line: ['1 Lane'], postalCode: 'ZX1 1ZX' }
  assert.deepEqual(lives({ ...home, ...before }), undefined)
  assert.deepEqual(lives({ ...home, use: 'old' }), undefined)
  assert.deepEqual(
    lives(
      { use: 'home', type: 'postal', line: ['PO Box 1'] },
      { use: 'temp', line: ['2 Road'] },
      home,
    )?.lines,
    ['1 Lane'],
  )
  assert.deepEqual(lives({ text: '1 Lane, Town, ZX1 1ZX' }), {
    lines: ['1 Lane', 'Town'],
    postcode: 'ZX1 1ZX',
  })
  assert.deepEqual(lives({ text: '1 Lane\nTown' }), { lines: ['1 Lane', 'Town'] })
  assert.deepEqual(lives({ text: 'Flat above the shop', ...home }), {
    lines: ['1 Lane'],
    postcode: 'ZX1 1ZX',
  })
})

test('the numbers to ring are those that hold now, in the order to try them', () => {
  const { phones, emails } = person({
    telecom: [
      { system: 'phone', value: '1', use: 'home' },
      { system: 'phone', value: '2', use: 'old' },
      { system: 'phone', value: '3', period: { end: '2026-01-01' } },
      { system: 'sms', value: '4', rank: 1 },
      { system: 'phone', value: '5', rank: 2 },
      { system: 'fax', value: '6' },
      { system: 'phone' },
      { system: 'email', value: 'a@example.org' },
      { system: 'email', value: 'b@example.org', period: { end: '2020' } },
    ],
  })
  assert.deepEqual(phones, ['4', '5', '1'])
  assert.deepEqual(emails, ['a@example.org'])
})

test('that somebody has died is known with a day or without; a withdrawn notice is no death', () => {
  const died = (more: Json) => {
    const { dead, deathDate } = person(more)
    return [dead, deathDate]
  }
  const notice = (code: string) => ({
    extension: [
      {
        url: `${UK_CORE}DeathNotificationStatus`,
        extension: [
          { url: 'deathNotificationStatus', valueCodeableConcept: { coding: [{ code }] } },
        ],
      },
    ],
  })
  assert.deepEqual(died({ deceasedBoolean: true }), [true, undefined])
  assert.deepEqual(died({ deceasedBoolean: false }), [undefined, undefined])
  assert.deepEqual(died({ deceasedDateTime: '2026-02-01T23:30:00Z' }), [true, '2026-02-01'])
  assert.deepEqual(died({ deceasedDateTime: '2026-02' }), [true, undefined])
  assert.deepEqual(died(notice('2')), [true, undefined])
  assert.deepEqual(died(notice('1')), [true, undefined])
  assert.deepEqual(died({ ...notice('U'), deceasedBoolean: true }), [undefined, undefined])
})

test('who is restricted is marked, however the mark is written', () => {
  const marked = (security: Json[]) => person({ meta: { security } }).restricted
  const system = 'http://terminology.hl7.org/CodeSystem/v3-Confidentiality'
  for (const code of ['R', 'V', 'r ', 'S', 'REDACTED'])
    assert.equal(marked([{ system, code }]), true)
  assert.equal(marked([{ system, code: 'U' }, { display: 'very restricted' }]), true)
  for (const code of ['N', 'U', 'L', 'M']) assert.equal(marked([{ system, code }]), undefined)
  assert.equal(marked([]), undefined)
})

test('practice, language, ethnicity: what holds now, and that somebody has to interpret', () => {
  const practice = (...generalPractitioner: Json[]) => person({ generalPractitioner }).gpPractice
  const ods = { system: 'https://fhir.nhs.uk/Id/ods-organization-code', value: 'Y12345' }
  assert.deepEqual(practice({ type: 'Organization', identifier: ods }), { code: 'Y12345' })
  const left = { identifier: { ...ods, period: { end: '2025-12-31' } } }
  assert.deepEqual(practice(left), undefined)
  assert.deepEqual(
    practice({ reference: 'Practitioner/7', display: 'Dr Khan' }, { identifier: ods }),
    { code: 'Y12345' },
  )
  assert.deepEqual(practice({ reference: 'Practitioner/7', display: 'Dr Khan' }), {
    name: 'Dr Khan',
  })
  const contained = {
    contained: [{ resourceType: 'Organization', id: 'o', name: 'Mere Street', identifier: [ods] }],
    generalPractitioner: [{ reference: '#o' }],
  }
  assert.deepEqual(person(contained).gpPractice, { code: 'Y12345', name: 'Mere Street' })
  const language = { coding: [{ code: 'ur', display: 'Urdu' }] }
  assert.equal(person({ communication: [{ language }] }).language, 'Urdu')
  const interpreter = {
    url: 'http://hl7.org/fhir/StructureDefinition/patient-interpreterRequired',
    valueBoolean: true,
  }
  assert.equal(
    person({
      communication: [{ language: { text: 'English' } }, { language, preferred: true }],
      extension: [interpreter],
    }).language,
    'Urdu, interpreter needed',
  )
  const nhs = {
    url: `${UK_CORE}NHSCommunication`,
    extension: [
      { url: 'language', valueCodeableConcept: language },
      { url: 'interpreterRequired', valueBoolean: true },
    ],
  }
  assert.equal(person({ extension: [nhs] }).language, 'Urdu, interpreter needed')
})

test('what is not read of a Patient and changes what it means is named', () => {
  const named = (more: Json) => read(patient(more)).passedOver
  assert.deepEqual(named({}), [])
  assert.deepEqual(named({ birthDate: '1950' }), ['Patient.birthDate'])
  assert.equal(person({ birthDate: '1950-06' }).birthDate, undefined)
  assert.deepEqual(named({ active: false }), ['Patient.active'])
  assert.deepEqual(named({ multipleBirthInteger: 2 }), ['Patient.multipleBirth[x]'])
  assert.deepEqual(named({ multipleBirthBoolean: false }), [])
  assert.deepEqual(named({ contact: [{ gender: 'male' }] }), ['Patient.contact'])
  assert.deepEqual(named({ implicitRules: 'https://x.example/rules' }), ['Patient.implicitRules'])
  assert.equal(person({ modifierExtension: [{ url: 'x' }] }).family, undefined)
})

test('whom a Patient names to be rung stands as a related person until the next one names them no more', () => {
  const at = (day: string) => ({ meta: { lastUpdated: `2026-02-${day}T08:00:00Z` } })
  const [ruth, phone] = [{ text: 'Ruth Tester' }, { system: 'phone', value: '01632 960001' }]
  const first = patient({
    ...at('01'),
    contact: [
      { relationship: [{ text: 'Daughter' }], name: ruth, telecom: [phone] },
      { relationship: [{ text: 'Emergency contact' }], telecom: [phone] },
    ],
  })
  const later = patient({ ...at('02'), contact: [{ name: ruth }] })
  const contacts = (values: Json[]) =>
    told(...values)
      .resources.filter(({ type }) => type === 'RelatedPerson')
      .map(({ sourceId, content }) => {
        const { active, name, relationship } = content as unknown as {
          active: boolean
          name: { text: string }[]
          relationship?: { text: string }[]
        }
        return [sourceId, active, name[0]!.text, relationship?.[0]?.text]
      })
  assert.deepEqual(contacts([first]), [
    ['p-contact-1', true, 'Ruth Tester', 'Daughter'],
    ['p-contact-2', true, 'Name not given', 'Emergency contact'],
  ])
  const before = mergeSaid([], read(first).said)
  const changed = mergeSaid(before, read(later).said)
  const after = tell(SOURCE, changed, []).resources.map(({ content }) => content)
  assert.deepEqual(
    after.map(({ id, active }) => [id, active]),
    [
      ['p-contact-1', true],
      ['p-contact-2', false],
    ],
  )
})

test('a Patient takes back what an earlier one said, and never what messages said', () => {
  const personId = personIdOf(SOURCE, 'p', 'FHIR')
  const key = JSON.stringify(['FHIR', 'p'])
  const message = (day: string, fields: Record<string, string | null>): Said => ({
    personId,
    about: PERSON,
    key,
    stamp: `2026-02-${day}T08:00:00.000Z~3`,
    fields,
  })
  const at = (day: string) => ({ meta: { lastUpdated: `2026-02-${day}T08:00:00Z` } })
  const stands = (...said: Parameters<typeof mergeSaid>[1][number][]) =>
    tell(SOURCE, mergeSaid([], said), []).people[0]!
  const [numbered] = read(patient(at('02'))).said
  const [bare] = read(patient({ ...at('03'), identifier: [], gender: undefined })).said
  assert.deepEqual([stands(numbered!).nhsNumber, stands(numbered!).sex], [ANN, 'female'])
  assert.deepEqual(
    [stands(numbered!, bare!).nhsNumber, stands(numbered!, bare!).sex],
    [undefined, undefined],
  )
  const both = stands(message('01', { nhsNumber: BOB, sex: 'male' }), numbered!, bare!)
  assert.deepEqual([both.nhsNumber, both.sex], [BOB, 'male'])
  assert.equal(stands(numbered!, message('04', { family: 'Newer' })).family, 'Newer')
  assert.equal(stands(numbered!, message('01', { family: 'Older' })).family, 'Tester')
  assert.equal(stands(numbered!, message('04', { birthDate: null })).birthDate, undefined)
})

test('what the telephones and e-mails of a Patient are takes the place of what messages said of them', () => {
  const personId = personIdOf(SOURCE, 'p', 'FHIR')
  const key = JSON.stringify(['FHIR', 'p'])
  const fields = {
    phones: ['1'],
    workPhones: ['2'],
    phonesMobile: ['1'],
    workEmails: ['a@b.example'],
  }
  const stamp = '2026-02-01T08:00:00.000Z~3'
  const message: Said = { personId, about: PERSON, key, stamp, fields }
  const stands = (more: Json) => {
    const [said] = read(patient({ meta: { lastUpdated: '2026-02-02T08:00:00Z' }, ...more })).said
    return tell(SOURCE, mergeSaid([], [message, said!]), []).people[0]!
  }
  const silent = stands({})
  assert.deepEqual([silent.phones, silent.emails], [['1', '2'], ['a@b.example']])
  const phone = stands({ telecom: [{ system: 'phone', value: '3' }] })
  assert.deepEqual(
    [phone.phones, phone.phoneUses, phone.emails],
    [['3'], undefined, ['a@b.example']],
  )
  const email = stands({ telecom: [{ system: 'email', value: 'c@d.example' }] })
  assert.deepEqual([email.phones, email.emails], [['1', '2'], ['c@d.example']])
})

test('a Patient keeps what else somebody is called, or was', () => {
  const names = [
    { use: 'official', family: 'Okello', given: ['Martha', 'Jane'] },
    { use: 'usual', given: ['Marty'] },
    { use: 'maiden', family: 'Doyle', given: ['Martha'] },
    { use: 'usual', family: 'Smith', given: ['Martha'], period: { end: '2020-01-01' } },
    { use: 'anonymous', family: 'Nobody' },
    { use: 'official', family: 'OKELLO', given: ['Martha', 'Jane'] },
  ]
  const [said] = read(patient({ name: names })).said
  const [person] = tell(SOURCE, mergeSaid([], [said!]), []).people
  assert.deepEqual([person!.family, person!.given], ['Okello', ['Martha', 'Jane']])
  assert.deepEqual(person!.otherNames, [
    { use: 'nickname', given: ['Marty'] },
    { use: 'maiden', family: 'Doyle', given: ['Martha'] },
    { use: 'old', family: 'Smith', given: ['Martha'] },
  ])
})

test('nobody was born or has died on a day to come', () => {
  for (const day of ['9999-12-31', '2027-01-01']) {
    const reading = read(patient({ deceasedDateTime: day }))
    const [person] = tell(SOURCE, mergeSaid([], reading.said), []).people
    assert.deepEqual([person!.dead, person!.deathDate], [undefined, undefined])
    assert.deepEqual(reading.passedOver, ['Patient.deceased[x]'])
    const unborn = read(patient({ birthDate: day }))
    assert.equal(tell(SOURCE, mergeSaid([], unborn.said), []).people[0]!.birthDate, undefined)
    assert.deepEqual(unborn.passedOver, ['Patient.birthDate'])
  }
})

test('the record, and who is who, follow: numbers withdrawn, records replaced, deaths, addresses', async (t) => {
  const { load, own, databases } = await testRecord(t)
  const at = (day: string) => ({ meta: { lastUpdated: `2026-01-${day}T00:00:00Z` } })
  const members = async (id: string) => {
    const { rows } = await databases.care.short.query<{ members: string[] }>(
      'select members from people.link where person_id = $1',
      [personIdOf(SOURCE, id, 'FHIR')],
    )
    return rows[0]!.members.length
  }
  const who = (id: string, nhsNumber: string | undefined, more: Json = {}) =>
    patient({
      id,
      identifier: nhsNumber === undefined ? [] : [{ system: NHS, value: nhsNumber }],
      ...more,
    })
  // A wrong number is taken off: the two are one no more.
  await load(
    SOURCE,
    who('p', ANN, at('01')),
    who('q', ANN, { name: [{ family: 'Tester', given: ['Anna'] }] }),
  )
  assert.equal(await members('p'), 2)
  await load(SOURCE, who('p', undefined, at('02')))
  assert.deepEqual([await members('p'), await members('q')], [1, 1])
  // Replaced by another, which is who they are; and no longer, once the source takes that back.
  const link = (type: string, other: string) => ({
    link: [{ type, other: { reference: `Patient/${other}` } }],
  })
  const old = {
    name: [{ family: 'Oldname', given: ['Annie'] }],
    birthDate: '1950-06-01',
    active: false,
  }
  await load(
    SOURCE,
    who('old', undefined, { ...old, ...at('01'), ...link('replaced-by', 'new') }),
    who('new', BOB, { name: [{ family: 'Baker', given: ['Bob'] }], deceasedBoolean: true }),
  )
  assert.equal(await members('old'), 2)
  assert.equal((await own(BOB)).who.name, 'Bob Baker')
  const [bob] = await readPersons(databases.care.short, [personIdOf(SOURCE, 'new', 'FHIR')])
  assert.equal(bob!.dead, true)
  await load(SOURCE, who('old', undefined, { ...old, ...at('02') }))
  assert.deepEqual([await members('old'), await members('new')], [1, 1])
  await load(
    SOURCE,
    who('here', OLD, {
      name: [{ family: 'Cole', given: ['Cat'] }],
      address: [{ use: 'home', text: '1 Lane, Town, ZX1 1ZX' }],
      ...link('seealso', 'there'),
    }),
    who('there', undefined, { name: [{ family: 'Cole', given: ['Cat'] }] }),
  )
  assert.equal(await members('there'), 2)
  assert.equal((await own(OLD)).who.address[0]!.value, '1 Lane, Town, ZX1 1ZX')
})
