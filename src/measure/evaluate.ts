import { DAY_MS, londonDate } from '../kernel/index.ts'
import type { Facts, Month, OccurrenceFact, PersonFact, Row } from './fact.ts'
import type { Amount, Condition, Moment, Other, Rules, SimpleCondition, Touches } from './rule.ts'

/**
 * The second calculator: works a measure from facts alone, by its rules, person by person. It knows nothing of the
 * query, and was written without it.
 */
export function evaluate(
  rules: Rules,
  { persons, occurrences, ofYear }: Facts,
  months: readonly Month[],
): Row[] {
  const own = Map.groupBy(occurrences, ({ person }) => person)
  return persons.flatMap((person) => {
    const all = own.get(person.person) ?? []
    const ones = all.filter(({ kind }) => kind === rules.of)
    if (ones.length === 0) return []
    const touched = touchedIn(rules.touches, ones, months)
    return months.flatMap((month, at) => {
      const row = rowOf(rules, { person, all, month, ofYear }, touched[at]!)
      return row === undefined ? [] : [row]
    })
  })
}

/** Of one person in one month. */
type About = {
  readonly person: PersonFact
  readonly all: readonly OccurrenceFact[]
  readonly month: Month
  readonly ofYear: number
}

function rowOf(rules: Rules, about: About, ones: readonly OccurrenceFact[]): Row | undefined {
  let numerator = 0
  let denominator = 0
  for (const one of ones) {
    if (!rules.where.every((condition) => holds(condition, one, about))) continue
    const above = (rules.above.where ?? []).every((condition) => holds(condition, one, about))
    if (above) numerator += amountOf(rules.above.amount, rules.touches, one, about.month)
    if (rules.below !== 'nothing')
      denominator += amountOf(rules.below, rules.touches, one, about.month)
  }
  if (rules.once) {
    numerator = Math.min(numerator, 1)
    denominator = Math.min(denominator, 1)
  }
  if (numerator === 0 && denominator === 0) return undefined
  return { person: about.person.person, month: about.month.month, numerator, denominator }
}

/** Which of them count in each month. A moment has one month, so it is asked for once. */
function touchedIn(
  touches: Touches,
  ones: readonly OccurrenceFact[],
  months: readonly Month[],
): readonly (readonly OccurrenceFact[])[] {
  if (!('in' in touches)) {
    return months.map((month) => ones.filter((one) => isTouched(touches, one, month)))
  }
  const byMonth = Map.groupBy(ones, (one) => {
    const at = one[touches.in]
    return at === undefined ? '' : dayAfter(at, touches.plus ?? 0).slice(0, 7)
  })
  return months.map(({ month }) => byMonth.get(month) ?? [])
}

type Spanning = Exclude<Touches, { in: unknown }>

function isTouched(touches: Spanning, one: OccurrenceFact, month: Month): boolean {
  if ('span' in touches) return midnightsIn(touches.span, one, month) > 0
  const [from, to] = touches.endOf
  const begun = one[from]
  if (begun === undefined || Date.parse(begun) >= month.to.getTime()) return false
  const ended = one[to]
  return ended === undefined ? isOpen(one) : Date.parse(ended) >= month.to.getTime()
}

/** What has no end goes on only where it is said to. */
function isOpen({ status }: OccurrenceFact): boolean {
  return status === 'active'
}

/** How many days of the month begin while it goes on. */
function midnightsIn([from, to]: [Moment, Moment], one: OccurrenceFact, month: Month): number {
  const begun = one[from]
  if (begun === undefined) return 0
  const ended = one[to]
  if (ended === undefined && !isOpen(one)) return 0
  const first = Math.max(Date.parse(begun), month.from.getTime())
  const last = Math.min(
    ended === undefined ? Number.POSITIVE_INFINITY : Date.parse(ended),
    month.to.getTime(),
  )
  if (last <= first) return 0
  return daysBetween(new Date(first).toISOString(), new Date(last).toISOString())
}

function amountOf(amount: Amount, touches: Touches, one: OccurrenceFact, month: Month): number {
  if (amount === 'one') return 1
  if (amount === 'midnights') return 'span' in touches ? midnightsIn(touches.span, one, month) : 0
  const [from, to] = amount.days
  const [a, b] = [one[from], one[to]]
  return a === undefined || b === undefined ? 0 : Math.max(0, daysBetween(a, b))
}

function holds(condition: Condition, one: OccurrenceFact, about: About): boolean {
  if ('some' in condition) return about.all.some((its) => isSuch(condition.some, its, one, about))
  if ('none' in condition) return !about.all.some((its) => isSuch(condition.none, its, one, about))
  if ('alive' in condition) {
    const at = one[condition.alive.after]
    if (at === undefined) return false
    const told = one.died_known_at
    return told === undefined || londonDate(told) > dayAfter(at, condition.alive.days)
  }
  return isSo(condition, one, about)
}

function isSo(condition: SimpleCondition, one: OccurrenceFact, about: About): boolean {
  if ('is' in condition) return condition.is.includes(one[condition.field] ?? '')
  if ('begins' in condition) {
    return condition.begins.some((text) => one[condition.field]?.startsWith(text) === true)
  }
  if ('known' in condition) return one[condition.known] !== undefined
  if ('unknown' in condition) return one[condition.unknown] === undefined
  if ('age' in condition) {
    const { age } = about.person
    if (age === undefined) return false
    const then = age - (about.ofYear - Number(about.month.month.slice(0, 4)))
    return then >= condition.age.from && then <= (condition.age.to ?? Number.POSITIVE_INFINITY)
  }
  const [from, to] = condition.days
  const last = new Date(about.month.to.getTime() - 1).toISOString()
  const [a, b] = [one[from], to === 'month_end' ? last : one[to]]
  if (a === undefined || b === undefined) return false
  const days = daysBetween(a, b)
  return days >= (condition.least ?? -Infinity) && days <= (condition.most ?? Infinity)
}

function isSuch(wanted: Other, its: OccurrenceFact, one: OccurrenceFact, about: About): boolean {
  if (its === one || its.kind !== wanted.of) return false
  if (!(wanted.where ?? []).every((condition) => isSo(condition, its, about))) return false
  if (wanted.begins !== undefined) {
    const { after, from, to, later } = wanted.begins
    const [anchor, begun] = [one[after], its.start_at]
    if (anchor === undefined || begun === undefined) return false
    const days = daysBetween(anchor, begun)
    if (days < from || days > to) return false
    if (later && Date.parse(begun) < Date.parse(anchor)) return false
  }
  if (wanted.covers !== undefined) {
    const { after, days } = wanted.covers
    const [anchor, begun] = [one[after], its.start_at]
    if (anchor === undefined || begun === undefined) return false
    const day = dayAfter(anchor, days)
    if (londonDate(begun) > day) return false
    return its.end_at === undefined ? isOpen(its) : londonDate(its.end_at) > day
  }
  return true
}

/** Days of the calendar in London from one moment to another. */
function daysBetween(from: string, to: string): number {
  return Math.round((dayNumber(londonDate(to)) - dayNumber(londonDate(from))) / DAY_MS)
}

function dayAfter(at: string, days: number): string {
  return new Date(dayNumber(londonDate(at)) + days * DAY_MS).toISOString().slice(0, 10)
}

function dayNumber(day: string): number {
  return Date.parse(`${day}T00:00:00Z`)
}
