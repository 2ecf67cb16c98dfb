import { plainStatus } from './code-words.ts'
import {
  displayOf,
  notesOf,
  objectOf,
  objectsOf,
  statusOf,
  stringOf,
  wordsOf,
  wordsOfAll,
} from './fhir.ts'
import { quantityWords } from './quantity-words.ts'
import { topicOf } from './read-alert.ts'
import type { JsonObject } from './resource.ts'
import { fullDate, isAhead, isOver, spanWords } from './span.ts'
import { foldWords, OVER, type Reading, unsure, WRONG } from './statement.ts'
import { timingWords } from './timing-words.ts'

const GOAL_OVER = new Set(['completed', 'cancelled', 'rejected'])
const GOAL_WORDS: ReadonlyMap<string, string | undefined> = new Map([
  ['active', undefined],
  ['accepted', undefined],
  ['planned', 'planned'],
  ['proposed', 'proposed'],
  ['on-hold', 'on hold'],
])

/** FHIR R4 Goal: what matters to the person, in their own words. */
export function readGoal(content: JsonObject): Reading {
  const [status] = statusOf(content.lifecycleStatus)
  if (status === 'entered-in-error') return WRONG
  if (status !== undefined && GOAL_OVER.has(status)) return OVER
  const what = wordsOf(content.description, 'a wish')
  if (what === undefined) return unsure('It does not say what is wished for.')
  const start = stringOf(content.startDate)
  return {
    stands: 'yes',
    section: 'wishes',
    concept: objectOf(content.description),
    what,
    about: foldWords(what),
    says: [
      status === undefined || GOAL_WORDS.has(status)
        ? GOAL_WORDS.get(status ?? '')
        : plainStatus(status),
      stringOf(content.statusReason),
      wordsOf(content.achievementStatus, 'a state'),
      wordsOf(content.priority, 'an urgency'),
      wordsOf(content.startCodeableConcept, 'a start'),
      ...objectsOf(content.target).flatMap(dueWords),
    ].filter((part) => part !== undefined),
    aside: [displayOf(content.expressedBy), ...notesOf(content.note)].filter(
      (part) => part !== undefined,
    ),
    when: start === undefined ? undefined : { is: 'since', at: start },
  }
}

function dueWords({ dueDate, dueDuration }: JsonObject): string[] {
  const date = stringOf(dueDate)
  const lasts = quantityWords(dueDuration)
  return [
    ...(date === undefined ? [] : [`by ${fullDate(date)}`]),
    ...(lasts === undefined ? [] : [`within ${lasts}`]),
  ]
}

const PLAN_OVER = new Set(['revoked', 'completed'])
const PLAN_WORDS: ReadonlyMap<string, string | undefined> = new Map([
  ['active', undefined],
  ['on-hold', 'on hold'],
  ['unknown', 'not known whether it still holds'],
])

/** FHIR R4 CarePlan: what was agreed to be done, unfolded. */
export function readCarePlan(content: JsonObject, now: Date): Reading {
  const [status] = statusOf(content.status)
  if (status === 'entered-in-error') return WRONG
  if ((status !== undefined && PLAN_OVER.has(status)) || isOver(content.period, now)) return OVER
  const intent = stringOf(content.intent)
  const meant = intent === undefined || intent === 'plan' || intent === 'order'
  if (!meant || status === 'draft' || status === undefined)
    return unsure('It is a draft or a proposal.')
  const kinds = wordsOfAll(content.category, 'a plan')
  const what = stringOf(content.title) ?? kinds[0] ?? 'Care plan'
  const topic = topicOf([what, ...kinds].join(' '))
  const start = stringOf(objectOf(content.period)?.start)
  return {
    stands: 'yes',
    section: topic === undefined ? 'plans' : 'alerts',
    what,
    about: topic ?? foldWords(what),
    ...(topic === undefined ? {} : { nameCounts: true as const }),
    says: [
      PLAN_WORDS.has(status) ? PLAN_WORDS.get(status) : plainStatus(status),
      intent === 'order' ? 'ordered' : undefined,
      isAhead(content.period, now) || stringOf(objectOf(content.period)?.end) !== undefined
        ? spanWords(content.period)
        : undefined,
      stringOf(content.description),
      ...objectsOf(content.activity).flatMap(({ detail }) => activityWords(objectOf(detail))),
    ].filter((part) => part !== undefined),
    aside: [
      ...kinds.filter((one) => one !== what),
      ...objectsOf(content.addresses).flatMap((one) => {
        const display = displayOf(one)
        return display === undefined ? [] : [`for ${display}`]
      }),
      ...notesOf(content.note),
    ],
    when:
      start === undefined || isAhead(content.period, now) ? undefined : { is: 'since', at: start },
  }
}

const DONE = new Set(['completed', 'cancelled', 'stopped'])
const ACTIVITY: ReadonlyMap<string, string | undefined> = new Map([
  ['in-progress', undefined],
  ['not-started', 'not begun'],
  ['scheduled', 'arranged'],
  ['on-hold', 'on hold'],
  ['unknown', 'not known whether it is done'],
])

/** What is over or was taken back is left out; what must not be done is said as that. */
function activityWords(detail: JsonObject | undefined): string[] {
  const [status] = statusOf(detail?.status)
  if (detail === undefined || status === 'entered-in-error' || DONE.has(status ?? '')) return []
  const product =
    wordsOf(detail.productCodeableConcept, 'something') ?? displayOf(detail.productReference)
  const named = [wordsOf(detail.code, 'something'), product, stringOf(detail.description)].filter(
    (part) => part !== undefined,
  )
  if (named.length === 0) return []
  const state = ACTIVITY.has(status ?? '') ? ACTIVITY.get(status ?? '') : plainStatus(status!)
  const more = [
    stringOf(detail.scheduledString) ??
      timingWords(detail.scheduledTiming) ??
      spanWords(detail.scheduledPeriod),
    quantityWords(detail.dailyAmount) && `${quantityWords(detail.dailyAmount)} a day`,
    quantityWords(detail.quantity),
    state,
  ].filter((part) => part !== undefined)
  const words = [named.join(': '), ...more].join(', ')
  return [detail.doNotPerform === true ? `do not: ${words}` : words]
}
