import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { readFhirResource } from './fhir.ts'
import { TOLD_ELEMENTS } from './fhir-elements.ts'
import { testContext } from './testing.ts'

/**
 * Every element that FHIR R4 gives the resources that are told as the person or as an event, one after the other:
 * what is said must change with it, or it is named as passed over, or it is among the quiet ones.
 */
type Json = Record<string, unknown>
const FACTS = JSON.parse(
  readFileSync(join(import.meta.dirname, 'r4-told-elements.json'), 'utf8'),
) as { resources: Record<string, Record<string, string>> }

const BASE: Readonly<Record<string, Json>> = {
  Patient: { name: [{ family: 'Tester' }] },
  Encounter: { status: 'in-progress', class: { code: 'XX' }, subject: { reference: 'Patient/p' } },
  Procedure: {
    status: 'completed',
    code: { text: 'Pacemaker' },
    subject: { reference: 'Patient/p' },
  },
  Immunization: {
    status: 'completed',
    vaccineCode: { text: 'Influenza' },
    patient: { reference: 'Patient/p' },
  },
  EpisodeOfCare: { status: 'active', patient: { reference: 'Patient/p' } },
}

const REFERENCE = { reference: 'Patient/q', display: 'Sample' }
/** Values of each data type; one of them must be seen. */
const SAMPLES: Readonly<Record<string, readonly unknown[]>> = {
  Address: [{ text: '1 High Street' }],
  Age: [{ value: 45 }],
  Annotation: [{ text: 'A note' }],
  Attachment: [{ title: 'A picture' }],
  CodeableConcept: [{ text: 'Sample' }],
  Coding: [{ code: 'EMER' }],
  ContactPoint: [{ system: 'phone', value: '01632960001' }],
  Duration: [{ value: 9 }],
  Extension: [{ url: 'https://example.org/turns-it-round', valueBoolean: true }],
  HumanName: [{ family: 'Other' }],
  Identifier: [{ system: 'https://example.org', value: '1' }],
  Meta: [{ security: [{ code: 'R' }] }],
  Narrative: [{ status: 'generated', div: '<div>words</div>' }],
  Period: [{ start: '2020-01-01', end: '2021-01-01' }],
  Quantity: [{ value: 7 }],
  Range: [{ low: { value: 1 } }],
  Reference: [REFERENCE],
  Resource: [{ resourceType: 'Practitioner', id: 'x' }],
  boolean: [true, false],
  canonical: ['https://example.org/plan'],
  code: ['cancelled', 'not-done', 'male'],
  date: ['2020-02-02'],
  dateTime: ['2020-02-02'],
  integer: [2],
  string: ['Sample'],
  uri: ['https://example.org/rules'],
}
/** Something of what stands in them. */
const NESTED: Readonly<Record<string, unknown>> = {
  'Patient.contact': { name: { text: 'Ruth Okello' } },
  'Patient.communication': { language: { text: 'Welsh' } },
  'Patient.link': { type: 'seealso', other: { reference: 'Patient/q' } },
  'Encounter.diagnosis': { condition: { display: 'Pneumonia' } },
  'Encounter.hospitalization': { dischargeDisposition: { text: 'Home' } },
  'Encounter.location': { location: { display: 'Ward 6' } },
}

function told(type: string, more: Json): string {
  const bytes = Buffer.from(JSON.stringify({ resourceType: type, id: 'p', ...BASE[type], ...more }))
  const context = testContext(bytes, {
    source: 'gp',
    kind: 'fhir-resource',
    hash: '0'.repeat(64),
  })
  const { said, events, passedOver } = readFhirResource(bytes, context)
  return JSON.stringify([
    said.map(({ personId, fields }) => [personId, fields]),
    events,
    passedOver,
  ])
}

test('every type that is told has its elements, and they are R4’s', () => {
  assert.deepEqual([...TOLD_ELEMENTS.keys()].sort(), Object.keys(FACTS.resources).sort())
  for (const [type, { read, quiet }] of TOLD_ELEMENTS) {
    const known = namesOf(type).map(({ name }) => name)
    const strange = [...read, ...quiet].filter(
      (name) => !['resourceType', 'id', ...known].includes(name),
    )
    assert.deepEqual(strange, [], type)
    assert.deepEqual(
      [...read].filter((name) => quiet.has(name)),
      [],
      type,
    )
  }
})

for (const type of Object.keys(FACTS.resources)) {
  test(`${type}: what may matter is told or named`, () => {
    const { quiet } = TOLD_ELEMENTS.get(type)!
    const before = told(type, {})
    const faults = namesOf(type).flatMap(({ name, of, isModifier, repeats }) => {
      const samples = of === 'BackboneElement' ? [NESTED[`${type}.${name}`] ?? {}] : SAMPLES[of]!
      const changes = samples.some(
        (value) => told(type, { [name]: repeats ? [value] : value }) !== before,
      )
      if (changes && quiet.has(name) && name !== 'extension')
        return [`${name} is quiet, and is seen`]
      if (isModifier && quiet.has(name)) return [`${name} can turn the meaning round, and is quiet`]
      return changes || quiet.has(name) ? [] : [`${name} (${of}) is neither told nor named`]
    })
    assert.deepEqual(faults, [])
  })
}

test('an element that R4 does not have is named', () => {
  assert.match(told('Immunization', { severity: 'high' }), /Immunization\.severity/)
  assert.match(
    told('Immunization', { reaction: [{ date: '2026-01-01' }] }),
    /Immunization\.reaction/,
  )
  assert.doesNotMatch(told('Immunization', { _recorded: { id: '1' } }), /_recorded/)
})

/** `deceased[x]` of boolean and dateTime is two elements. */
function namesOf(type: string) {
  return Object.entries(FACTS.resources[type]!).flatMap(([path, words]) => {
    const all = words.split(' ')
    const types = all.filter((word) => word !== '*' && word !== '?!')
    return types.map((of) => ({
      name: path.replace('[x]', of.charAt(0).toUpperCase() + of.slice(1)),
      of,
      isModifier: all.includes('?!'),
      repeats: all.includes('*'),
    }))
  })
}

test('what a source asks to be left undone is named, since nobody here leaves it undone', () => {
  const read = (code: string) => told('Procedure', { meta: { security: [{ code }] } })
  assert.match(read('NOPAT'), /"Procedure\.meta\.security"/)
  assert.doesNotMatch(read('N'), /meta\.security/)
})
