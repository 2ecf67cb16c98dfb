import type { JsonObject, JsonValue } from '../record/index.ts'
import { objectOf, objectsOf } from './json-value.ts'

/**
 * Where the versions of FHIR write the same thing differently (the lists of differences that HL7 publishes with each
 * type). What is read here is R4: an element that only another version has, or that it writes in another shape,
 * would be passed over in silence, and `entered-in-error` as a plain text with it.
 *
 * `name`: an element that R4 does not have there. `name=text`, `=object`, `=list`: one that it has in another shape.
 * `name:code|code`: codes that it does not have.
 */
type Shapes = { dstu2?: string; stu3?: string; r5?: string }

const DOSES =
  'doseQuantity doseRange doseSimpleQuantity rateRatio rateRange rateQuantity rateSimpleQuantity'
const dosesIn = (name: string) =>
  DOSES.split(' ')
    .map((dose) => `${name}.${dose}`)
    .join(' ')

const TABLE: ReadonlyMap<string, Shapes> = new Map(
  Object.entries({
    AllergyIntolerance: {
      dstu2: 'substance status event reporter',
      stu3: 'clinicalStatus=text verificationStatus=text assertedDate',
      r5: 'participant type=object reaction.manifestation.concept reaction.manifestation.reference',
    },
    Condition: {
      dstu2: 'patient dateRecorded',
      stu3: 'clinicalStatus=text verificationStatus=text assertedDate context abatementBoolean stage=object',
      r5: 'participant evidence.concept evidence.reference',
    },
    Encounter: {
      dstu2: 'patient class=text indication',
      stu3: 'incomingReferral reason.coding reason.text diagnosis.role appointment=object',
      r5: `class=list serviceType=list actualPeriod plannedStartDate plannedEndDate admission subjectStatus
      careTeam virtualService dietPreference specialArrangement specialCourtesy reason.use reason.value
      participant.actor location.form diagnosis.condition=list diagnosis.use=list
      status:completed|discharged|discontinued|on-hold`,
    },
    EpisodeOfCare: { r5: 'reason careTeam diagnosis.condition=list diagnosis.use' },
    Flag: { stu3: 'category=object' },
    Goal: { stu3: 'status target=object', r5: 'continuous source outcome' },
    Immunization: {
      dstu2: 'wasNotGiven',
      stu3: 'notGiven date practitioner explanation vaccinationProtocol',
      r5: `basedOn administeredProduct supportingInformation informationSource reason programEligibility.program
      protocolApplied.doseNumber protocolApplied.seriesDoses reaction.manifestation`,
    },
    MedicationAdministration: {
      dstu2: 'wasNotGiven',
      stu3: 'definition notGiven reasonNotGiven prescription',
      r5: `medication basedOn encounter occurenceDateTime occurencePeriod occurenceTiming recorded isSubPotent
      subPotentReason reason category=list`,
    },
    MedicationDispense: {
      stu3: `notDone notDoneReasonCodeableConcept notDoneReasonReference ${dosesIn('dosageInstruction')}`,
      r5: `medication basedOn notPerformedReason statusChanged encounter recorded renderedDosageInstruction
      category=list`,
    },
    MedicationRequest: {
      stu3: `definition context category=object requester.agent substitution.allowed
      ${dosesIn('dosageInstruction')}`,
      r5: `medication statusChanged informationSource reported device reason renderedDosageInstruction
      effectiveDosePeriod performer=list dosageInstruction.asNeeded`,
    },
    MedicationStatement: {
      dstu2: 'wasNotTaken patient',
      stu3: `taken reasonNotTaken ${dosesIn('dosage')}`,
      r5: `medication encounter effectiveTiming reason relatedClinicalInformation renderedDosageInstruction
      adherence category=list informationSource=list dosage.asNeeded status:recorded`,
    },
    Medication: {
      stu3: 'isBrand isOverTheCounter package',
      r5: 'marketingAuthorizationHolder doseForm totalVolume definition ingredient.item',
    },
    Observation: {
      dstu2: 'reliability comments',
      stu3: 'context comment related interpretation=object',
      r5: 'instantiatesCanonical instantiatesReference triggeredBy valueReference bodyStructure',
    },
    Patient: { dstu2: 'careProvider', stu3: 'animal' },
    Procedure: {
      dstu2: 'notPerformed reasonNotPerformed',
      stu3: 'definition notDone notDoneReason context performer.role',
      r5: `focus occurrenceDateTime occurrencePeriod occurrenceString occurrenceAge occurrenceRange
      occurrenceTiming recorded reportedBoolean reportedReference reason used supportingInfo category=list
      complication.concept complication.reference`,
    },
    RelatedPerson: { stu3: 'relationship=object' },
    ServiceRequest: {
      r5: 'focus location reason bodyStructure code.concept code.reference orderDetail.parameter',
    },
    Task: {
      stu3: 'definitionUri definitionReference context reason requester.agent',
      r5: 'doNotPerform requestedPeriod requestedPerformer performer reason',
    },
    CarePlan: {
      stu3: 'definition context activity.detail.prohibited author=list',
      r5: 'custodian addresses.concept activity.performedActivity activity.plannedActivityReference',
    },
    CareTeam: {
      stu3: 'context',
      r5: 'reason participant.coveragePeriod participant.coverageTiming',
    },
    ClinicalImpression: { stu3: 'context action', r5: 'performer changePattern' },
    Communication: { stu3: 'definition notDone notDoneReason context topic=list', r5: 'reason' },
    Composition: {
      stu3: 'class',
      r5: 'url version useContext name note identifier=list subject=list',
    },
    Consent: {
      stu3: `consentingParty actor action sourceIdentifier securityLabel purpose dataPeriod data except
      policyRule=text`,
      r5: `subject date period grantor grantee manager controller regulatoryBasis policyBasis policyText decision
      provision=list`,
    },
    DetectedIssue: { stu3: 'category date', r5: 'subject encounter' },
    DiagnosticReport: {
      stu3: 'context image codedDiagnosis category=object performer.actor',
      r5: 'note study supportingInfo composition',
    },
    DocumentReference: {
      stu3: 'class created indexed',
      r5: `version basedOn modality event bodySite facilityType practiceSetting period attester context=list`,
    },
    FamilyMemberHistory: {
      stu3: 'definition notDone notDoneReason gender',
      r5: 'participant reason procedure',
    },
    List: { r5: 'subject=list' },
    QuestionnaireResponse: { stu3: 'parent context questionnaire=object', r5: 'identifier=list' },
    RiskAssessment: { stu3: 'context comment reasonReference=object', r5: 'reason' },
    AdverseEvent: {
      stu3: 'type reaction eventParticipant description category=text',
      r5: 'status code resultingEffect occurrenceDateTime participant outcome=list',
    },
    Appointment: {
      stu3: 'reason.coding reason.text indication incomingReferral serviceCategory=object',
      r5: 'class virtualService subject previousAppointment originatingAppointment cancellationDate priority=object',
    },
  }),
)

