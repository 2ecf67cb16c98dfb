import { addDays, isWithoutTime, londonDate, startOfLondonDay } from '../kernel/index.ts'
import type { Counted } from '../record/index.ts'

/** So many days after somebody left it is asked how they are. */
export const MARKS = [7, 28, 84, 91] as const
export type Mark = (typeof MARKS)[number]

/**
 * How somebody is on such a day. `came-back`: taken in again, not as planned, at any time up to it; `not-yet`: the day
 * has not come; `unknown`: nothing that arrives here tells.
 */
export const OUTCOMES_AFTER = [
  'home',
  'came-back',
  'care-home',
  'died',
  'unknown',
  'not-yet',
] as const
export type OutcomeAfter = (typeof OUTCOMES_AFTER)[number]

export const WENT = ['home', 'care-home', 'elsewhere'] as const

/** What came after a stay that somebody left alive. Moments are ISO, days YYYY-MM-DD. */
export type AfterLeaving = {
  readonly left: string
  /** where they were said to go: home, to a care home, or where nobody tells of them any more */
  readonly went: (typeof WENT)[number]
  /** the first unplanned stay after it */
  readonly cameBack?: string
  /** '' where nobody says when */
  readonly died?: string
  /** days in a care home after it; the last, in it, is absent while it goes on */
  readonly careHome: readonly { readonly from: string; readonly to?: string }[]
}

const DIED_METHODS = new Set(['4', '79', 'exp'])
/** Discharge destinations of the NHS data dictionary, and FHIR's. */
const HOMES = new Set(['19', '29', 'home', 'alt-home'])
const CARE_HOMES = new Set(['54', '65', '85', 'long', 'snf'])
/** Admission methods that are planned, and moves between hospitals, by the NHS data dictionary and FHIR. */
const PLANNED = new Set(['11', '12', '13', '31', '32', '81', 'hosp-trans', 'born'])
const CARE_HOME = /care home|nursing home|residential care|nursing care/i

/**
 * Pure: what is known to have come after a stay; undefined while it goes on, where nobody says when it ended, and where
 * it ended with their death.
 *
 * @param died YYYY-MM-DD, '' where nobody says when; undefined where they are not known to have died
 */
export function afterLeaving(
  stay: Counted,
  known: readonly Counted[],
  died: string | undefined,
): AfterLeaving | undefined {
  const { end: left, status, destination, dischargeMethod } = stay
  if (status !== 'finished' || left === undefined) return undefined
  if ([destination, dischargeMethod].some((word) => DIED_METHODS.has(word ?? ''))) return undefined
  const back = known
    .filter((one) => one.id !== stay.id && isUnplannedStay(one))
    .map(({ start }) => start!)
    .filter((start) => Date.parse(start) >= Date.parse(left))
    .sort((a, b) => Date.parse(a) - Date.parse(b))[0]
  const inHospital = known.find((one) => {
    const isDeath = [one.destination, one.dischargeMethod].some((word) =>
      DIED_METHODS.has(word ?? ''),
    )
    return one.kind === 'stay' && isDeath && one.end !== undefined && one.end >= left
  })
  const death = died || (inHospital && londonDate(inHospital.end!)) || died
  const careHome = known.filter(isCareHome).flatMap(({ start, end }) => {
    if (start === undefined) return []
    const over = end !== undefined && londonDate(end) < londonDate(left)
    return over ? [] : [{ from: londonDate(start), ...(end ? { to: londonDate(end) } : {}) }]
  })
  return {
    left,
    went: wentTo(destination),
    ...(back === undefined ? {} : { cameBack: back }),
    ...(death === undefined ? {} : { died: death }),
    careHome,
  }
}

function isUnplannedStay({ kind, status, gone, admission = '', start }: Counted): boolean {
  if (kind !== 'stay' || gone !== undefined || start === undefined) return false
  return (status === 'active' || status === 'finished') && !PLANNED.has(admission)
}

function isCareHome({ kind, status, gone, label }: Counted): boolean {
  if (status === 'cancelled' || status === 'planned' || gone !== undefined) return false
  return kind === 'residence' || (kind === 'service' && CARE_HOME.test(label))
}

function wentTo(destination: string | undefined): AfterLeaving['went'] {
  if (destination !== undefined && HOMES.has(destination)) return 'home'
  return destination !== undefined && CARE_HOMES.has(destination) ? 'care-home' : 'elsewhere'
}

/** Pure: how they were at the end of the day that is so many days after the one on which they left. */
export function outcomeAt(after: AfterLeaving, days: number, now: Date): OutcomeAfter {
  const day = addDays(londonDate(after.left), days)
  const ends = startOfLondonDay(addDays(day, 1))
  if (now < ends) return 'not-yet'
  const { died, cameBack, careHome, went } = after
  if (died !== undefined && died !== '' && died <= day) return 'died'
  if (cameBack !== undefined && Date.parse(beginning(cameBack)) < ends.getTime()) return 'came-back'
  if (died === '') return 'unknown'
  if (careHome.some(({ from, to }) => from <= day && (to === undefined || day <= to))) {
    return 'care-home'
  }
  if (went !== 'care-home') return went === 'home' ? 'home' : 'unknown'
  // Nobody here has heard of them there: whoever pays themselves is in no council's record.
  return careHome.length === 0 ? 'care-home' : 'home'
}

function beginning(moment: string): string {
  return isWithoutTime(moment) ? startOfLondonDay(londonDate(moment)).toISOString() : moment
}

/** `2026-03-17` for 7 days after the 10th. */
export function dayOfMark({ left }: AfterLeaving, days: number): string {
  return addDays(londonDate(left), days)
}

const WORDS: Readonly<Record<OutcomeAfter, string>> = {
  home: 'still at home',
  'came-back': 'came back to hospital',
  'care-home': 'in a care home',
  died: 'died',
  unknown: 'not known',
  'not-yet': 'not yet',
}

export function outcomeWords(outcome: OutcomeAfter): string {
  return WORDS[outcome]
}
