import type { Agreement } from '../agreement/index.ts'
import { type Disclosed, disclose, discloseTable, disclosureRule } from '../record/index.ts'
import type { CountingPlace } from './count-bands.ts'
import { asNumber, type Fraction, fraction, NONE, plus, times, WHOLE } from './fraction.ts'
import {
  ALWAYS,
  DAY_MINUTES,
  type Minute,
  midnightsIn,
  minuteOf,
  type Span,
  shared,
} from './minute.ts'
import type { Division } from './queries.ts'
import { sharesBetween, type WaitingShare } from './queries-counting.ts'

/** By what minutes of waiting can be counted. */
export const SPLITS = ['holder', 'task', 'reason', 'ward', 'pathway', 'council', 'group'] as const
export type SplitBy = (typeof SPLITS)[number]

/** Of what nobody holds, for whom nothing is open, and of whom it is not known. */
export const NOBODY = 'nobody'

/** Exact: not to be shown. A person can be in several rows; the parts of a minute sum to it over all of them. */
export type TotalRow = {
  readonly key: string
  readonly people: number
  readonly stays: number
  readonly minutes: Fraction
  readonly bedDays: Fraction
  readonly unresolved: Fraction
}

/** What is said of the stay itself divides no minute: then those of the holders are counted. */
function divisionOf(by: SplitBy): Division {
  return by === 'task' || by === 'reason' ? by : 'holder'
}

function keyOf(share: WaitingShare, by: SplitBy): string {
  switch (by) {
    case 'ward':
      return share.unit ?? NOBODY
    case 'pathway':
      return share.pathway ?? NOBODY
    case 'council':
      return share.council ?? NOBODY
    case 'group':
      return share.ethnicGroup
    default:
      return share.key === '' ? NOBODY : share.key
  }
}

type Sum = { people: Set<string>; stays: Set<string> } & Record<
  'minutes' | 'bedDays' | 'unresolved',
  Fraction
>

/** Minutes and bed days of waiting within a period, by key: the keys in their order. */
export function totalRows(shares: readonly WaitingShare[], within: Span, by: SplitBy): TotalRow[] {
  const sums = new Map<string, Sum>()
  for (const one of shares) {
    const part = shared(spanOf(one), within)
    if (part === undefined) continue
    const key = keyOf(one, by)
    const sum = sums.get(key) ?? emptySum()
    sums.set(key, sum)
    sum.people.add(one.person)
    sum.stays.add(`${one.person} ${one.admittedAt?.toISOString() ?? ''}`)
    const share = fraction(BigInt(one.parts), BigInt(one.whole))
    const length = part.to - part.from
    sum.minutes = plus(sum.minutes, times(share, length))
    sum.bedDays = plus(sum.bedDays, times(share, midnightsIn(part).length))
    sum.unresolved = plus(sum.unresolved, times(openOf(one, by, share), length))
  }
  return [...sums]
    .map(([key, { people, stays, ...sum }]) => {
      return { key, people: people.size, stays: stays.size, ...sum }
    })
    .sort((a, b) => (a.key < b.key ? -1 : 1))
}

/**
 * Of the holders' division what is nobody's is unresolved, and nothing else; of the others each part is, as the
 * whole.
 */
function openOf(one: WaitingShare, by: SplitBy, share: Fraction): Fraction {
  if (divisionOf(by) === 'holder') return one.key === '' ? share : NONE
  return fraction(share.parts * BigInt(one.openParts), share.of * BigInt(one.openWhole))
}

function emptySum(): Sum {
  return { people: new Set(), stays: new Set(), minutes: NONE, bedDays: NONE, unresolved: NONE }
}

function spanOf({ from, to }: WaitingShare): Span {
  return { from: minuteOf(from), to: to === null ? ALWAYS : minuteOf(to) }
}

/** As it may be told: several keys together where one of them is of too few people. */
export type ToldRow = {
  readonly keys: readonly string[]
  readonly stays: Disclosed
  readonly minutes: Disclosed
  readonly bedDays: Disclosed
  readonly unresolved: Disclosed
}