const NAMES = { dstu2: 'DSTU2', stu3: 'STU3', r5: 'R5' } as const
type Version = keyof typeof NAMES

/** Types that R4 does not have, and whose they are. */
const TYPES: Record<Version, string> = {
  dstu2: `Conformance DeviceUseRequest DiagnosticOrder ImagingObjectSelection MedicationOrder Order
    OrderResponse`,
  stu3: `BodySite DataElement DeviceComponent EligibilityRequest EligibilityResponse ExpansionProfile ImagingManifest
    ProcedureRequest ProcessRequest ProcessResponse ReferralRequest Sequence ServiceDefinition`,
  r5: `ActorDefinition AdministrableProductDefinition ArtifactAssessment BiologicallyDerivedProductDispense Citation
    ClinicalUseDefinition ConditionDefinition DeviceAssociation DeviceDispense DeviceUsage EncounterHistory
    EvidenceReport FormularyItem GenomicStudy ImagingSelection Ingredient InventoryItem InventoryReport
    ManufacturedItemDefinition MedicinalProductDefinition NutritionIntake NutritionProduct
    PackagedProductDefinition Permission RegulatedAuthorization RequestOrchestration Requirements
    SubscriptionStatus SubscriptionTopic SubstanceDefinition TestPlan Transport`,
}

