import type { Agreement } from '../agreement/index.ts'
import {
  addTold,
  type Disclosed,
  type DisclosedPart,
  type DisclosureRule,
  disclose,
  discloseTable,
  disclosureRule,
} from '../record/index.ts'
import { quartersWithin, type Times } from './calendar.ts'
import type { CountingPlace } from './count-bands.ts'
import { asNumber, type Fraction, fraction, NONE, plus, times, WHOLE } from './fraction.ts'
import { ALWAYS, DAY_MINUTES, midnightsIn, minuteOf, type Span, shared } from './minute.ts'
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

/** What is told of a period, and of which quarters it is made; of the others nothing is told. */
export type ToldTotals = { readonly quarters: readonly string[]; readonly rows: readonly ToldRow[] }

/**
 * What was waited in the quarters of a period that are over: of each of them as it is told by itself, and nothing of
 * any other days, so that nothing follows from taking one period from another. A stay counts in each of its quarters.
 * Undefined where no clause says how counts leave.
 */
export async function countTotals(
  { databases, agreement, clock }: CountingPlace,
  { from, to, by }: { from: Date; to: Date; by: SplitBy },
): Promise<ToldTotals | undefined> {
  const rule = disclosureRule(agreement.current())
  if (rule === undefined) return undefined
  const quarters = quartersWithin({ from, to }, clock.now())
  const [first, last] = [quarters[0], quarters.at(-1)]
  if (first === undefined || last === undefined) return { quarters: [], rows: [] }
  const db = databases.planning.short
  const shares = await sharesBetween(db, divisionOf(by), first.from, last.to)
  return tellTotals(shares, quarters, { by, rule, agreement: agreement.current() })
}

/** Pure: the sum of what each quarter tells, in whatever period it is asked for. */
export function tellTotals(
  shares: readonly WaitingShare[],
  quarters: readonly Times[],
  told: Told,
): ToldTotals {
  const tables = quarters.flatMap(({ name, from, to }) => {
    const parts = toldParts(shares, { from: minuteOf(from), to: minuteOf(to) }, told)
    return parts.length === 0 ? [] : [{ name, parts }]
  })
  const rows = addTold(tables.map(({ parts }) => parts)).map(({ names, told: lines }): ToldRow => {
    const [stays, days, bedDays, open] = lines as [Disclosed, Disclosed, Disclosed, Disclosed]
    return { keys: names, stays, minutes: inMinutes(days), bedDays, unresolved: inMinutes(open) }
  })
  return { quarters: tables.map(({ name }) => name), rows }
}

type Told = {
  readonly by: SplitBy
  readonly rule: DisclosureRule
  readonly agreement: Agreement | undefined
}

/** Of each part its stays, the days waited, bed days, and days unresolved. */
function toldParts(
  all: readonly WaitingShare[],
  within: Span,
  { by, rule, agreement }: Told,
): DisclosedPart[] {
  const shares = all.filter((one) => shared(spanOf(one), within) !== undefined)
  const rows = inAgreedOrder(totalRows(shares, within, by), agreement)
  if (rows.length === 0) return []
  const people = new Set(shares.map(({ person }) => person)).size
  const amounts = (row: TotalRow) => [
    row.stays,
    asNumber(row.minutes) / DAY_MINUTES,
    asNumber(row.bedDays),
  ]
  const lines = ['stays', 'days', 'bed days']
  const { whole, splits } = discloseTable(rule, {
    lines,
    whole: lines.map((_, line) => {
      return { people, amount: rows.reduce((sum, row) => sum + amounts(row)[line]!, 0) }
    }),
    splits: [
      {
        name: by,
        parts: rows.map((row) => {
          const cells = amounts(row).map((amount) => ({ people: row.people, amount }))
          return { name: row.key, cells }
        }),
      },
    ],
  })
  const parts = rows.length === 1 ? [{ names: [rows[0]!.key], told: whole }] : splits[0]!.parts
  const unresolved = unresolvedOf(shares, within, { by, rule, agreement })
  return parts.map(({ names, told }) => ({ names, told: [...told, unresolved(names)] }))
}

/**
 * Days unresolved, by the people behind them; and where part of what a part waited is resolved, enough people must be
 * behind that as well, because it follows.
 */
function unresolvedOf(shares: readonly WaitingShare[], within: Span, { by, rule }: Told) {
  return (keys: readonly string[]): Disclosed => {
    if (by === 'holder' && !keys.includes(NOBODY)) return { about: 0 }
    const own = shares.filter((one) => keys.includes(keyOf(one, by)))
    const people = (some: readonly WaitingShare[]) => new Set(some.map((one) => one.person)).size
    const open = own.filter((one) => openOf(one, by, WHOLE).parts > 0n)
    const held = people(own.filter((one) => isHeld(openOf(one, by, WHOLE))))
    const days = totalRows(open, within, by).reduce((sum, row) => sum + asNumber(row.unresolved), 0)
    if (held > 0 && held < rule.least) return disclose(rule, { people: 0 })
    return disclose(rule, { people: people(open), amount: days / DAY_MINUTES })
  }
}

function isHeld({ parts, of }: Fraction): boolean {
  return parts < of
}

/** Minutes are told as finely as days: one person's day in them is no plainer than in bed days. */
function inMinutes(days: Disclosed): Disclosed {
  return 'about' in days ? { about: days.about * DAY_MINUTES } : days
}
