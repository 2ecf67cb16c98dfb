import { type DisclosureRule, disclose } from '../record/index.ts'
import { BANDS, type Band, bandOf, bandsOf } from './bands.ts'
import { type ToldBands, toldByRule } from './count-bands.ts'
import { daysBetween, minuteOf } from './minute.ts'
import { CONFIDENTIAL, cellOfTold, type ReadyRow } from './national-return.ts'
import type { ReadyStay } from './queries-return.ts'

type Whose = Pick<ReadyRow, 'type' | 'council' | 'provider'>

/** The national words for the bands. */
const WORDS: ReadonlyMap<Band, string> = new Map([
  ['1', '1 day'],
  ['2-3', '2-3 days'],
  ['4-6', '4-6 days'],
  ['7-13', '7-13 days'],
  ['14-20', '14-20 days'],
  ['21+', '21 days or more'],
])

/**
 * The ready-date figures of those who left in a month: how many left on the day, and in which bands the others, as
 * numbers, as parts of all and of the delayed, and as bed days; and the means. What would tell of somebody is `[c]`; a
 * part is of what is told.
 */
export function readyDateRows(
  stays: readonly ReadyStay[],
  whose: Whose,
  rule: DisclosureRule,
): ReadyRow[] {
  const waits = stays.map(({ readyAt, leftAt }) => {
    return Math.max(0, daysBetween(minuteOf(readyAt), minuteOf(leftAt!)))
  })
  const counted = bandsOf(waits)
  const told = toldByRule(counted, rule)
  const row = (measure: string, value: string): ReadyRow => ({ ...whose, measure, value })
  const all = 'about' in told.discharges ? told.discharges.about : undefined
  const onDay = 'about' in told.onDay ? told.onDay.about : undefined
  const delayed = all === undefined || onDay === undefined ? undefined : all - onDay
  return [
    row('Total discharges', cellOfTold(told.discharges)),
    row('Discharges with no delay', cellOfTold(told.onDay)),
    row('% of discharges with no delay', partOf(onDay, all)),
    ...BANDS.flatMap((band) => {
      const words = WORDS.get(band)!
      const alone = aloneIn(told, band)
      const { people, days } = counted.bands.get(band)!
      const lost =
        alone === undefined ? CONFIDENTIAL : cellOfTold(disclose(rule, { people, amount: days }))
      return [
        row(`Discharges delayed by ${words}`, alone === undefined ? CONFIDENTIAL : String(alone)),
        row(`% of discharges delayed by ${words}`, partOf(alone, all)),
        row(`% of delayed discharges, ${words}`, partOf(alone, delayed)),
        row(`Bed days lost, ${words}`, lost),
      ]
    }),
    row('Bed days lost', lostOf(waits, told, rule)),
    row('Mean days (inc 0 day)', told.meanAll?.toFixed(4) ?? CONFIDENTIAL),
    row('Mean days (exc 0 day)', told.meanIfDelayed?.toFixed(4) ?? CONFIDENTIAL),
  ]
}

/** Of one band alone; undefined where it is told with others only. */
function aloneIn({ bands }: ToldBands, band: Band): number | undefined {
  const found = bands.find((one) => one.bands.includes(band))
  if (found === undefined || found.bands.length > 1) return undefined
  return 'about' in found.told ? found.told.about : undefined
}

function partOf(part: number | undefined, whole: number | undefined): string {
  if (part === undefined || whole === undefined || whole === 0) return CONFIDENTIAL
  return Math.min(1, part / whole).toFixed(4)
}

function lostOf(waits: readonly number[], told: ToldBands, rule: DisclosureRule): string {
  if (told.meanIfDelayed === undefined) return CONFIDENTIAL
  const people = waits.filter((wait) => bandOf(wait) !== undefined).length
  const amount = waits.reduce((sum, wait) => sum + wait, 0)
  return cellOfTold(disclose(rule, { people, amount }))
}