type Mark = { version: Version; path: string; shape?: string; codes?: readonly string[] }
/** What is looked at of an element by its name, and of what stands within it. */
type Marks = Map<string, { own: Mark[]; within: Marks }>

const MARKS: ReadonlyMap<string, Marks> = new Map(
  [...TABLE].map(([type, shapes]) => {
    const marks: Marks = new Map()
    for (const [version, texts] of Object.entries(shapes)) {
      for (const text of texts.split(/\s+/)) add(marks, version as Version, text)
    }
    return [type, marks]
  }),
)
const VERSION_OF_TYPE = new Map(
  Object.entries(TYPES).flatMap(([version, types]) =>
    types.split(/\s+/).map((type) => [type, NAMES[version as Version]] as const),
  ),
)
/** A profile says by its address that it is of STU3, where the versions look the same too. */
const STU3_PROFILE = /\/STU3\//

/** The version of FHIR that has a type that R4 does not have. */
export function versionOfType(type: string): string | undefined {
  return VERSION_OF_TYPE.get(type)
}

/**
 * The version of FHIR in whose shape a resource is, and the element that shows it; undefined for R4. Of marks that
 * several versions share, all are named: `STU3 or R5`.
 */
export function otherVersion(
  type: string,
  resource: JsonObject,
): { version: string; element: string } | undefined {
  const marks = MARKS.get(type)
  if (marks === undefined) return undefined
  const found: Mark[] = []
  look(resource, marks, found)
  if (found.length > 0) {
    const versions = Map.groupBy(found, ({ version }) => version)
    const most = Math.max(...[...versions.values()].map(({ length }) => length))
    const likely = [...versions].filter(([, all]) => all.length === most).map(([one]) => NAMES[one])
    return { version: likely.join(' or '), element: `${type}.${found[0]!.path}` }
  }
  const { meta } = resource
  if (meta !== undefined && TABLE.get(type)!.stu3 !== undefined && hasStu3Profile(meta)) {
    return { version: NAMES.stu3, element: `${type}.meta.profile` }
  }
  return undefined
}

function hasStu3Profile(meta: JsonValue): boolean {
  const profile = objectOf(meta)?.profile
  const all = Array.isArray(profile) ? (profile as readonly JsonValue[]) : [profile]
  return all.some((one) => typeof one === 'string' && STU3_PROFILE.test(one))
}

function add(marks: Marks, version: Version, text: string): void {
  const [, path, sign, value] = /^([\w.]+)(?:([=:])(.+))?$/.exec(text)!
  const mark: Mark = { version, path: path! }
  if (sign === '=') mark.shape = value!
  if (sign === ':') mark.codes = value!.split('|')
  const names = path!.split('.')
  let within = marks
  names.forEach((name, at) => {
    const node = within.get(name) ?? { own: [] as Mark[], within: new Map() as Marks }
    within.set(name, node)
    if (at === names.length - 1) node.own.push(mark)
    within = node.within
  })
}

function look(object: JsonObject, marks: Marks, found: Mark[]): void {
  for (const name in object) {
    const node = marks.get(name)
    if (node === undefined) continue
    const value = object[name]!
    for (const mark of node.own) if (shows(mark, value)) found.push(mark)
    if (node.within.size === 0 || typeof value !== 'object') continue
    for (const one of objectsOf(value)) look(one, node.within, found)
  }
}

function shows({ shape, codes }: Mark, value: JsonValue): boolean {
  if (codes !== undefined) return typeof value === 'string' && codes.includes(value)
  return shape === undefined || shape === shapeOf(value)
}

function shapeOf(value: JsonValue): string {
  if (Array.isArray(value)) return 'list'
  return typeof value === 'object' && value !== null ? 'object' : 'text'
}
