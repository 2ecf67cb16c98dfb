/**
 * The resource types of FHIR R4 (hl7.org/fhir/R4/resourcelist.html), by whose they are. For those that are
 * a person's: where the person stands (R4 compartment of Patient). A type that holds facts about
 * somebody and does not say about whom is never kept as if it were nobody's.
 */

/** Places that name the patient and nobody else: a reference without a type there is a patient. */
const SUBJECT = ['subject']
const PATIENT = ['patient']

const PERSONAL = {
  Account: SUBJECT,
  AdverseEvent: SUBJECT,
  AllergyIntolerance: PATIENT,
  Appointment: ['participant.actor'],
  AppointmentResponse: ['actor'],
  AuditEvent: ['entity.what', 'agent.who'],
  Basic: SUBJECT,
  Binary: ['securityContext'],
  BodyStructure: PATIENT,
  CarePlan: SUBJECT,
  CareTeam: SUBJECT,
  ChargeItem: SUBJECT,
  Claim: PATIENT,
  ClaimResponse: PATIENT,
  ClinicalImpression: SUBJECT,
  Communication: ['subject', 'recipient', 'sender'],
  CommunicationRequest: ['subject', 'recipient', 'sender'],
  Composition: SUBJECT,
  Condition: SUBJECT,
  Consent: PATIENT,
  Contract: SUBJECT,
  Coverage: ['beneficiary'],
  CoverageEligibilityRequest: PATIENT,
  CoverageEligibilityResponse: PATIENT,
  DetectedIssue: PATIENT,
  DeviceRequest: SUBJECT,
  DeviceUseStatement: SUBJECT,
  DiagnosticReport: SUBJECT,
  DocumentManifest: SUBJECT,
  DocumentReference: SUBJECT,
  Encounter: SUBJECT,
  EnrollmentRequest: ['candidate'],
  EnrollmentResponse: [],
  EpisodeOfCare: PATIENT,
  ExplanationOfBenefit: PATIENT,
  FamilyMemberHistory: PATIENT,
  Flag: SUBJECT,
  Goal: SUBJECT,
  GuidanceResponse: SUBJECT,
  ImagingStudy: SUBJECT,
  Immunization: PATIENT,
  ImmunizationEvaluation: PATIENT,
  ImmunizationRecommendation: PATIENT,
  Invoice: SUBJECT,
  Linkage: ['item.resource'],
  List: SUBJECT,
  Media: SUBJECT,
  MedicationAdministration: SUBJECT,
  MedicationDispense: SUBJECT,
  MedicationRequest: SUBJECT,
  MedicationStatement: SUBJECT,
  MolecularSequence: PATIENT,
  NutritionOrder: PATIENT,
  Observation: SUBJECT,
  PaymentNotice: [],
  PaymentReconciliation: [],
  Person: ['link.target'],
  Procedure: SUBJECT,
  Provenance: ['target', 'entity.what'],
  QuestionnaireResponse: ['subject', 'source'],
  RelatedPerson: PATIENT,
  RequestGroup: SUBJECT,
  ResearchSubject: ['individual'],
  RiskAssessment: SUBJECT,
  ServiceRequest: SUBJECT,
  Specimen: SUBJECT,
  Task: ['for'],
  VisionPrescription: PATIENT,
} satisfies Record<string, readonly string[]>

/** A person's where they name one, else nobody's. */
const EITHER = {
  BiologicallyDerivedProduct: ['collection.source'],
  Device: PATIENT,
  MeasureReport: SUBJECT,
  Schedule: ['actor'],
  SupplyDelivery: PATIENT,
  SupplyRequest: ['deliverTo'],
  VerificationResult: ['target'],
} satisfies Record<string, readonly string[]>

