import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { gunzipSync } from 'node:zlib'
import type { JsonObject } from '../record/index.ts'
import { readFhirResource } from './fhir.ts'
import { otherVersion, versionOfType } from './fhir-shapes.ts'
import { resourceTypes } from './fhir-types.ts'
import { Unreadable } from './reading.ts'
import { testContext } from './testing.ts'

const SHARED = join(import.meta.dirname, '../../../shared/testdata/fhir')

const TEXT = { text: 'x' }
const REFERENCE = { reference: 'Patient/p' }
const CONCEPT = { concept: TEXT }

/** What HL7 lists as changed between its versions, type by type: a resource with it is of the version named. */
const DIFFERENCES: Record<string, [string, JsonObject][]> = {
  AllergyIntolerance: [
    ['STU3', { clinicalStatus: 'active' }],
    ['STU3', { verificationStatus: 'entered-in-error' }],
    ['STU3', { assertedDate: '2017-01-01' }],
    ['DSTU2', { substance: TEXT }],
    ['R5', { type: TEXT }],
    ['R5', { participant: [] }],
    ['R5', { reaction: [{ manifestation: [CONCEPT] }] }],
  ],
  Condition: [
    ['STU3', { verificationStatus: 'refuted' }],
    ['STU3', { abatementBoolean: true }],
    ['STU3', { context: REFERENCE }],
    ['STU3', { stage: { summary: TEXT } }],
    ['DSTU2', { patient: REFERENCE }],
    ['R5', { participant: [{ actor: REFERENCE }] }],
    ['R5', { evidence: [CONCEPT] }],
  ],
  Encounter: [
    ['STU3', { reason: [TEXT] }],
    ['STU3', { diagnosis: [{ condition: REFERENCE, role: TEXT }] }],
    ['STU3', { incomingReferral: [REFERENCE] }],
    ['DSTU2', { class: 'inpatient' }],
    ['R5', { class: [TEXT] }],
    ['R5', { actualPeriod: { start: '2026-01-01' } }],
    ['R5', { status: 'completed' }],
    ['R5', { status: 'discharged' }],
    ['R5', { reason: [{ use: [TEXT], value: [CONCEPT] }] }],
    ['R5', { diagnosis: [{ condition: [CONCEPT] }] }],
    ['R5', { admission: { admitSource: TEXT } }],
    ['R5', { participant: [{ actor: REFERENCE }] }],
  ],
  EpisodeOfCare: [['R5', { diagnosis: [{ condition: [CONCEPT] }] }]],
  Flag: [['STU3', { category: TEXT }]],
  Goal: [
    ['STU3', { status: 'in-progress' }],
    ['STU3', { target: { measure: TEXT } }],
    ['R5', { continuous: true }],
  ],
  Immunization: [
    ['STU3', { notGiven: true }],
    ['STU3', { date: '2017-01-01' }],
    ['DSTU2', { wasNotGiven: true }],
    ['R5', { reason: [CONCEPT] }],
    ['R5', { protocolApplied: [{ doseNumber: '1' }] }],
  ],
  MedicationAdministration: [
    ['STU3', { notGiven: true }],
    ['R5', { medication: CONCEPT }],
    ['R5', { occurenceDateTime: '2026-01-01' }],
  ],
  MedicationDispense: [
    ['STU3', { notDone: true }],
    ['STU3', { dosageInstruction: [{ doseQuantity: { value: 1 } }] }],
    ['R5', { medication: CONCEPT }],
  ],
  MedicationRequest: [
    ['STU3', { context: REFERENCE }],
    ['STU3', { requester: { agent: REFERENCE } }],
    ['STU3', { category: TEXT }],
    ['STU3', { dosageInstruction: [{ doseRange: {} }] }],
    ['R5', { medication: CONCEPT }],
    ['R5', { reason: [CONCEPT] }],
    ['R5', { performer: [REFERENCE] }],
    ['R5', { dosageInstruction: [{ asNeeded: true }] }],
  ],
  MedicationStatement: [
    ['STU3', { taken: 'n' }],
    ['STU3', { dosage: [{ rateRatio: {} }] }],
    ['DSTU2', { wasNotTaken: true }],
    ['R5', { medication: CONCEPT }],
    ['R5', { adherence: { code: TEXT } }],
    ['R5', { status: 'recorded' }],
  ],
  Medication: [
    ['STU3', { isBrand: false }],
    ['R5', { ingredient: [{ item: CONCEPT }] }],
  ],
  Observation: [
    ['STU3', { related: [] }],
    ['STU3', { interpretation: TEXT }],
    ['R5', { triggeredBy: [] }],
  ],
  Patient: [
    ['STU3', { animal: {} }],
    ['DSTU2', { careProvider: [REFERENCE] }],
  ],
  Procedure: [
    ['STU3', { notDone: true }],
    ['STU3', { performer: [{ role: TEXT }] }],
    ['DSTU2', { notPerformed: true }],
    ['R5', { occurrenceDateTime: '2026-01-01' }],
    ['R5', { reportedBoolean: true }],
    ['R5', { complication: [CONCEPT] }],
  ],
  RelatedPerson: [['STU3', { relationship: TEXT }]],
  ServiceRequest: [['R5', { code: CONCEPT }]],
  Task: [
    ['STU3', { context: REFERENCE }],
    ['R5', { requestedPeriod: {} }],
  ],
  CarePlan: [
    ['STU3', { activity: [{ detail: { prohibited: true } }] }],
    ['R5', { activity: [{ plannedActivityReference: REFERENCE }] }],
  ],
  DiagnosticReport: [
    ['STU3', { performer: [{ actor: REFERENCE }] }],
    ['R5', { study: [REFERENCE] }],
  ],
  Consent: [
    ['STU3', { except: [] }],
    ['R5', { decision: 'permit' }],
    ['R5', { provision: [{}] }],
  ],
  DocumentReference: [
    ['STU3', { class: TEXT }],
    ['R5', { context: [REFERENCE] }],
  ],
  List: [['R5', { subject: [REFERENCE] }]],
}

