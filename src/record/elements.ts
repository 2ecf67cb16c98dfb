import type { JsonObject, JsonValue } from './resource.ts'

/**
 * What is made of each element of a resource type that a page shows. `elements.test.ts` walks every element that
 * FHIR R4 has (`r4-elements.json`), gives it a value, and fails where the reading does not change with it and
 * it is not among the quiet ones; what can turn the meaning round (a modifier) is never quiet and never only told.
 */
export type ElementTable = {
  /** decides whether it stands, or is in what is shown */
  read: readonly string[]
  /** passed over, and named to people where the source gives it: element → words */
  told: Readonly<Record<string, string>>
  /** cannot change what anybody does: numbers, who wrote it down, whom it is about */
  quiet: readonly string[]
}

/** Read in every resource; `meta` for its security labels, those of what is contained too. */
const EVERY_READ = ['implicitRules', 'modifierExtension', 'meta']
/** What is contained is read where it is referred to; a narrative says again what the fields say. */
const EVERY_QUIET = ['language', 'text', 'contained', 'identifier']

function table(
  read: string,
  quiet: string,
  told: Readonly<Record<string, string>> = {},
): ElementTable {
  const words = (text: string) => text.split(/\s+/).filter((word) => word !== '')
  const silent = [...EVERY_QUIET, ...words(quiet)]
  const always = EVERY_READ.filter((path) => !silent.includes(path))
  return { read: [...always, ...words(read)], told, quiet: silent }
}

export const ELEMENTS = {
  AllergyIntolerance: table(
    `clinicalStatus verificationStatus type criticality code onset[x] recordedDate lastOccurrence
      note reaction reaction.modifierExtension reaction.substance reaction.manifestation
      reaction.description reaction.onset reaction.severity reaction.exposureRoute reaction.note`,
    // Its kind only tells of what somebody's “none known” of that kind speaks.
    'category patient encounter recorder asserter',
  ),
  CarePlan: table(
    `status intent category title description period addresses activity activity.modifierExtension
      activity.detail activity.detail.modifierExtension activity.detail.code activity.detail.status
      activity.detail.doNotPerform activity.detail.scheduled[x] activity.detail.product[x]
      activity.detail.dailyAmount activity.detail.quantity activity.detail.description note`,
    `instantiatesCanonical instantiatesUri basedOn replaces partOf subject encounter created author
      contributor careTeam supportingInfo activity.detail.kind activity.detail.instantiatesCanonical
      activity.detail.instantiatesUri activity.detail.goal activity.detail.reasonReference
      activity.detail.location activity.detail.performer`,
    {
      goal: 'its goals',
      'activity.outcomeCodeableConcept': 'how it went',
      'activity.outcomeReference': 'how it went',
      'activity.progress': 'how it goes',
      'activity.reference': 'what is to be done',
      'activity.detail.reasonCode': 'why it is done',
      'activity.detail.statusReason': 'why it stands so',
    },
  ),
  CareTeam: table(
    `status category name period participant participant.modifierExtension participant.role
      participant.member participant.onBehalfOf participant.period managingOrganization telecom note`,
    'subject encounter reasonCode reasonReference',
  ),
  Condition: table(
    `clinicalStatus verificationStatus category severity code bodySite encounter onset[x] abatement[x]
      recordedDate stage stage.modifierExtension stage.summary evidence.modifierExtension note`,
    'subject recorder asserter stage.assessment stage.type',
    { evidence: 'what it rests on' },
  ),
  Consent: table(
    `status scope category dateTime policy.modifierExtension verification verification.modifierExtension
      verification.verified provision provision.modifierExtension provision.type provision.period
      provision.actor.modifierExtension provision.data.modifierExtension provision.code`,
    `patient performer organization policy policy.authority policy.uri policyRule
      verification.verifiedWith verification.verificationDate`,
    {
      'source[x]': 'its document',
      'provision.actor': 'for whom it holds',
      'provision.action': 'what it allows',
      'provision.securityLabel': 'what it covers',
      'provision.purpose': 'for what it holds',
      'provision.class': 'what it covers',
      'provision.dataPeriod': 'what it covers',
      'provision.data': 'what it covers',
      'provision.provision': 'exceptions to it',
    },
  ),
  Flag: table('status category code period', 'subject encounter author'),
  Goal: table(
    `lifecycleStatus achievementStatus priority description start[x] target target.modifierExtension
      target.due[x] statusReason expressedBy note`,
    'category subject statusDate addresses',
    {
      'target.measure': 'what it is measured by',
      'target.detail[x]': 'what it is measured by',
      outcomeCode: 'what came of it',
      outcomeReference: 'what came of it',
    },
  ),
  Medication: table(
    `code status form amount ingredient ingredient.modifierExtension ingredient.item[x]
      ingredient.isActive ingredient.strength batch.modifierExtension`,
    'manufacturer batch batch.lotNumber batch.expirationDate',
  ),
  MedicationRequest: table(
    `status statusReason intent category priority doNotPerform reported[x] medication[x] authoredOn
      reasonCode reasonReference courseOfTherapyType note dosageInstruction dispenseRequest
      dispenseRequest.modifierExtension dispenseRequest.initialFill.modifierExtension
      dispenseRequest.validityPeriod substitution substitution.modifierExtension
      substitution.allowed[x]`,
    `subject encounter supportingInformation requester performer performerType recorder
      instantiatesCanonical instantiatesUri basedOn groupIdentifier insurance
      dispenseRequest.initialFill dispenseRequest.initialFill.quantity
      dispenseRequest.initialFill.duration dispenseRequest.dispenseInterval
      dispenseRequest.numberOfRepeatsAllowed dispenseRequest.quantity
      dispenseRequest.expectedSupplyDuration dispenseRequest.performer substitution.reason
      priorPrescription eventHistory`,
    { detectedIssue: 'a problem that was found with it' },
  ),
  MedicationStatement: table(
    `status statusReason category medication[x] effective[x] dateAsserted reasonCode reasonReference
      note dosage`,
    'basedOn partOf subject context informationSource derivedFrom',
  ),
  RelatedPerson: table(
    `active relationship name telecom period communication communication.modifierExtension
      communication.language`,
    'patient gender birthDate address photo communication.preferred',
  ),
} as const satisfies Record<string, ElementTable>

