/**
 * What sources send of Martha Okello in codes alone: each kind of thing that a page shows, with no word beside its
 * code. The codes are made up, so that no list of ours knows one.
 */
const SNOMED = 'http://snomed.info/sct'
let last = 990_000_000
function coded() {
  last += 1
  return { coding: [{ system: SNOMED, code: String(last) }] }
}
const status = (code: string) => ({ coding: [{ code }] })

export const NHS_NUMBER = '9990123454'

const PERSON = {
  resourceType: 'Patient',
  id: 'CODED',
  identifier: [{ system: 'https://fhir.nhs.uk/Id/nhs-number', value: NHS_NUMBER }],
  name: [{ family: 'Okello', given: ['Martha'] }],
  birthDate: '1944-03-12',
  gender: 'female',
  communication: [{ language: { coding: [{ system: 'urn:ietf:bcp:47', code: 'lg' }] } }],
}
const RESOURCES: Record<string, unknown>[] = [
  {
    resourceType: 'Condition',
    clinicalStatus: status('active'),
    verificationStatus: status('confirmed'),
    code: coded(),
    severity: coded(),
    bodySite: [coded()],
    category: [coded()],
    stage: [{ summary: coded() }],
    onsetDateTime: '2021-04',
  },
  {
    resourceType: 'AllergyIntolerance',
    clinicalStatus: status('active'),
    verificationStatus: status('confirmed'),
    code: coded(),
    reaction: [{ manifestation: [coded()], exposureRoute: coded(), substance: coded() }],
  },
  {
    resourceType: 'MedicationRequest',
    status: 'active',
    intent: 'order',
    medicationCodeableConcept: coded(),
    authoredOn: '2026-01-10',
    reasonCode: [coded()],
    dosageInstruction: [
      {
        route: coded(),
        method: coded(),
        site: coded(),
        additionalInstruction: [coded()],
        asNeededCodeableConcept: coded(),
        timing: { code: { coding: [{ code: 'BID' }] } },
      },
    ],
  },
  {
    resourceType: 'MedicationStatement',
    status: 'on-hold',
    medicationCodeableConcept: coded(),
    statusReason: [coded()],
    category: coded(),
    dateAsserted: '2026-02-10',
  },
  { resourceType: 'Flag', status: 'active', code: coded(), category: [coded()] },
  {
    resourceType: 'Goal',
    lifecycleStatus: 'active',
    description: coded(),
    achievementStatus: coded(),
    priority: coded(),
  },
  {
    resourceType: 'CarePlan',
    status: 'active',
    intent: 'plan',
    category: [coded()],
    activity: [{ detail: { status: 'in-progress', code: coded() } }],
  },
  {
    resourceType: 'CareTeam',
    status: 'active',
    category: [coded()],
    participant: [{ role: [coded()], member: { display: 'Ros Hale' } }],
  },
  {
    resourceType: 'RelatedPerson',
    active: true,
    name: [{ text: 'Joy Okello' }],
    relationship: [coded()],
    communication: [{ language: coded() }],
  },
  {
    resourceType: 'Consent',
    status: 'active',
    scope: status('adr'),
    category: [coded()],
    provision: { type: 'deny', code: [coded()] },
  },
  {
    resourceType: 'Procedure',
    status: 'completed',
    code: coded(),
    bodySite: [coded()],
    outcome: coded(),
    reasonCode: [coded()],
    complication: [coded()],
    performedDateTime: '2025-12-03',
  },
  {
    resourceType: 'Immunization',
    status: 'completed',
    vaccineCode: coded(),
    reasonCode: [coded()],
    occurrenceDateTime: '2025-10-03',
  },
  {
    resourceType: 'Encounter',
    status: 'finished',
    class: { code: 'AMB' },
    type: [coded()],
    reasonCode: [coded()],
    serviceType: coded(),
    serviceProvider: { identifier: { value: 'RQ9' } },
    period: { start: '2026-01-12T09:00:00Z', end: '2026-01-12T09:30:00Z' },
  },
  {
    resourceType: 'Encounter',
    status: 'finished',
    class: { code: 'XX' },
    type: [coded()],
    period: { start: '2026-01-14T09:00:00Z', end: '2026-01-14T09:30:00Z' },
  },
  {
    resourceType: 'Observation',
    status: 'final',
    code: coded(),
    valueCodeableConcept: coded(),
    interpretation: [coded()],
    component: [{ code: coded(), valueQuantity: { value: 3, unit: 'mmol/L' } }],
    effectiveDateTime: '2026-01-12',
  },
  { resourceType: 'DocumentReference', status: 'current', type: coded() },
  { resourceType: 'Specimen', status: 'available', type: coded() },
]
/** A practice's FHIR R4 bundle. */
export function codedBundle(): string {
  const subject = { reference: 'Patient/CODED' }
  const about = { subject, patient: subject }
  const entry = [PERSON, ...RESOURCES.map((one, at) => ({ id: `CODED${at}`, ...one, ...about }))]
  return JSON.stringify({
    resourceType: 'Bundle',
    type: 'collection',
    entry: entry.map((resource) => ({ resource })),
  })
}

/** The hospital's message of a visit to come and gone, with codes that no list has. */
export function codedMessage(sentAt: string): string {
  const pv1 = Array.from({ length: 46 }, () => '')
  Object.assign(pv1, { 0: 'PV1', 1: '1', 2: 'I', 3: 'Ward 6^^^RQ9', 4: '28b', 10: '35276' })
  Object.assign(pv1, { 19: 'CODED1', 36: '61', 37: '77', 44: '202601100900', 45: '202601120900' })
  return [
    `MSH|^~\\&|MEREPAS|RXS|||${sentAt}||ADT^A03^ADT_A03|CODED1|P|2.4`,
    `EVN|A03|${sentAt}`,
    `PID|1||CODED^^^RXS^MR~${NHS_NUMBER}^^^NHS^NH||Okello^Martha||19440312|F`,
    pv1.join('|'),
    'PV2|||R99',
    'DG1|1||J18.9^^I10',
    'DG1|2||990099999^Something real^SCT',
  ].join('\r')
}