test('a resource in the shape of another version is known by it', () => {
  for (const [type, differences] of Object.entries(DIFFERENCES)) {
    for (const [version, content] of differences) {
      const found = otherVersion(type, { resourceType: type, id: '1', ...content })
      assert.equal(found?.version, version, `${type} ${JSON.stringify(content)}`)
    }
  }
})

test('it is refused by that name, with the element that shows it', () => {
  const refused = (value: object) => {
    const bytes = Buffer.from(JSON.stringify(value))
    try {
      readFhirResource(bytes, testContext(bytes, { source: 's', kind: 'fhir-resource' }))
    } catch (error) {
      if (error instanceof Unreadable) return `${error.place}: ${error.message}`
    }
    return 'it was read'
  }
  const allergy = { resourceType: 'AllergyIntolerance', id: 'a', patient: REFERENCE, code: TEXT }
  assert.equal(refused(allergy), 'it was read')
  assert.equal(
    refused({ ...allergy, verificationStatus: 'entered-in-error' }),
    'AllergyIntolerance.verificationStatus: it is written as FHIR STU3 has it, and only R4 is read',
  )
  const profile = [
    'https://fhir.nhs.uk/STU3/StructureDefinition/CareConnect-GPC-AllergyIntolerance-1',
  ]
  assert.match(refused({ ...allergy, meta: { profile } }), /meta.profile: .*STU3/)
  const either = { resourceType: 'DetectedIssue', id: 'd', patient: REFERENCE, category: TEXT }
  assert.match(refused(either), /FHIR STU3 has it/)
  for (const [type, version] of [
    ['ProcedureRequest', 'STU3'],
    ['MedicationOrder', 'DSTU2'],
    ['Transport', 'R5'],
  ]) {
    assert.equal(
      refused({ resourceType: type, id: '1' }),
      `resourceType: this type is of FHIR ${version}, and only R4 is read`,
    )
  }
  assert.match(refused({ resourceType: 'constructor' }), /no resource of this type/)
})

test('no type of R4 is taken for another version’s', () => {
  for (const type of resourceTypes()) assert.equal(versionOfType(type), undefined, type)
})

test('published R4 is never taken for another version', (t) => {
  if (!existsSync(SHARED)) return t.skip('the shared FHIR files are not here')
  const files = ['ukcore/examples-json', 'synthea'].flatMap((name) =>
    readdirSync(join(SHARED, name)).map((file) => join(SHARED, name, file)),
  )
  const found = files
    .filter((file) => /\.json(\.gz)?$/.test(file))
    .flatMap((file) => {
      const bytes = readFileSync(file)
      const whole = JSON.parse((file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString())
      const entries = (whole.entry ?? [{ resource: whole }]) as { resource?: JsonObject }[]
      return entries.flatMap(({ resource }) => {
        if (resource === undefined) return []
        const other = otherVersion(String(resource.resourceType), resource)
        return other === undefined ? [] : [`${file}: ${other.version} ${other.element}`]
      })
    })
  assert.deepEqual(found, [])
})
