import type { Directory } from './directory.ts'
import { dosageWords } from './dosage-words.ts'
import {
  displayOf,
  notesOf,
  objectOf,
  objectsOf,
  periodOf,
  statusOf,
  stringOf,
  wordsOf,
  wordsOfAll,
} from './fhir.ts'
import type { KnownResource } from './known-resource.ts'
import { ingredientOf, medicineName } from './medicine-name.ts'
import type { JsonObject } from './resource.ts'
import { isAhead, isOver, spanWords } from './span.ts'
import { OVER, type Reading, unsure, type Words, WRONG } from './statement.ts'

/** What a status makes of it. Of R4's two lists, the request's and the statement's, every code is here. */
const STATES: ReadonlyMap<
  string,
  'taken' | 'over' | 'wrong' | 'ended' | 'unsure' | { says: string }
> = new Map(
  Object.entries({
    active: 'taken',
    completed: 'over',
    cancelled: 'over',
    'entered-in-error': 'wrong',
    stopped: 'ended',
    'not-taken': 'ended',
    draft: 'unsure',
    intended: 'unsure',
    'on-hold': { says: 'on hold' },
    unknown: { says: 'not known whether it is still taken' },
  }),
)
const ENDED_WORDS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    stopped: 'stopped',
    'not-taken': 'not taken',
  }),
)
/** What a page reads of medicines: what is current, and what ended and may be current elsewhere. */
export const MEDICINE_STATES = {
  current: ['active', 'on-hold', 'unknown', 'draft', 'intended'],
  ended: ['stopped', 'not-taken'],
}

/** An order is somebody's instruction; the rest is what somebody thinks of. */
const ORDERS = new Set([
  'order',
  'original-order',
  'reflex-order',
  'filler-order',
  'instance-order',
])
const LAST_ISSUE = /MedicationStatementLastIssueDate$/

/** FHIR R4 MedicationRequest and MedicationStatement. */
export function readMedicine(resource: KnownResource, directory: Directory, now: Date): Reading {
  const { content } = resource
  const status = statusOf(content.status)[0] ?? ''
  const state = STATES.get(status) ?? 'unsure'
  if (state === 'wrong') return WRONG
  if (state === 'over' || isOver(content.effectivePeriod, now)) return OVER
  if (isOver(objectOf(content.dispenseRequest)?.validityPeriod, now)) return OVER
  const name = medicineName(resource, directory)
  if (name === undefined) return unsure('It does not say for certain which medicine.')
  const intent = stringOf(content.intent)
  if (intent !== undefined && !ORDERS.has(intent))
    return unsure('It is planned or proposed, and no order.')
  if (state === 'unsure') return unsure('It does not say that it is to be taken.')
  const dose = dosageWords(content.dosageInstruction ?? content.dosage)
  const ended = state === 'ended' ? ENDED_WORDS.get(status) : undefined
  const words: Words = {
    section: 'medicines',
    what: name.what,
    concept: name.concept,
    about: ingredientOf(name.what),
    nameCounts: true,
    says: [
      ended,
      typeof state === 'object' ? state.says : undefined,
      ...wordsOfAll(listed(content.statusReason), 'a reason'),
      ...name.more,
      dose,
      ...effectWords(content, now),
    ].filter((part) => part !== undefined),
    aside: asideOf(content),
    when: whenOf(content),
    ...(ended === undefined ? {} : { ended: true as const }),
  }
  return { stands: 'yes', ...(content.doNotPerform === true ? forbidden(words) : words) }
}

/** An order not to give something is to be known before anything is given. */
function forbidden({ ended: _, ...words }: Words): Words {
  return { ...words, forbids: true, what: `Do not give ${words.what}` }
}

function listed(value: JsonObject[string] | undefined): JsonObject[string] {
  return Array.isArray(value) ? value : value === undefined ? [] : [value]
}

function effectWords(content: JsonObject, now: Date): string[] {
  const valid = objectOf(content.dispenseRequest)?.validityPeriod
  const { end } = periodOf(content.effectivePeriod)
  return [
    isAhead(content.effectivePeriod, now) || end !== undefined
      ? spanWords(content.effectivePeriod)
      : undefined,
    spanWords(valid) && `valid ${spanWords(valid)}`,
    priorityWords(stringOf(content.priority)),
  ].filter((part) => part !== undefined)
}

function priorityWords(priority: string | undefined): string | undefined {
  return priority === undefined || priority === 'routine' ? undefined : `priority: ${priority}`
}

function asideOf(content: JsonObject): string[] {
  const reasons = [
    ...wordsOfAll(content.reasonCode, 'a reason'),
    ...objectsOf(content.reasonReference).flatMap((one) => displayOf(one) ?? []),
  ]
  const allowed = objectOf(content.substitution)
  const substitution = wordsOf(allowed?.allowedCodeableConcept, 'one')
  return [
    ...(reasons.length === 0 ? [] : [`for ${reasons.join(', ')}`]),
    ...wordsOfAll(listed(content.category), 'a kind'),
    wordsOf(content.courseOfTherapyType, 'a kind of course'),
    content.reportedBoolean === true || displayOf(content.reportedReference) !== undefined
      ? 'as reported, not prescribed by them'
      : undefined,
    allowed?.allowedBoolean === false ? 'no other product instead' : undefined,
    allowed?.allowedBoolean === true ? 'another product may be given instead' : undefined,
    substitution === undefined ? undefined : `other product instead: ${substitution}`,
    ...notesOf(content.note),
  ].filter((part) => part !== undefined)
}

/** A prescription has the day on which it was written, not one since when it is taken. */
function whenOf(content: JsonObject): Words['when'] {
  const issued = objectsOf(content.extension).find(({ url }) =>
    LAST_ISSUE.test(stringOf(url) ?? ''),
  )
  const last = stringOf(issued?.valueDateTime)
  const began = stringOf(content.effectiveDateTime) ?? periodOf(content.effectivePeriod).start
  const authored = stringOf(content.authoredOn)
  const told = stringOf(content.dateAsserted)
  if (last !== undefined) return { is: 'last issued', at: last }
  if (authored !== undefined) return { is: 'prescribed', at: authored }
  if (began !== undefined) return { is: 'since', at: began }
  return told === undefined ? undefined : { is: 'as told', at: told }
}
