import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import fc from 'fast-check'
import { personIdOf } from '../people/index.ts'
import { readFhirEntry, readFhirResource } from './fhir.ts'
import { resourceTypes } from './fhir-types.ts'
import { parseJson } from './json-value.ts'
import { mergeSaid, tell } from './merged.ts'
import { readItem } from './read-item.ts'
import { NO_FILE, type ReadContext, Unreadable } from './reading.ts'
import { testContext } from './testing.ts'

const SOURCE = 'mere-general'
const SHARED = join(import.meta.dirname, '../../../shared/testdata')
const NHS = 'https://fhir.nhs.uk/Id/nhs-number'

type Json = Record<string, unknown>

function bytesOf(value: unknown): Buffer {
  return Buffer.from(typeof value === 'string' ? value : JSON.stringify(value))
}

function contextOf(bytes: Buffer, people: [string, string][] = []): ReadContext {
  const aliases = people.map(([alias, id]) => [`urn:uuid:${alias}`, `Patient/${id}`] as const)
  const file = { ...NO_FILE, aliases: new Map(aliases), bases: new Set(['example.org/fhir/R4']) }
  return testContext(bytes, { source: SOURCE, kind: 'fhir-bundle', file })
}

const readOne = (value: unknown, people?: [string, string][]) =>
  readFhirResource(bytesOf(value), contextOf(bytesOf(value), people))

function told(...values: unknown[]) {
  const readings = values.map((value) => readOne(value))
  return tell(
    SOURCE,
    mergeSaid(
      [],
      readings.flatMap(({ said }) => said),
    ),
    readings,
  )
}

function refused(value: unknown): [string, string | undefined] {
  try {
    readOne(value)
  } catch (error) {
    if (error instanceof Unreadable) return [error.message, error.place]
    throw error
  }
  return ['it was read', undefined]
}

const martha: Json = {
  resourceType: 'Patient',
  id: 'H0012345',
  identifier: [
    {
      extension: [
        {
          url: 'https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore-NHSNumberVerificationStatus',
          valueCodeableConcept: { coding: [{ code: '01' }] },
        },
      ],
      system: NHS,
      value: '999 012 3454',
    },
    { system: 'https://meregeneral.example.org/hospital-number', value: 'H0012345' },
    { system: 'urn:empty', value: '' },
    { value: 'no system' },
  ],
  name: [
    { use: 'old', family: 'Adeyemi', given: ['Martha'] },
    { use: 'official', family: 'Okello', given: ['Martha', 'Jane'] },
  ],
  telecom: [
    { system: 'phone', value: '07700 900123' },
    { system: 'email', value: 'm@example.org' },
  ],
  gender: 'female',
  birthDate: '1944-03-12',
  address: [{ use: 'home', line: ['1 Mere Street', ''], city: 'Southmere', postalCode: 'SM1 1AA' }],
  generalPractitioner: [{ reference: 'Organization/Y90001', display: 'Mere Street Surgery' }],
}

test('a patient becomes a person; empty identifiers identify nobody', () => {
  const { people, resources } = told(martha)
  const { asAt: _, ...person } = people[0]!
  assert.deepEqual(person, {
    source: SOURCE,
    sourceId: 'H0012345',
    authority: 'FHIR',
    personId: personIdOf(SOURCE, 'H0012345', 'FHIR'),
    nhsNumber: '9990123454',
    nhsNumberStatus: '01',
    nhsNumberAsGiven: undefined,
    identifiers: [{ system: 'https://meregeneral.example.org/hospital-number', value: 'H0012345' }],
    family: 'Okello',
    given: ['Martha', 'Jane'],
    otherNames: [{ use: 'old', family: 'Adeyemi', given: ['Martha'] }],
    birthDate: '1944-03-12',
    deathDate: undefined,
    dead: undefined,
    restricted: undefined,
    sex: 'female',
    address: { lines: ['1 Mere Street'], city: 'Southmere', postcode: 'SM1 1AA' },
    phones: ['07700 900123'],
    emails: ['m@example.org'],
    gpPractice: { code: 'Y90001', name: 'Mere Street Surgery' },
    ethnicity: undefined,
    language: undefined,
    pronouns: undefined,
    merges: undefined,
  })
  assert.deepEqual(
    resources.map(({ content }) => content),
    [martha],
  )
})

