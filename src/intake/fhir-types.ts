/**
 * The resource types of FHIR R4 (hl7.org/fhir/R4/resourcelist.html), by whose they are. For those that are
 * a person's: where the person stands (R4 compartment of Patient). A type that holds facts about
 * somebody and does not say about whom is never kept as if it were nobody's.
 */

/** Places that name the patient and nobody else: a reference without a type there is a patient. */
const SUBJECT = ['subject']
const PATIENT = ['patient']

const PERSONAL: Record<string, readonly string[]> = {
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
}

/** A person's where they name one, else nobody's. */
const EITHER: Record<string, readonly string[]> = {
  BiologicallyDerivedProduct: ['collection.source'],
  Device: PATIENT,
  MeasureReport: SUBJECT,
  Schedule: ['actor'],
  SupplyDelivery: PATIENT,
  SupplyRequest: ['deliverTo'],
  VerificationResult: ['target'],
}

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
const NOT_KEPT: Record<string, string> = {
  OperationOutcome: 'this is an answer to a request, not part of a record',
  Parameters: 'these are the parameters of a request, not part of a record',
  Group: 'this is about several people at once, and only what is about one is kept',
}

export type Whose =
  | { whose: 'person'; paths: readonly string[]; required: boolean }
  | { whose: 'nobody' }
  | { whose: 'patient' }
  | { whose: 'bundle' }
  | { whose: 'unknown' }
  | { whose: 'not-kept'; why: string }

const nobodys = new Set(NOBODYS)

export function whoseIs(type: string): Whose {
  if (type === 'Patient') return { whose: 'patient' }
  if (type === 'Bundle') return { whose: 'bundle' }
  if (Object.hasOwn(PERSONAL, type)) {
    return { whose: 'person', paths: PERSONAL[type]!, required: true }
  }
  if (Object.hasOwn(EITHER, type)) return { whose: 'person', paths: EITHER[type]!, required: false }
  if (nobodys.has(type)) return { whose: 'nobody' }
  if (Object.hasOwn(NOT_KEPT, type)) return { whose: 'not-kept', why: NOT_KEPT[type]! }
  return { whose: 'unknown' }
}

/** The 146 concrete types of R4, Bundle and Parameters among them. */
export function resourceTypes(): string[] {
  return [
    'Patient',
    'Bundle',
    ...Object.keys(PERSONAL),
    ...Object.keys(EITHER),
    ...NOBODYS,
    ...Object.keys(NOT_KEPT),
  ].sort()
}
