import { addDays, daysFromTo, formatPounds, type Pence } from '../kernel/index.ts'
import { formatFullDate } from '../shell/index.ts'
import { apportion } from './apportion.ts'
import { lastDayOf, periodOf } from './period.ts'

/** Something that is known to change of what a scheme spends. Days are both counted. */
export type KnownChange = {
  readonly id: string
  readonly fund: string
  readonly scheme: string
  readonly from: string
  /** none: to the end of the year */
  readonly until?: string
  /** pence a week, below nothing where less is spent; */
  readonly weekly?: Pence
  /** or so many times as much as before: `1.04` */
  readonly factor?: string
  /** of care that was called off: by which contract, from whom, for what */
  readonly contract?: string
  readonly supplier?: string
  readonly activity?: string
  readonly reason: string
  readonly actor: string
  readonly name: string
  readonly learntAt: string
}

const WEEK = 7n

/** What so much a week comes to between two days, and in each month of them; together, all of it to the penny. */
export function monthlyOf(
  weekly: Pence,
  from: string,
  until: string,
): { readonly month: string; readonly pence: Pence }[] {
  const days = new Map<string, bigint>()
  for (let day = from; day <= until; ) {
    const month = periodOf(day)
    const last = lastDayOf(month) < until ? lastDayOf(month) : until
    days.set(month, daysFrom(day, last))
    day = addDays(last, 1)
  }
  const all = [...days.values()].reduce((sum, one) => sum + one, 0n)
  if (all === 0n) return []
  const parts = apportion((weekly * all) / WEEK, [...days.values()])
  return [...days.keys()].map((month, at) => ({ month, pence: parts[at]! }))
}

function daysFrom(from: string, to: string): bigint {
  return BigInt(daysFromTo(from, to) + 1)
}

export type Running = {
  /** the months of the year that are over, and those that are not */
  readonly over: readonly string[]
  readonly left: readonly string[]
  /** what was spent in the months that are over */
  readonly spent: readonly Pence[]
}

/**
 * By how much a year will end otherwise than if its months to come were like those that are over: of what goes on all
 * the time a part is in those already, and is not counted again. Pence, in floating point: it is an estimate.
 */
export function effectOf(change: KnownChange, { over, left, spent }: Running): number {
  const [first, last] = [left[0], left.at(-1)]
  if (first === undefined || last === undefined || over.length === 0) return 0
  const ends = lastDayOf(last)
  const until = change.until !== undefined && change.until < ends ? change.until : ends
  if (change.weekly !== undefined) {
    const months = change.from > until ? [] : monthlyOf(change.weekly, change.from, until)
    const sum = (of: readonly string[]) =>
      months.reduce((all, { month, pence }) => (of.includes(month) ? all + Number(pence) : all), 0)
    return sum(left) - (sum(over) * left.length) / over.length
  }
  // A price that has changed in the months that are over is in their mean in part: only what is to come is counted.
  if (change.from <= lastDayOf(over.at(-1)!)) return 0
  const mean = spent.reduce((all, one) => all + Number(one), 0) / over.length
  const after = left.reduce((all, month) => all + partAfter(month, change.from, until), 0)
  return mean * after * (Number(change.factor) - 1)
}

/** The part of a month that lies between two days. */
function partAfter(month: string, from: string, until: string): number {
  const [first, last] = [`${month}-01`, lastDayOf(month)]
  const [begins, ends] = [from > first ? from : first, until < last ? until : last]
  return begins > ends ? 0 : Number(daysFrom(begins, ends)) / Number(daysFrom(first, last))
}

/** `Care called off from Harbour Care, £1,200 a week from 1 January 2027 to 31 March 2027: it is £9,000 more.` */
export function changeWords(change: KnownChange, effect: number): string {
  const { reason, weekly, factor, from, until } = change
  const how = weekly === undefined ? `by ${factor}` : `${pounds(Number(weekly))} a week`
  const to = until === undefined ? '' : ` to ${formatFullDate(until)}`
  const more = `${pounds(Math.abs(effect))} ${effect < 0 ? 'less' : 'more'}`
  return `${reason}, ${how} from ${formatFullDate(from)}${to}: ${more}.`
}

function pounds(pence: number): string {
  return formatPounds(BigInt(Math.round(pence)), { pence: false })
}