test('an NHS number that fails its check is kept as given, with a warning', () => {
  const baby = { ...martha, identifier: [{ system: NHS, value: '9912003890' }] }
  assert.equal(readOne(baby).warnings.length, 1)
  const [person] = told(baby).people
  assert.equal(person!.nhsNumber, undefined)
  assert.equal(person!.nhsNumberAsGiven, '9912003890')
})

const subject = (reference: unknown) => ({
  resourceType: 'Condition',
  id: 'c1',
  subject: typeof reference === 'string' ? { reference } : reference,
})

test('references of every form lead to the person', () => {
  const urn = '057aa36e-b892-9964-75b9-ffb46b097e34'
  const hospital = 'https://meregeneral.example.org/hospital-number'
  const forms: [unknown, string, [string, string][]][] = [
    ['Patient/H1', 'H1', []],
    ['Patient/H1/_history/3', 'H1', []],
    ['https://example.org/fhir/R4/Patient/H1', 'H1', []],
    ['HTTP://EXAMPLE.org:80/fhir/R4/Patient/H1/_history/2', 'H1', []],
    [`urn:uuid:${urn}`, urn, []],
    [`urn:uuid:${urn}`, 'H1', [[urn, 'H1']]],
    [`URN:UUID:${urn.toUpperCase()}`, 'H1', [[urn, 'H1']]],
    [{ identifier: { system: NHS, value: '9990123454' } }, '9990123454', []],
    [`Patient?identifier=${NHS}|9990123454`, '9990123454', []],
    [`Patient?identifier=${encodeURIComponent(`${hospital}|H0012345`)}`, 'H0012345', []],
    [
      {
        reference: 'https://other.example/Patient/7',
        identifier: { system: NHS, value: '9990123454' },
      },
      '9990123454',
      [],
    ],
  ]
  for (const [reference, id, people] of forms) {
    const [resource] = readOne(subject(reference), people).resources
    const authority = /^\d{10}$/.test(id) ? 'NHS' : id.startsWith('H00') ? hospital : 'FHIR'
    assert.equal(resource!.personId, personIdOf(SOURCE, id, authority), JSON.stringify(reference))
  }
})

test('what R4 lets be about nobody is kept, in nobody’s record, and named', () => {
  for (const type of ['Encounter', 'Observation', 'DiagnosticReport']) {
    const { said, resources, passedOver } = readOne({ resourceType: type, id: 'x' })
    assert.deepEqual([said, resources, passedOver], [[], [], [`${type}.subject`]])
  }
  assert.deepEqual(readOne({ resourceType: 'OperationOutcome' }).passedOver, ['OperationOutcome'])
})

test('what belongs to somebody unnamed is never kept as if it were nobody’s', () => {
  const nobody = ['it does not say about whom it is', 'Condition.subject'] as [string, string]
  assert.deepEqual(refused(subject(undefined)), nobody)
  const refusal = (reference: unknown) => refused(subject(reference))[0]
  assert.match(refusal('Group/7'), /about a Group, not about a patient/)
  assert.match(refusal('Location/7'), /about a Location, not/)
  assert.match(refusal('#p'), /stands nowhere in it/)
  assert.match(refusal('urn:uuid:patient-7'), /stands nowhere in its bundle/)
  assert.match(refusal('https://other.example/fhir/Patient/7'), /another server/)
  assert.match(refusal('Patient/NULL'), /stands nowhere/)
  assert.match(refused(subject('Patient?name=x'))[0], /search/)
  const organisation = { resourceType: 'Organization', id: 'RXS', name: 'Mere General' }
  assert.equal(readOne(organisation).resources[0]!.personId, undefined)
  const provenance = {
    resourceType: 'Provenance',
    id: 'p',
    target: [{ reference: 'urn:uuid:a' }, { reference: 'urn:uuid:b' }],
  }
  assert.match(refused(provenance)[0], /stands nowhere in its bundle/)
  const known = readOne(provenance, [['b', 'b']]).resources[0]!
  assert.equal(known.personId, personIdOf(SOURCE, 'b', 'FHIR'))
})

