import type { Shown } from '../access/index.ts'
import type { CareEvent, EventKind } from './event.ts'

/** What the agreement grants or does not, one by one. Every item of a record is in exactly one. */
export const DATA_CLASSES = [
  'demographics',
  'hospital',
  'health-record',
  'council-care',
  'carer',
  'safeguarding',
  'looks',
] as const
export type DataClass = (typeof DATA_CLASSES)[number]

/** The parts into which the record divides what it shows. */
const SHOWN = {
  demographics: 'Name, birth date, address and how to reach a person are shown as one part',
  hospital: 'Stays and attendances are shown as one part',
  'health-record': 'Conditions, medicines, allergies and observations are shown as one part',
  'council-care': 'Requests, assessments, services and reviews are shown as one part',
  carer: 'Family and carers are shown as one part',
  safeguarding: 'Safeguarding concerns are shown as one part',
  looks: 'Who has looked is shown as one part',
} satisfies Record<DataClass, string>

/** For the room that decides. */
export const dataClasses: readonly Shown[] = Object.entries(SHOWN).map(([id, what]) => ({
  id,
  what,
}))

/** Whoever may not see these must not learn that they exist. */
const SENSITIVE: ReadonlySet<DataClass> = new Set(['safeguarding'])

const WORDS: Record<DataClass, string> = {
  demographics: 'who you are',
  hospital: 'hospital stays',
  'health-record': 'health record',
  'council-care': 'council care',
  carer: 'family and carers',
  safeguarding: 'safeguarding',
  looks: 'who has looked',
}

/** The classes that a thing may be in, the likeliest first: the first that its feed gives is the one. */
const HOSPITAL_FIRST = ['hospital', 'health-record', 'council-care'] as const
const HEALTH_FIRST = ['health-record', 'hospital', 'council-care'] as const
const COUNCIL_FIRST = ['council-care', 'health-record', 'hospital'] as const
type Choice = readonly DataClass[]

const OF_EVENT: Record<EventKind, Choice> = {
  stay: HOSPITAL_FIRST,
  attendance: HOSPITAL_FIRST,
  procedure: HOSPITAL_FIRST,
  contact: HOSPITAL_FIRST,
  immunisation: HEALTH_FIRST,
  request: COUNCIL_FIRST,
  assessment: COUNCIL_FIRST,
  service: COUNCIL_FIRST,
  review: COUNCIL_FIRST,
}

const CARER = ['carer'] as const
const OF_RESOURCE: ReadonlyMap<string, Choice> = new Map(
  Object.entries({
    Encounter: HOSPITAL_FIRST,
    Procedure: HOSPITAL_FIRST,
    RelatedPerson: CARER,
    ServiceRequest: COUNCIL_FIRST,
    Task: COUNCIL_FIRST,
    EpisodeOfCare: COUNCIL_FIRST,
    Goal: COUNCIL_FIRST,
    Flag: COUNCIL_FIRST,
  }),
)

/**
 * Which class an event is in: one whose source lets hardly anybody see it (`detail.confidential`) is in the class that
 * is not hinted at. `gives`: the classes that its feed gives, as the agreement says.
 */
export function classOfEvent(
  { kind, label, detail }: Pick<CareEvent, 'kind' | 'label' | 'detail'>,
  gives: readonly string[],
): DataClass {
  return isHidden({ label, detail }) ? 'safeguarding' : choose(OF_EVENT[kind], gives)
}

/** In the class that is not hinted at, whatever its kind. */
export function isHidden({ label, detail }: Pick<CareEvent, 'label' | 'detail'>): boolean {
  return detail.confidential !== undefined || speaksOfSafeguarding(label)
}

/** Of the classes that an event of a kind may be in, the one that its feed gives; undefined where it gives none. */
export function givenClass(kind: EventKind, gives: readonly string[]): DataClass | undefined {
  return OF_EVENT[kind].find((dataClass) => gives.includes(dataClass))
}

/** The same of a resource. */
export function givenType(type: string, gives: readonly string[]): DataClass | undefined {
  return choiceOf(type).find((dataClass) => gives.includes(dataClass))
}

function choiceOf(type: string): Choice {
  return OF_RESOURCE.get(type) ?? HEALTH_FIRST
}

/** What a source tells, by the class in which each thing would be first of all. */
export function toldClasses({ people, events, resources }: ToldThings): DataClass[] {
  const who: readonly Choice[] = people.length === 0 ? [] : [['demographics']]
  const told = [...who, ...events.map(({ kind }) => OF_EVENT[kind]), ...resources.map(byType)]
  return [...new Set(told.map(([first]) => first!))].sort()
}

type ToldThings = {
  people: readonly unknown[]
  events: readonly Pick<CareEvent, 'kind'>[]
  resources: readonly { type: string }[]
}

const byType = ({ type }: { type: string }): Choice => choiceOf(type)
const CHOICES: readonly Choice[] = [HOSPITAL_FIRST, HEALTH_FIRST, COUNCIL_FIRST, CARER]

/** Of what a source tells, what its feed gives under no class: it is kept, and nobody is shown it. */
export function notGiven(told: readonly string[], gives: readonly string[]): string[] {
  const given = (one: string) => (CHOICES.find(([first]) => first === one) ?? [one]) as Choice
  return told.filter((one) => !given(one).some((dataClass) => gives.includes(dataClass)))
}

/** Which class a resource is in. `sensitive`: its own labels call it safeguarding. */
export function classOfResource(
  type: string,
  gives: readonly string[],
  sensitive: boolean,
): DataClass {
  return sensitive ? 'safeguarding' : choose(choiceOf(type), gives)
}

function choose(choice: Choice, gives: readonly string[]): DataClass {
  return choice.find((dataClass) => gives.includes(dataClass)) ?? choice[0]!
}

export function isSensitive(dataClass: DataClass): boolean {
  return SENSITIVE.has(dataClass)
}

/** A word that makes a reason or an outcome safeguarding information, whatever field it stands in. */
export function speaksOfSafeguarding(text: string): boolean {
  return /safeguard|domestic (?:abuse|violence)|section 42|\bMARAC\b/i.test(text)
}

/** In the resident's own words: `hospital stays`. */
export function wordsForClass(dataClass: DataClass): string {
  return WORDS[dataClass]
}
