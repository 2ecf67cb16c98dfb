import type { Agreement, AgreementRoom } from '../agreement/index.ts'
import { type Databases, monthSpan } from '../kernel/index.ts'
import {
  type Disclosed,
  type DisclosureRule,
  disclose,
  discloseTable,
  disclosureRule,
} from '../record/index.ts'
import { BANDS, type Band, type Bands, bandsOf } from './bands.ts'
import type { Times } from './calendar.ts'
import { daysBetween, minuteOf } from './minute.ts'
import { type LeftRow, leftBetween } from './queries-counting.ts'

export type CountingPlace = {
  readonly databases: Pick<Databases, 'planning'>
  readonly agreement: Pick<AgreementRoom, 'current'>
  readonly clock: { now(): Date }
}

/**
 * Who left hospital in a month (YYYY-MM) and had been ready: days from the one to the other in London. Exact: not to
 * be shown.
 */
export async function countBands(
  { databases }: Pick<CountingPlace, 'databases'>,
  month: string,
): Promise<Bands> {
  const [from, to] = monthSpan(month)
  return bandsOf((await leftBetween(databases.planning.short, from, to)).map(daysOf))
}

/** The same of each of several months. */
export async function countMonths(
  { databases }: Pick<CountingPlace, 'databases'>,
  months: readonly Times[],
): Promise<{ month: string; bands: Bands }[]> {
  const [first, last] = [months[0], months.at(-1)]
  if (first === undefined || last === undefined) return []
  const stays = await leftBetween(databases.planning.short, first.from, last.to)
  return months.map(({ name, from, to }) => {
    const own = stays.filter(({ leftAt }) => leftAt >= from && leftAt < to)
    return { month: name, bands: bandsOf(own.map(daysOf)) }
  })
}

function daysOf({ readyAt, leftAt }: LeftRow): number {
  return Math.max(0, daysBetween(minuteOf(readyAt), minuteOf(leftAt)))
}

export type ToldBands = {
  readonly discharges: Disclosed
  readonly onDay: Disclosed
  /** several bands together where one of them is of too few */
  readonly bands: readonly { readonly bands: readonly Band[]; readonly told: Disclosed }[]
  /** of days and people as they are told, each by itself: what is not told does not follow from them */
  readonly meanIfDelayed: number | undefined
  readonly meanAll: number | undefined
}

/** The same as it may be told, by the clause of disclosure: undefined where there is none. */
export function toldBands(counted: Bands, agreement: Agreement | undefined): ToldBands | undefined {
  const rule = disclosureRule(agreement)
  return rule && toldByRule(counted, rule)
}

export function toldByRule(counted: Bands, rule: DisclosureRule): ToldBands {
  const { discharges, onDay, bands } = counted
  const names = ['on their day', ...BANDS]
  const people = [onDay, ...BANDS.map((band) => bands.get(band)!.people)]
  const parts = names.map((name, at) => ({ name, cells: [{ people: people[at]! }] }))
  const table = discloseTable(rule, {
    lines: ['month'],
    whole: [{ people: discharges }],
    splits: [{ name: 'bands', parts }],
  })
  const split = table.splits[0]!.parts
  const own = split.find((part) => part.names.includes('on their day'))
  const alone = own?.names.length === 1
  const tooFew: Disclosed = { tooFew: true }
  return {
    discharges: table.whole[0]!,
    onDay: alone ? own.told[0]! : tooFew,
    bands: split.flatMap((part) => {
      const told = part.names.filter((name) => name !== 'on their day') as Band[]
      return told.length === 0 ? [] : [{ bands: told, told: part.told[0]! }]
    }),
    ...toldMeans(counted, rule),
  }
}

/** Means as exact as they are would say how many they are of, and so how few left on their day. */
function toldMeans({ discharges, onDay, bands }: Bands, rule: DisclosureRule) {
  const days = [...bands.values()].reduce((sum, one) => sum + one.days, 0)
  const delayed = discharges - onDay
  const { whole } = discloseTable(rule, {
    ...{ lines: ['who waited', 'their days'], splits: [] },
    whole: [{ people: delayed }, { people: delayed, amount: days }],
    of: [{ people: discharges }, { people: discharges }],
  })
  const [all, allDays] = [{ people: discharges }, { people: discharges, amount: days }].map((one) =>
    disclose(rule, one),
  )
  return { meanIfDelayed: meanOf(whole[1], whole[0]), meanAll: meanOf(allDays, all) }
}

function meanOf(days: Disclosed | undefined, people: Disclosed | undefined): number | undefined {
  if (days === undefined || people === undefined) return undefined
  return 'about' in days && 'about' in people ? days.about / people.about : undefined
}