/** A resource type that is read for what it says now. */
export type ShownType = Exclude<keyof typeof ELEMENTS, 'Medication'>

/** Those that stand in somebody's record; a Medication stands for itself and is referred to. */
export const SHOWN_TYPES = Object.keys(ELEMENTS).filter(isShownType)

export function isShownType(type: string): type is ShownType {
  return type !== 'Medication' && Object.hasOwn(ELEMENTS, type)
}

/** Keys of JSON that are no element: the type, and what is said about a primitive. */
const NO_ELEMENT = /^(resourceType|id|extension|_.*)$/

const NOT_R4 = 'something that is not read here'
const known = new Map(
  Object.entries(ELEMENTS).map(([type, one]) => {
    const { read, told, quiet }: ElementTable = one
    const paths = [...read, ...Object.keys(told), ...quiet]
    return [type, new Set(paths.map((path) => path.replace(/\..*/, '')))] as const
  }),
)

/** What was passed over in a resource, in words, each once. */
export function passedOver(type: string, content: JsonObject): string[] {
  const { told }: ElementTable = ELEMENTS[type as ShownType]
  const found = Object.entries(told).flatMap(([path, words]) =>
    isThere(content, path.split('.')) ? [words] : [],
  )
  const tops = known.get(type)!
  const stranger = Object.keys(content).some(
    (key) => !NO_ELEMENT.test(key) && !tops.has(key) && !tops.has(choiceOf(key)),
  )
  return [...new Set(stranger ? [...found, NOT_R4] : found)]
}

/** `onset[x]` for `onsetPeriod`: the name up to its last word that makes a data type. */
function choiceOf(key: string): string {
  return `${key.replace(CHOICE, '')}[x]`
}
const CHOICES =
  'Age Attachment Boolean CodeableConcept Date DateTime Duration Integer Period Quantity Range Ratio Reference ' +
  'String Timing'
const CHOICE = new RegExp(`(?:${CHOICES.split(' ').toSorted(longestFirst).join('|')})$`)

/** `DateTime` ends in no `Date`, but a pattern is tried from the left. */
function longestFirst(a: string, b: string): number {
  return b.length - a.length
}

function isThere(value: JsonValue | undefined, path: readonly string[]): boolean {
  if (Array.isArray(value)) return value.some((one) => isThere(one, path))
  const [name, ...rest] = path
  if (name === undefined) return value !== undefined && value !== null
  if (typeof value !== 'object' || value === null) return false
  const members = value as JsonObject
  if (!name.endsWith('[x]')) return Object.hasOwn(members, name) && isThere(members[name], rest)
  return Object.keys(members).some((key) => choiceOf(key) === name && isThere(members[key], rest))
}

/**
 * Why a resource cannot be shown as fact: it follows rules that nobody here knows, or carries an extension that
 * may turn its meaning round. Both can stand at any depth.
 */
export function whyUncertain(content: JsonObject): string | undefined {
  if (hasValue(content.implicitRules)) return 'It follows rules that are not known here.'
  return modified(content) ? 'It carries a mark that may change what it means.' : undefined
}

function modified(value: JsonValue): boolean {
  if (typeof value !== 'object' || value === null) return false
  if (Array.isArray(value)) return value.some(modified)
  return Object.entries(value as JsonObject).some(([key, member]) =>
    key === 'modifierExtension' ? hasValue(member) : modified(member),
  )
}

function hasValue(value: JsonValue | undefined): boolean {
  if (value === undefined || value === null || value === '') return false
  return !Array.isArray(value) || value.length > 0
}
