import { DAY_MS } from '../kernel/index.ts'
import type { Facts, Month, PersonFact, Row } from './fact.ts'
import type { Amount, Condition, Moment, Other, Rules, SimpleCondition, Touches } from './rule.ts'
import { londonDay, type OwnThings, type Thing, thingsOf } from './thing.ts'

const HOUR_MS = 3_600_000

/**
 * The second calculator: works a measure from facts alone, by its rules, person by person. It knows nothing of the
 * query, and was written without it.
 */
export function evaluate(rules: Rules, facts: Facts, months: readonly Month[]): Row[] {
  const { people, ofYear } = thingsOf(facts)
  const spans = months.map(spanOf)
  const rows: Row[] = []
  for (const { person, own } of people) {
    const ones = own.get(rules.of)
    if (ones === undefined) continue
    for (const [month, touching] of touchedIn(rules.touches, ones, spans)) {
      const row = rowOf(rules, { person, own, month, ofYear }, touching)
      if (row !== undefined) rows.push(row)
    }
  }
  return rows
}

/** A month in numbers: instants from its first up to that of the next, the day of its last, and its year. */
type Span = {
  readonly month: string
  readonly from: number
  readonly to: number
  readonly lastDay: number
  readonly year: number
}

function spanOf({ month, from, to }: Month): Span {
  const [first, next] = [from.getTime(), to.getTime()]
  const lastDay = londonDay(next - 1)
  return { month, from: first, to: next, lastDay, year: Number(month.slice(0, 4)) }
}

/** Of one person in one month. */
type About = {
  readonly person: PersonFact
  readonly own: OwnThings
  readonly month: Span
  readonly ofYear: number
}

function rowOf(rules: Rules, about: About, ones: readonly Thing[]): Row | undefined {
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

/** Which of them count in which months; no month without any. A moment has one month, so it is asked for once. */
function touchedIn(
  touches: Touches,
  ones: readonly Thing[],
  months: readonly Span[],
): Map<Span, Thing[]> {
  const found = new Map<Span, Thing[]>()
  const add = (month: Span, one: Thing) => {
    const before = found.get(month)
    if (before === undefined) found.set(month, [one])
    else before.push(one)
  }
  for (const one of ones) {
    if ('in' in touches) {
      const day = one.day[touches.in]
      if (day === undefined) continue
      const name = new Date((day + (touches.plus ?? 0)) * DAY_MS).toISOString().slice(0, 7)
      const month = months.find((span) => span.month === name)
      if (month !== undefined) add(month, one)
    } else {
      for (const month of months) if (isTouched(touches, one, month)) add(month, one)
    }
  }
  return found
}

type Spanning = Exclude<Touches, { in: unknown }>

function isTouched(touches: Spanning, one: Thing, month: Span): boolean {
  if ('span' in touches) return midnightsIn(touches.span, one, month) > 0
  const [from, to] = touches.endOf
  const begun = one.at[from]
  if (begun === undefined || begun >= month.to) return false
  const ended = one.at[to]
  return ended === undefined ? isOpen(one) : ended >= month.to
}

/** What has no end goes on only where it is said to. */
function isOpen({ said }: Thing): boolean {
  return said.status === 'active'
}

/** How many days of the month begin while it goes on. */
function midnightsIn([from, to]: [Moment, Moment], one: Thing, month: Span): number {
  const begun = one.at[from]
  if (begun === undefined || begun >= month.to) return 0
  const ended = one.at[to]
  if (ended === undefined && !isOpen(one)) return 0
  const first = Math.max(begun, month.from)
  const last = Math.min(ended ?? Number.POSITIVE_INFINITY, month.to)
  return last <= first ? 0 : londonDay(last) - londonDay(first)
}

function amountOf(amount: Amount, touches: Touches, one: Thing, month: Span): number {
  if (amount === 'one') return 1
  if (amount === 'midnights') return 'span' in touches ? midnightsIn(touches.span, one, month) : 0
  const [from, to] = amount.days
  const [a, b] = [one.day[from], one.day[to]]
  return a === undefined || b === undefined ? 0 : Math.max(0, b - a)
}

function holds(condition: Condition, one: Thing, about: About): boolean {
  if ('some' in condition) return hasSuch(condition.some, one, about)
  if ('none' in condition) return !hasSuch(condition.none, one, about)
  if ('alive' in condition) {
    const day = one.day[condition.alive.after]
    if (day === undefined) return false
    return one.diedDay === undefined || one.diedDay > day + condition.alive.days
  }
  return isSo(condition, one, about)
}

function isSo(condition: SimpleCondition, one: Thing, { person, month, ofYear }: About): boolean {
  const { said } = one
  if ('is' in condition) return condition.is.includes(said[condition.field] ?? '')
  if ('begins' in condition) {
    return condition.begins.some((text) => said[condition.field]?.startsWith(text) === true)
  }
  if ('known' in condition) return said[condition.known] !== undefined
  if ('unknown' in condition) return said[condition.unknown] === undefined
  if ('age' in condition) {
    if (person.age === undefined) return false
    const then = person.age - (ofYear - month.year)
    return then >= condition.age.from && then <= (condition.age.to ?? Number.POSITIVE_INFINITY)
  }
  if ('hours' in condition) {
    const [a, b] = condition.hours.map((name) => one.at[name])
    return a !== undefined && b !== undefined && b - a <= condition.most * HOUR_MS
  }
  const [from, to] = condition.days
  const [a, b] = [one.day[from], to === 'month_end' ? month.lastDay : one.day[to]]
  if (a === undefined || b === undefined) return false
  return b - a >= (condition.least ?? -Infinity) && b - a <= (condition.most ?? Infinity)
}

function hasSuch(wanted: Other, one: Thing, about: About): boolean {
  return (about.own.get(wanted.of) ?? []).some((its) => isSuch(wanted, its, one, about))
}

function isSuch(wanted: Other, its: Thing, one: Thing, about: About): boolean {
  if (its === one) return false
  if (!(wanted.where ?? []).every((condition) => isSo(condition, its, about))) return false
  if (wanted.begins !== undefined) {
    const { after, from, to, later } = wanted.begins
    const [anchor, begun] = [one.day[after], its.day.start_at]
    if (anchor === undefined || begun === undefined) return false
    if (begun - anchor < from || begun - anchor > to) return false
    if (later && its.at.start_at! < one.at[after]!) return false
  }
  if (wanted.covers !== undefined) {
    const { after, days } = wanted.covers
    const [anchor, begun] = [one.day[after], its.day.start_at]
    if (anchor === undefined || begun === undefined || begun > anchor + days) return false
    return its.day.end_at === undefined ? isOpen(its) : its.day.end_at > anchor + days
  }
  return true
}
