import { addDays, dayInLondon, startOfLondonDay } from '../kernel/index.ts'
import { type Disclosed, type DisclosureRule, disclose, discloseTable } from '../record/index.ts'
import { destinationsOf } from './destination-list.ts'
import { midnightsIn, minuteOf } from './minute.ts'
import {
  type Body,
  CONFIDENTIAL,
  cellOfTold,
  NOT_APPLICABLE,
  type ReturnRow,
} from './national-return.ts'
import type { ReadyStay, WaitedFor } from './queries-return.ts'
import { labelOf, REASONS } from './reason-list.ts'
import { isAskedFor, type SitrepName } from './sitrep-list.ts'

/** Of a return: who was ready in the month, what they waited for, and up to when that is known. */
export type SitrepKnown = {
  readonly stays: readonly ReadyStay[]
  readonly reasons: readonly WaitedFor[]
  readonly month: string
  readonly now: Date
  /** what a day in a hospital bed costs, in pence; absent where no clause says so */
  readonly bedDay?: bigint
}

const DAILY = 'Daily metric'
const WEEKLY = 'Weekly snapshot metric'
const LONG_DAYS = [7, 14] as const
const LOST_DAYS = [7, 14, 21] as const

/**
 * The acute discharge situation report of a month, of one body: who did not meet the criteria to reside on each day,
 * who of them left, who was still there at its end; by which way; what those waited for who had been in for 7 days and
 * more, as a mean of the Mondays; and the days that they had lost by then.
 */
export function sitrepRows(known: SitrepKnown, body: Body, rule: DisclosureRule): ReturnRow[] {
  const own = known.stays.filter(({ organisation }) => body.has(organisation))
  const reasons = known.reasons.filter(({ organisation }) => body.has(organisation))
  const days = daysOf(known)
  const row = (
    period: string,
    group: SitrepName,
    metric: string,
    told: Disclosed,
    type = DAILY,
  ): SitrepRow => ({ period, group, metric, type, value: cellOfTold(told) })
  const mondays = days.filter((day) => new Date(`${day}T00:00:00Z`).getUTCDay() === 1)
  const all = [
    ...days.flatMap((day) => dailyRows(own, day, rule, row)),
    ...wayRows(own, known.month, days, rule, row),
    ...LONG_DAYS.flatMap((long) => {
      return reasonRows(reasons, known.month, mondays, long, rule).map(({ metric, told }) =>
        row(`${known.month}-01`, `Delay reason LOS ${long}+` as const, metric, told, WEEKLY),
      )
    }),
    ...mondays.flatMap((day) =>
      LOST_DAYS.map((long) => {
        const told = lostDays(own, day, long, rule)
        const metric = `Additional bed days lost, LOS ${long}+`
        return row(day, 'Additional bed days lost', metric, told, WEEKLY)
      }),
    ),
    ...costRows(own, known, days, rule),
  ]
  return all.filter(({ group }) => isAskedFor(group, known.month))
}

type SitrepRow = ReturnRow & { readonly group: SitrepName }
type Row = (period: string, group: SitrepName, metric: string, told: Disclosed) => SitrepRow

function dailyRows(
  stays: readonly ReadyStay[],
  day: string,
  rule: DisclosureRule,
  row: Row,
): SitrepRow[] {
  const [from, to] = [startOfLondonDay(day), startOfLondonDay(addDays(day, 1))]
  const ready = stays.filter(({ readyAt, leftAt }) => {
    return readyAt < to && (leftAt === null || leftAt >= from)
  })
  const left = ready.filter(({ leftAt }) => leftAt !== null && leftAt < to)
  const stayed = ready.filter((one) => !left.includes(one))
  const five = new Date(from.getTime() + FIVE_MS)
  const early = left.filter(({ leftAt }) => leftAt! <= five)
  const late = left.filter((one) => !early.includes(one))
  const [all, [gone, there]] = divided(rule, ready, [left, stayed])
  const [, [before, after]] = divided(rule, left, [early, late])
  // Of parts of a part nothing is told where it is not told itself.
  const told = (part: Disclosed) => ('about' in gone! ? part : gone!)
  return [
    row(day, 'NCTR', 'Patients who no longer meet the criteria to reside', all),
    row(day, 'Discharges', 'Of those, discharged by the end of the day', gone!),
    row(day, 'Discharges', 'Of those, discharged by 17:00', told(before!)),
    row(day, 'Discharges', 'Of those, discharged between 17:01 and 23:59', told(after!)),
    row(day, 'NCTR not discharged', 'Of those, not discharged by the end of the day', there!),
  ]
}

/** Of London: the day on which clocks change is told as if they did not. */
const FIVE_MS = 17 * 3_600_000