const NOBODYS = `ActivityDefinition CapabilityStatement CatalogEntry ChargeItemDefinition CodeSystem
  CompartmentDefinition ConceptMap DeviceDefinition DeviceMetric EffectEvidenceSynthesis Endpoint
  EventDefinition Evidence EvidenceVariable ExampleScenario GraphDefinition HealthcareService
  ImplementationGuide InsurancePlan Library Location Measure Medication MedicationKnowledge
  MedicinalProduct MedicinalProductAuthorization MedicinalProductContraindication
  MedicinalProductIndication MedicinalProductIngredient MedicinalProductInteraction
  MedicinalProductManufactured MedicinalProductPackaged MedicinalProductPharmaceutical
  MedicinalProductUndesirableEffect MessageDefinition MessageHeader NamingSystem ObservationDefinition
  OperationDefinition Organization OrganizationAffiliation PlanDefinition Practitioner
  PractitionerRole Questionnaire ResearchDefinition ResearchElementDefinition ResearchStudy
  RiskEvidenceSynthesis SearchParameter Slot SpecimenDefinition StructureDefinition StructureMap
  Subscription Substance SubstanceNucleicAcid SubstancePolymer SubstanceProtein
  SubstanceReferenceInformation SubstanceSourceMaterial SubstanceSpecification
  TerminologyCapabilities TestReport TestScript ValueSet`.split(/\s+/)

/** Types that carry or answer, and are no part of anybody's record. */
const ANSWERS = ['OperationOutcome', 'Parameters']
const NOT_KEPT = {
  Group: 'this is about several people at once, and only what is about one is kept',
} satisfies Record<string, string>

/** Types that are no person's and whose words pages or people use. */
const USED = new Set(
  'HealthcareService Location Medication Organization Practitioner PractitionerRole'.split(' '),
)

/** What R4 lets be about a place, a device or a group as well as about a patient. */
const ABOUT_THINGS = new Set(
  `Account Basic Communication CommunicationRequest Composition DeviceRequest DiagnosticReport DocumentManifest
  DocumentReference Flag GuidanceResponse Invoice List Media Observation Provenance QuestionnaireResponse
  ServiceRequest Specimen Task`.split(/\s+/),
)

/** The members in which the person is named; where there are two, the second within the first. */
export type Way = readonly [string, string?]

export type Whose =
  | { whose: 'person'; ways: readonly Way[]; required: boolean; aboutThings: boolean }
  | { whose: 'nobody'; used: boolean }
  | { whose: 'patient' }
  | { whose: 'bundle' }
  | { whose: 'unknown' }
  /** it asks or answers: it is named, and nothing follows */
  | { whose: 'answer' }
  | { whose: 'not-kept'; why: string }

const UNKNOWN: Whose = { whose: 'unknown' }

const WHOSE: ReadonlyMap<string, Whose> = new Map<string, Whose>([
  ['Patient', { whose: 'patient' }],
  ['Bundle', { whose: 'bundle' }],
  ...personal(PERSONAL, true),
  ...personal(EITHER, false),
  ...NOBODYS.map((type) => [type, { whose: 'nobody', used: USED.has(type) }] as [string, Whose]),
  ...ANSWERS.map((type) => [type, { whose: 'answer' }] as [string, Whose]),
  ...Object.entries(NOT_KEPT).map(
    ([type, why]) => [type, { whose: 'not-kept', why }] as [string, Whose],
  ),
])

/** Types that R4 lets say nothing of whom they are about. */
const MAYBE_NOBODYS = new Set(
  `Account Basic CareTeam Communication CommunicationRequest Composition Consent DetectedIssue DiagnosticReport
  DocumentManifest DocumentReference Encounter GuidanceResponse Invoice List Media MolecularSequence Observation
  QuestionnaireResponse Specimen Task`.split(/\s+/),
)

export function mayBeNobodys(type: string): boolean {
  return MAYBE_NOBODYS.has(type)
}

export function whoseIs(type: string): Whose {
  return WHOSE.get(type) ?? UNKNOWN
}

/** The 146 concrete types of R4, Bundle and Parameters among them. */
export function resourceTypes(): string[] {
  return [...WHOSE.keys()].sort()
}

function personal(
  table: Record<string, readonly string[]>,
  required: boolean,
): (readonly [string, Whose])[] {
  return Object.entries(table).map(([type, paths]) => {
    const ways = paths.map((path) => path.split('.') as unknown as Way)
    return [type, { whose: 'person', ways, required, aboutThings: ABOUT_THINGS.has(type) }] as const
  })
}