test('encounters become stays, attendances and contacts; procedures and vaccinations events', () => {
  const encounter = (code: string, more: Json = {}) => ({
    resourceType: 'Encounter',
    id: `e-${code}`,
    status: 'in-progress',
    class: { code },
    subject: { reference: 'Patient/H1' },
    period: { start: '2026-03-01T10:00:00Z' },
    serviceProvider: { identifier: { value: 'RXS' }, display: 'Mere General' },
    location: [{ location: { display: 'Ward 6' } }],
    ...more,
  })
  const { events, resources } = told(
    encounter('IMP'),
    encounter('EMER', { status: 'finished', period: { start: '2026-02-01', end: '2026-02-02' } }),
    encounter('HH'),
    {
      resourceType: 'Procedure',
      id: 'p',
      status: 'not-done',
      subject: { reference: 'Patient/H1' },
    },
    {
      resourceType: 'Immunization',
      id: 'i',
      status: 'completed',
      patient: { reference: 'Patient/H1' },
    },
    {
      resourceType: 'ServiceRequest',
      id: 's',
      intent: 'order',
      subject: { reference: 'Patient/H1' },
    },
  )
  assert.deepEqual(events.map(({ kind, status }) => `${kind} ${status}`).sort(), [
    'attendance finished',
    'contact active',
    'immunisation finished',
    'procedure cancelled',
    'stay active',
  ])
  const stay = events.find(({ kind }) => kind === 'stay')!
  assert.equal(stay.organisation, 'RXS')
  assert.equal(stay.unit, 'Ward 6')
  assert.equal(resources.length, 6)
})

test('bad items are refused with a sentence and a place', () => {
  const cases: [unknown, RegExp, string | undefined][] = [
    [{ ...martha, birthDate: '2026-02-31' }, /31 February 2026/, 'Patient.birthDate'],
    [
      { resourceType: 'Condition', onsetPeriod: { start: '2025-13-01' } },
      /month 13/,
      'Condition.onsetPeriod.start',
    ],
    [{ resourceType: 'Spaceship', id: '1' }, /no resource of this type/, 'resourceType'],
    [{ url: 'x', valueString: 'y' }, /without a resourceType/, undefined],
    ['"text"', /not an object/, undefined],
    [
      '{"resourceType":"Patient","name":[{"family":"\\ud800"}]}',
      /half of a character/,
      'Patient.name[0].family',
    ],
    ['{"resourceType":"Patient","id":"a\\u0000"}', /NUL/, 'Patient.id'],
    [
      '{"resourceType":"Patient","multipleBirthInteger":1e999}',
      /number is too large/,
      'Patient.multipleBirthInteger',
    ],
    ['{"resourceType":"Patient","name":[1e-20000]}', /too small/, 'Patient.name[0]'],
    [
      `{"resourceType":"Patient","okello":0.${'3'.repeat(20_000)}}`,
      /too large/,
      'Patient.(no element of R4)',
    ],
    [
      `{"resourceType":"Patient","name":${'['.repeat(500)}${']'.repeat(500)}}`,
      /nested/,
      'Patient.name[0][0]',
    ],
    [{ ...martha, id: 'Unknown' }, /stands for nothing/, 'Patient.id'],
    [{ resourceType: 'MedicationOrder' }, /FHIR DSTU2/, 'resourceType'],
    ['{"resourceType":"Patient",}', /not valid JSON/, 'character 27'],
    ['{"resourceType":"Patient","active":tru}', /not valid JSON/, 'character 39'],
    [{ resourceType: 'Patient', id: 7 }, /id is not text/, 'Patient.id'],
  ]
  for (const [value, sentence, place] of cases) {
    const [message, where] = refused(value)
    assert.match(message, sentence)
    assert.equal(where, place, message)
  }
  const latin = Buffer.from('{"resourceType":"Patient","id":"Ren\xe9e"}', 'latin1')
  assert.throws(() => readFhirResource(latin, contextOf(latin)), { place: 'byte 35' })
})

test('an entry that holds no resource says so', () => {
  const entry = (value: Json) => () => readFhirEntry(bytesOf(value), contextOf(bytesOf(value)))
  assert.deepEqual(entry({ request: { method: 'GET', url: 'Patient/1' } })().passedOver, [
    'Bundle.entry.request',
  ])
  assert.throws(entry({ request: { method: 'PATCH', url: 'Patient/1' } }), /asks for a change/)
  assert.throws(entry({ request: { method: 'DELETE', url: 'Patient/1' } }), /deletion/)
  assert.throws(entry({}), /no resource/)
  const named = { fullUrl: 'urn:uuid:7', resource: { resourceType: 'Organization' } }
  assert.equal(entry(named)().resources[0]!.sourceId, '7')
})

