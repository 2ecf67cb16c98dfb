import type { AgreementRoom } from '../agreement/index.ts'
import { addDays, type Databases, firstMonday, type Pence } from '../kernel/index.ts'
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
  /** so many together, where one alone would be of too few */
  readonly weeks: number
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

/**
 * Pure: what may be told of them by district: each week by itself, or all of them as one where a week alone would be of
 * too few.
 */
export function tellDuplicates(
  rule: DisclosureRule,
  mornings: readonly SharedMorning[],
  pricePence: Pence | undefined,
): DuplicateVisits[] {
  const weeks = [...new Set(mornings.map(({ week }) => week))].sort()
  const single = weeks.map((week) => [week])
  const byWeek = tellLines(rule, mornings, single, pricePence)
  const enough = byWeek.every(({ area, pairs }) => area !== ALL || 'about' in pairs)
  return enough || weeks.length < 2 ? byWeek : tellLines(rule, mornings, [weeks], pricePence)
}

function tellLines(
  rule: DisclosureRule,
  mornings: readonly SharedMorning[],
  lines: readonly (readonly string[])[],
  pricePence: Pence | undefined,
): DuplicateVisits[] {
  const districts = [...new Set(mornings.map(({ district }) => district))].sort()
  const table = (amountOf: (own: readonly SharedMorning[]) => number) => {
    const cells = (district?: string) =>
      lines.map((weeks): Cell => {
        const own = mornings.filter(
          (one) =>
            weeks.includes(one.week) && (district === undefined || one.district === district),
        )
        return { people: new Set(own.map(({ person }) => person)).size, amount: amountOf(own) }
      })
    const parts = districts.map((name) => ({ name, cells: cells(name) }))
    const split = { name: 'district', parts, apart: true as const }
    return discloseTable(rule, {
      lines: lines.map(([week]) => week!),
      whole: cells(),
      splits: [split],
    })
  }
  const pairs = table((own) => own.length)
  const hours = table((own) => Math.round(own.reduce((sum, { minutes }) => sum + minutes, 0) / 60))
  const row = (area: string, at: number, mornings: Disclosed, hours: Disclosed) => ({
    ...{ area, week: lines[at]![0]!, weeks: lines[at]!.length, pairs: mornings, hours },
    ...('about' in hours && pricePence !== undefined
      ? { pence: BigInt(hours.about) * pricePence }
      : {}),
  })
  return lines.flatMap((_, at) => [
    row(ALL, at, pairs.whole[at]!, hours.whole[at]!),
    ...(pairs.splits[0]?.parts ?? []).map(({ names, told }, nth) =>
      row(names.join(', '), at, told[at]!, hours.splits[0]!.parts[nth]!.told[at]!),
    ),
  ])
}
