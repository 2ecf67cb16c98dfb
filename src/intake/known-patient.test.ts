import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { JsonObject } from '../record/index.ts'
import { readPatient } from './fhir-patient.ts'
import { besidePerson, withPerson } from './known-patient.ts'
import type { FieldValue, Stamped } from './latest.ts'
import { packed, unpacked } from './latest.ts'
import { PATIENT, personFrom, personKey } from './person-fields.ts'
import { NO_FILE } from './reading.ts'

const NOW = '2026-03-10T09:00:00.000Z'
const KEY = personKey('FHIR', 'H1')

const word = fc.constantFrom('', 'Okello', 'José', ' Anne ', '9990123454', '9990123455', 'x')
const some = <T>(one: fc.Arbitrary<T>) => fc.option(one, { nil: undefined })
const patient = fc.record({
  identifier: some(
    fc.array(
      fc.record({
        system: fc.constantFrom('https://fhir.nhs.uk/Id/nhs-number', 'urn:b', 'urn:a'),
        value: word,
      }),
    ),
  ),
  name: some(fc.array(fc.record({ family: word, given: fc.array(word, { maxLength: 3 }) }))),
  telecom: some(
    fc.array(fc.record({ system: fc.constantFrom('phone', 'email', 'sms'), value: word })),
  ),
  birthDate: some(fc.constantFrom('1944-03-12', '1944', 'never')),
  deceasedBoolean: some(fc.boolean()),
  deceasedDateTime: some(fc.constantFrom('2020-01-01', '1900-01-01')),
  gender: some(fc.constantFrom('female', 'none')),
  address: some(fc.array(fc.record({ line: fc.array(word), postalCode: word }), { maxLength: 2 })),
  generalPractitioner: some(fc.array(fc.record({ display: word }), { maxLength: 2 })),
  contact: some(fc.array(fc.record({ name: fc.record({ text: word }) }), { maxLength: 2 })),
})

/** As it goes into the database and comes out again. */
function kept<T>(value: T): T {
  return JSON.parse(JSON.stringify(value)) as T
}

function knownOf(resource: JsonObject): Stamped {
  const from = { file: NO_FILE, resource }
  const { fields } = readPatient(resource, from, NOW)
  return kept({ [PATIENT]: ['2026~4', fields as FieldValue] }) as unknown as Stamped
}

test('what stands with people is put together again word for word', () => {
  let beside = 0
  fc.assert(
    fc.property(patient, (resource) => {
      const known = knownOf(kept(resource) as unknown as JsonObject)
      const person = personFrom('s', KEY, known)
      const text = besidePerson(known, person)
      if (text === undefined) return
      beside += 1
      assert.deepEqual(withPerson(text, kept(person)), known)
    }),
    { numRuns: 500 },
  )
  assert.ok(beside > 400)
})

test('what a message has said of somebody too has a row of its own', () => {
  const known = { ...knownOf({ birthDate: '1944-03-12' }), phones: ['2026~1', ['1']] } as Stamped
  assert.equal(besidePerson(known, personFrom('s', KEY, known)), undefined)
})

test('what was said at several times is unpacked as it was packed', () => {
  const field = fc.tuple(fc.constantFrom('2026~1', '2025~2', '0'), fc.constantFrom('a', null, true))
  fc.assert(
    fc.property(fc.dictionary(fc.constantFrom('a', 'b', 'ids urn:x', '1'), field), (told) => {
      const known = { ...told } as unknown as Stamped
      assert.deepEqual(unpacked(kept(packed(known))), known)
    }),
  )
})