test('whatever stands anywhere in a resource, it is read or refused, and never a crash', () => {
  const whole: Json[] = [
    {
      ...martha,
      contact: [{ name: { text: 'x' } }],
      link: [{ type: 'refer', other: { reference: 'Patient/2' } }],
    },
    {
      resourceType: 'Encounter',
      id: 'e',
      status: 'in-progress',
      class: { code: 'IMP' },
      subject: { reference: 'Patient/1' },
      period: { start: '2026-01-01' },
      location: [{ location: { display: 'x' }, physicalType: { coding: [{ code: 'wa' }] } }],
      hospitalization: { dischargeDisposition: { text: 'x' } },
      serviceProvider: { identifier: { value: 'x' } },
    },
    {
      resourceType: 'Bundle',
      type: 'history',
      entry: [{ fullUrl: 'urn:uuid:x', resource: martha, request: { method: 'POST', url: 'x' } }],
    },
    {
      resourceType: 'Procedure',
      id: 'o',
      status: 'completed',
      subject: { reference: 'Patient/1', identifier: { system: 'x', value: 'y' } },
      contained: [{ resourceType: 'Patient', id: 'x', identifier: [{ system: NHS, value: '1' }] }],
      performedPeriod: { start: '2026-01-01' },
      bodySite: [{ text: 'x' }],
    },
  ]
  const odd = fc.oneof(
    fc.jsonValue(),
    fc.constantFrom(
      '__proto__',
      'constructor',
      '#x',
      '#',
      'urn:uuid:',
      'Patient/',
      'a|b',
      [null],
      {},
    ),
  )
  const put = (value: unknown, path: readonly number[], what: unknown): unknown => {
    const [step, ...rest] = path
    if (step === undefined || typeof value !== 'object' || value === null) return what
    const entries = Object.entries(value)
    if (entries.length === 0) return what
    const [key, member] = entries[step % entries.length]!
    const changed = put(member, rest, what)
    if (Array.isArray(value)) return value.with(Number(key), changed)
    return { ...value, [key]: changed }
  }
  fc.assert(
    fc.property(
      fc.constantFrom(...whole),
      fc.array(fc.nat({ max: 20 }), { minLength: 1, maxLength: 6 }),
      odd,
      (resource, path, what) => {
        const bytes = bytesOf(put(resource, path, what))
        const kind = 'fhir-resource'
        const { ok } = readItem({ kind, bytes }, testContext(bytes, { source: SOURCE, kind }))
        assert.equal(typeof ok, 'boolean')
      },
    ),
    { numRuns: 3_000 },
  )
})

test('the list of types is that of R4', () => {
  assert.equal(resourceTypes().length, 146)
  assert.equal(new Set(resourceTypes()).size, 146)
})

test('published parsing cases: accepted, refused or either, and never a crash', (t) => {
  const folder = join(SHARED, 'inputs/json/test_parsing')
  if (!existsSync(folder)) return t.skip('the shared parsing cases are not here')
  for (const file of readdirSync(folder)) {
    const bytes = readFileSync(join(folder, file))
    let read = true
    try {
      parseJson(bytes)
    } catch (error) {
      assert.ok(error instanceof Unreadable, file)
      read = false
    }
    if (file.startsWith('n_')) assert.equal(read, false, file)
    // What is legal JSON and still refused: halves of characters, NUL.
    const unkeepable = /null_byte|escaped_null|null_escape|u0000|surrogate|nonchar/i.test(file)
    if (file.startsWith('y_') && !unkeepable) assert.equal(read, true, file)
  }
})

test('every UK Core example is read or refused with a sentence', (t) => {
  const folder = join(SHARED, 'fhir/ukcore/examples-json')
  if (!existsSync(folder)) return t.skip('the shared UK Core examples are not here')
  const files = readdirSync(folder).filter((file) => file.endsWith('.json'))
  const refusals = files.map((file) => {
    const bytes = readFileSync(join(folder, file))
    try {
      readFhirResource(bytes, contextOf(bytes))
      return 0
    } catch (error) {
      assert.ok(error instanceof Unreadable, file)
      return 1
    }
  })
  const count = refusals.reduce((sum: number, one) => sum + one, 0)
  assert.ok(count < 15, `${count} of ${files.length}`)
})