/**
 * Parties as the agreement has them, then what else there is, then what is nobody's. What is of too few is told with
 * what follows it: so the order must say nothing of how many there are.
 */
function inAgreedOrder(rows: readonly TotalRow[], agreement: Agreement | undefined): TotalRow[] {
  const parties = agreement?.parties.map(({ id }) => id) ?? []
  const placeOf = ({ key }: TotalRow) => {
    if (key === NOBODY) return parties.length + 1
    const at = parties.indexOf(key)
    return at < 0 ? parties.length : at
  }
  return [...rows].sort((a, b) => placeOf(a) - placeOf(b) || (a.key < b.key ? -1 : 1))
}

/** Undefined where no clause says how counts leave. */
export async function countTotals(
  { databases, agreement, clock }: CountingPlace,
  { from, to, by }: { from: Date; to: Date; by: SplitBy },
): Promise<ToldRow[] | undefined> {
  const rule = disclosureRule(agreement.current())
  if (rule === undefined) return undefined
  const until: Minute = Math.min(minuteOf(to), minuteOf(clock.now()))
  const shares = await sharesBetween(databases.planning.short, divisionOf(by), from, to)
  const within = { from: minuteOf(from), to: until }
  const rows = inAgreedOrder(totalRows(shares, within, by), agreement.current())
  const people = new Set(shares.map(({ person }) => person)).size
  const told = (amountOf: (row: TotalRow) => number) => {
    const amounts = rows.map(amountOf)
    const whole = { people, amount: amounts.reduce((sum, one) => sum + one, 0) }
    const parts = rows.map((row, at) => {
      return { name: row.key, cells: [{ people: row.people, amount: amounts[at]! }] }
    })
    const table = discloseTable(rule, {
      lines: ['period'],
      whole: [whole],
      splits: [{ name: by, parts }],
    })
    return { whole: table.whole[0]!, parts: table.splits[0]!.parts }
  }
  const [counted, minutes, bedDays] = [
    told(({ stays: many }) => many),
    told((row) => asNumber(row.minutes) / DAY_MINUTES),
    told((row) => asNumber(row.bedDays)),
  ]
  const open = openPeople(shares, within, by)
  const unresolved = (keys: readonly string[]): Disclosed => {
    if (by === 'holder' && !keys.includes(NOBODY)) return { about: 0 }
    const own = rows.filter(({ key }) => keys.includes(key))
    const amount = own.reduce((sum, row) => sum + asNumber(row.unresolved), 0) / DAY_MINUTES
    const some = new Set(keys.flatMap((key) => [...(open.get(key) ?? [])]))
    return inMinutes(disclose(rule, { people: some.size, amount }))
  }
  if (rows.length === 1) {
    const keys = [rows[0]!.key]
    const all = { stays: counted.whole, minutes: inMinutes(minutes.whole) }
    return [{ keys, ...all, bedDays: bedDays.whole, unresolved: unresolved(keys) }]
  }
  return counted.parts.map(({ names, told: stay }, at) => ({
    keys: names,
    stays: stay[0]!,
    minutes: inMinutes(minutes.parts[at]!.told[0]!),
    bedDays: bedDays.parts[at]!.told[0]!,
    unresolved: unresolved(names),
  }))
}

/** Minutes are told as finely as days: one person's day in them is no plainer than in bed days. */
function inMinutes(days: Disclosed): Disclosed {
  return 'about' in days ? { about: days.about * DAY_MINUTES } : days
}

/** Of whom some minutes are unresolved: they stand behind that figure, and nobody else of the row. */
function openPeople(shares: readonly WaitingShare[], within: Span, by: SplitBy) {
  const open = new Map<string, Set<string>>()
  for (const one of shares) {
    if (shared(spanOf(one), within) === undefined) continue
    if (openOf(one, by, WHOLE).parts === 0n) continue
    const key = keyOf(one, by)
    open.set(key, (open.get(key) ?? new Set()).add(one.person))
  }
  return open
}