/** A whole and the parts that make it, each told only where what the others are does not tell of it. */
function divided(
  rule: DisclosureRule,
  whole: readonly ReadyStay[],
  parts: readonly (readonly ReadyStay[])[],
): [whole: Disclosed, parts: Disclosed[]] {
  const table = discloseTable(rule, {
    lines: ['day'],
    whole: [{ people: peopleIn(whole) }],
    splits: [
      {
        name: 'parts',
        parts: parts.map((part, at) => ({ name: String(at), cells: [{ people: peopleIn(part) }] })),
      },
    ],
  })
  const alone = new Map(
    table.splits[0]!.parts.flatMap(({ names, told }) =>
      names.length === 1 ? [[names[0]!, told[0]!] as const] : [],
    ),
  )
  const tooFew: Disclosed = { tooFew: true }
  return [table.whole[0]!, parts.map((_, at) => alone.get(String(at)) ?? tooFew)]
}

/**
 * The midnights of the month that people in for 7 days and more had to wait for, and what they cost by the price that
 * the agreement has, from what is told of them; `[z]` where it has none.
 */
function costRows(
  stays: readonly ReadyStay[],
  { month, bedDay }: Pick<SitrepKnown, 'month' | 'bedDay'>,
  days: readonly string[],
  rule: DisclosureRule,
): SitrepRow[] {
  const [long] = LONG_DAYS
  const lost = days.map((day) => {
    const at = startOfLondonDay(day)
    return stays.filter((one) => isThere(one, at) && isLong(one.admittedAt, day, long))
  })
  const told = disclose(rule, {
    people: peopleIn(lost.flat()),
    amount: lost.reduce((sum, some) => sum + some.length, 0),
  })
  const cost = 'about' in told && bedDay !== undefined ? (BigInt(told.about) * bedDay) / 100n : ''
  const row = (metric: string, value: string): SitrepRow => {
    return { period: `${month}-01`, group: 'Delay reason LOS 7+ Costs', metric, type: DAILY, value }
  }
  return [
    row('Delayed bed days', cellOfTold(told)),
    row(
      'Cost of delayed bed days (GBP)',
      bedDay === undefined ? NOT_APPLICABLE : cost === '' ? CONFIDENTIAL : String(cost),
    ),
  ]
}

function isThere({ readyAt, leftAt }: ReadyStay, at: Date): boolean {
  return readyAt < at && (leftAt === null || leftAt > at)
}

/** By the way home, and by whether it led to a care home: what the return divides further is told together. */
function wayRows(
  stays: readonly ReadyStay[],
  month: string,
  days: readonly string[],
  rule: DisclosureRule,
  row: Row,
): SitrepRow[] {
  const known = new Set(days)
  const left = stays.filter(({ leftAt }) => leftAt !== null && known.has(dayInLondon(leftAt)))
  return destinationsOf(month).map(({ words, pathway, went }) => {
    const some = left.filter((one) => {
      const where = one.went ?? 'elsewhere'
      return one.pathway === pathway && (went === undefined || went.includes(where))
    })
    const told = disclose(rule, { people: peopleIn(some), amount: some.length })
    return row(`${month}-01`, 'Discharge destination', words, told)
  })
}

/** The mean of the Mondays, of those who had been in for so many days; each reason once for a person. */
function reasonRows(
  reasons: readonly WaitedFor[],
  month: string,
  mondays: readonly string[],
  long: number,
  rule: DisclosureRule,
): { metric: string; told: Disclosed }[] {
  const listed = REASONS.filter(
    ({ from, to = '9999' }) => from <= `${month}-01` && `${month}-01` <= to,
  )
  const snapshots = mondays.map((day) => {
    const at = startOfLondonDay(day)
    return reasons.filter(({ from, to, admittedAt }) => {
      return from <= at && (to === null || to > at) && isLong(admittedAt, day, long)
    })
  })
  return listed.map((reason) => {
    const { words } = reason
    const people = snapshots.map((all) => {
      return new Set(all.filter(({ reason }) => reason === words).map(({ person }) => person))
    })
    const together = new Set(people.flatMap((some) => [...some])).size
    const sum = people.reduce((all, { size }) => all + size, 0)
    const amount = mondays.length === 0 ? 0 : sum / mondays.length
    return { metric: labelOf(reason), told: disclose(rule, { people: together, amount }) }
  })
}

/** Of whoever is still there that morning after so many days: the midnights since they were ready. */
function lostDays(
  stays: readonly ReadyStay[],
  day: string,
  long: number,
  rule: DisclosureRule,
): Disclosed {
  const at = startOfLondonDay(day)
  const there = stays.filter((one) => isThere(one, at) && isLong(one.admittedAt, day, long))
  const amount = there.reduce((sum, { readyAt }) => {
    return sum + midnightsIn({ from: minuteOf(readyAt), to: minuteOf(at) + 1 }).length
  }, 0)
  return disclose(rule, { people: peopleIn(there), amount })
}

function isLong(admittedAt: Date | null, day: string, days: number): boolean {
  return admittedAt !== null && dayInLondon(admittedAt) <= addDays(day, -days)
}

function peopleIn(stays: readonly ReadyStay[]): number {
  return new Set(stays.map(({ person }) => person)).size
}

/** Days of the month that are over. */
function daysOf({ month, now }: Pick<SitrepKnown, 'month' | 'now'>): string[] {
  const days: string[] = []
  for (let day = `${month}-01`; day.startsWith(month); day = addDays(day, 1)) {
    if (day < dayInLondon(now)) days.push(day)
  }
  return days
}
