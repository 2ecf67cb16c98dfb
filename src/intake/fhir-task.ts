import {
  type CareEvent,
  type EventStatus,
  eventIdOf,
  type JsonObject,
  taskNamed,
  taskWords,
} from '../record/index.ts'
import { detailOf } from './care-person.ts'
import { wordsIn } from './fhir-concept.ts'
import { periodIn, whenIn } from './fhir-dates.ts'
import { type From, partyIn } from './fhir-reference.ts'
import { objectOf, objectsOf, textIn } from './json-value.ts'
import { believed } from './latest.ts'
import { type ReadContext, Unreadable } from './reading.ts'

/** How far a task is, by the status of a Task in R4; of one that is drafted, nothing waits. */
const STATES: ReadonlyMap<string, EventStatus> = new Map([
  ['draft', 'planned'],
  ['requested', 'active'],
  ['received', 'active'],
  ['accepted', 'active'],
  ['ready', 'active'],
  ['in-progress', 'active'],
  ['on-hold', 'active'],
  ['rejected', 'finished'],
  ['cancelled', 'finished'],
  ['failed', 'finished'],
  ['completed', 'finished'],
  ['entered-in-error', 'cancelled'],
])

/** Why a task is over without having been done. */
const UNDONE: ReadonlySet<string> = new Set(['rejected', 'cancelled', 'failed'])

/**
 * What must happen before somebody leaves hospital, as a Task: where its code names such a task, by a code or in words.
 * Under the number that its source gives it, it is the same task as a row of the source's file of tasks.
 *
 * @throws Unreadable with the element
 */
export function readLeavingTask(
  resource: JsonObject,
  from: From,
  { source, feed, receivedAt }: ReadContext,
): Omit<CareEvent, 'personId' | 'form' | 'saidAt'> | undefined {
  const kind = kindOf(objectOf(resource.code))
  if (kind === undefined) return undefined
  const said = textIn(resource.status) ?? ''
  const status = STATES.get(said) ?? 'cancelled'
  const { startAt, endAt } = timesOf(resource, status, receivedAt)
  const owner = partyIn(resource.owner, from)
  const number = objectsOf(resource.identifier).flatMap(({ value }) => textIn(value) ?? [])[0]
  const known = number ?? `Task/${textIn(resource.id) ?? ''}`
  return {
    eventId: eventIdOf(source, feed.patients ?? '', `task ${known}`),
    kind: 'task',
    status,
    ...(startAt === undefined ? {} : { startAt }),
    ...(endAt === undefined ? {} : { endAt }),
    label: wordsIn(resource.code) ?? taskWords(kind),
    detail: detailOf({
      holder: owner.code ?? owner.name,
      waitsFor: said === 'on-hold' ? wordsIn(resource.statusReason) : undefined,
      outcome: UNDONE.has(said) ? (wordsIn(resource.statusReason) ?? 'not needed') : undefined,
    }),
  }
}

function kindOf(code: JsonObject | undefined) {
  const words = objectsOf(code?.coding).flatMap((one) => [textIn(one.code), textIn(one.display)])
  for (const word of [...words, textIn(code?.text)]) {
    const kind = word === undefined ? undefined : taskNamed(word)
    if (kind !== undefined) return kind
  }
  return undefined
}

/** Since when it is done or waited for, else since when it is asked; of one that is over, when it last changed. */
function timesOf(resource: JsonObject, status: EventStatus, receivedAt: string) {
  const period = periodIn(resource.executionPeriod)
  const asked = whenIn(resource.authoredOn)
  const startAt = asked ?? period.startAt
  const over = status === 'finished'
  const endAt = over ? (period.endAt ?? whenIn(resource.lastModified)) : undefined
  for (const [element, at] of [
    [asked === undefined ? 'executionPeriod' : 'authoredOn', startAt],
    [period.endAt === undefined ? 'lastModified' : 'executionPeriod', endAt],
  ] as const) {
    if (believed(at, receivedAt) !== at) {
      throw new Unreadable('the time is still to come', `Task.${element}`)
    }
  }
  if (startAt === undefined) {
    throw new Unreadable('it does not say since when it waits', 'Task.authoredOn')
  }
  if (over && endAt === undefined) {
    throw new Unreadable('it is over, and does not say since when', 'Task.executionPeriod')
  }
  if (endAt !== undefined && Date.parse(endAt) < Date.parse(startAt)) {
    throw new Unreadable('the task is closed before it was opened', 'Task.executionPeriod')
  }
  return { startAt, endAt }
}
