import type { AgreementRoom } from '../agreement/index.ts'
import { addDays, type Databases, type Pence } from '../kernel/index.ts'
import {
  type Cell,
  type Disclosed,
  type DisclosureRule,
  discloseTable,
  disclosureRule,
} from '../record/index.ts'
import { lastDayOf } from './period.ts'
import { priceOfHour, type SharedMorning, sharedMornings } from './queries-planning.ts'

/** Where a carer and a nurse came to one door on one morning, as far as it may be told. */
export type DuplicateVisits = {
  /** several districts together where one alone would tell of too few; all of them where `area` is `ALL` */
  readonly area: string
  /** the Monday of the week */
  readonly week: string
  readonly pairs: Disclosed
  /** of home care on those mornings */
  readonly hours: Disclosed
  /** what those hours cost, of the hours as they are told; undefined where they, or the price, may not be */
  readonly pence?: Pence
}

export const ALL = 'all'

type Counting = {
  readonly databases: Pick<Databases, 'planning'>
  readonly agreement: Pick<AgreementRoom, 'current'>
}

/** Of the weeks that begin in a month that is over. Undefined where no clause says how counts may be told. */
export async function duplicateVisits(
  { databases, agreement }: Counting,
  month: string,
): Promise<DuplicateVisits[] | undefined> {
  const rule = disclosureRule(agreement.current())
  if (rule === undefined) return undefined
  const [from, to] = [firstMonday(`${month}-01`), firstMonday(addDays(lastDayOf(month), 1))]
  const db = databases.planning.short
  const [mornings, price] = await Promise.all([
    sharedMornings(db, from, to),
    priceOfHour(db, from, to),
  ])
  const told = price.people < rule.least ? undefined : price.pence
  return tellDuplicates(rule, mornings, told)
}

/** Pure: what may be told of them, each week by itself, by district. */
export function tellDuplicates(
  rule: DisclosureRule,
  mornings: readonly SharedMorning[],
  pricePence: Pence | undefined,
): DuplicateVisits[] {
  const weeks = [...new Set(mornings.map(({ week }) => week))].sort()
  const districts = [...new Set(mornings.map(({ district }) => district))].sort()
  const cell = (own: readonly SharedMorning[], amount: number): Cell => ({
    people: new Set(own.map(({ person }) => person)).size,
    amount,
  })
  const table = (amountOf: (own: readonly SharedMorning[]) => number) => {
    const cells = (district?: string) =>
      weeks.map((week) => {
        const own = mornings.filter(
          (one) => one.week === week && (district === undefined || one.district === district),
        )
        return cell(own, amountOf(own))
      })
    const split = {
      name: 'district',
      parts: districts.map((name) => ({ name, cells: cells(name) })),
      apart: true as const,
    }
    return discloseTable(rule, { lines: weeks, whole: cells(), splits: [split] })
  }
  const pairs = table((own) => own.length)
  const hours = table((own) => Math.round(own.reduce((sum, { minutes }) => sum + minutes, 0) / 60))
  const row = (
    area: string,
    line: number,
    both: readonly [Disclosed, Disclosed],
  ): DuplicateVisits => {
    const pence =
      'about' in both[1] && pricePence !== undefined
        ? { pence: BigInt(both[1].about) * pricePence }
        : {}
    return { area, week: weeks[line]!, pairs: both[0], hours: both[1], ...pence }
  }
  return weeks.flatMap((_, line) => [
    row(ALL, line, [pairs.whole[line]!, hours.whole[line]!]),
    ...(pairs.splits[0]?.parts ?? []).map(({ names, told }, nth) =>
      row(names.join(', '), line, [told[line]!, hours.splits[0]!.parts[nth]!.told[line]!]),
    ),
  ])
}

/** The first Monday from a day on. */
function firstMonday(day: string): string {
  return addDays(day, (8 - new Date(`${day}T00:00:00Z`).getUTCDay()) % 7)
}
