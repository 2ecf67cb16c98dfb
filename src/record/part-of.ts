import type { DataClass, Part } from './data-class.ts'
import type { CareEvent, EventKind } from './event.ts'

/** The parts that a thing may be in, the likeliest first: the first that its feed gives is the one. */
const HOSPITAL_FIRST = ['hospital', 'health-record', 'council-care'] as const
const HEALTH_FIRST = ['health-record', 'hospital', 'council-care'] as const
const COUNCIL_FIRST = ['council-care', 'health-record', 'hospital'] as const
const CARER = ['carer'] as const
const WHO = ['demographics'] as const
type Choice = readonly Part[]

const OF_EVENT: Readonly<Record<EventKind, Choice>> = {
  stay: HOSPITAL_FIRST,
  attendance: HOSPITAL_FIRST,
  procedure: HOSPITAL_FIRST,
  contact: HOSPITAL_FIRST,
  immunisation: HEALTH_FIRST,
  request: COUNCIL_FIRST,
  assessment: COUNCIL_FIRST,
  service: COUNCIL_FIRST,
  review: COUNCIL_FIRST,
  visit: COUNCIL_FIRST,
  residence: COUNCIL_FIRST,
  task: HOSPITAL_FIRST,
}

const OF_RESOURCE: ReadonlyMap<string, Choice> = new Map<string, Choice>([
  ['Encounter', HOSPITAL_FIRST],
  ['Procedure', HOSPITAL_FIRST],
  ['RelatedPerson', CARER],
  ['ServiceRequest', COUNCIL_FIRST],
  ['Task', COUNCIL_FIRST],
  ['EpisodeOfCare', COUNCIL_FIRST],
  ['Goal', COUNCIL_FIRST],
  ['Flag', COUNCIL_FIRST],
])

const CHOICES: readonly Choice[] = [HOSPITAL_FIRST, HEALTH_FIRST, COUNCIL_FIRST, CARER]

/** The part that an event of a kind is in, by what its feed gives. */
export function partOfEvent(kind: EventKind, gives: readonly string[]): Part {
  return givenClass(kind, gives) ?? OF_EVENT[kind][0]!
}

/** The same of a resource. */
export function partOfResource(type: string, gives: readonly string[]): Part {
  return givenType(type, gives) ?? choiceOf(type)[0]!
}

/** Of the parts that an event of a kind may be in, the one that its feed gives; undefined where it gives none. */
export function givenClass(kind: EventKind, gives: readonly string[]): Part | undefined {
  return OF_EVENT[kind].find((part) => gives.includes(part))
}

/** The same of a resource. */
export function givenType(type: string, gives: readonly string[]): Part | undefined {
  return choiceOf(type).find((part) => gives.includes(part))
}

/** What a source tells, by the part in which each thing would be first of all. */
export function toldClasses({ people, events, resources }: ToldThings): DataClass[] {
  const who: readonly Choice[] = people.length === 0 ? [] : [WHO]
  const told = [...who, ...events.map(({ kind }) => OF_EVENT[kind]), ...resources.map(byType)]
  return [...new Set(told.map(([first]) => first!))].sort()
}

type ToldThings = {
  people: readonly unknown[]
  events: readonly Pick<CareEvent, 'kind'>[]
  resources: readonly { type: string }[]
}

const byType = ({ type }: { type: string }): Choice => choiceOf(type)

/** Of what a source tells, what its feed gives under no class: it is kept, and nobody is shown it. */
export function notGiven(told: readonly string[], gives: readonly string[]): string[] {
  const given = (one: string): readonly string[] =>
    CHOICES.find(([first]) => first === one) ?? [one]
  return told.filter((one) => !given(one).some((part) => gives.includes(part)))
}

function choiceOf(type: string): Choice {
  return OF_RESOURCE.get(type) ?? HEALTH_FIRST
}
