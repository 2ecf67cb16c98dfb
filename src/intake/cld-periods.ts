import { addDays } from '../kernel/index.ts'
import type { RowTold } from './cld-conditions.ts'
import { readCouncilDate } from './moment.ts'

/** Which time a return covers: as it says, and as the department works it out from when its events end. */
export type PeriodTold = {
  readonly council: string
  /** YYYY-MM-DD */
  readonly start: string
  readonly end: string
  readonly events: number
  /** absent where there are too few events, and the return is taken at its word */
  readonly derived?: { readonly start: string; readonly end: string }
}

/** Fewer tell nothing of the time that they cover (DHSC, CLD methodology, reporting periods). */
const EVENTS_MIN = 100
const SHARE_MIN = 0.02
const TYPES_MIN = 3

type Month = { events: number; types: Set<string> }
type Counted = { council: string; start: string; end: string; months: Map<string, Month> }

/** Counts the events of each return by the month in which they end. */
export class CldPeriods {
  readonly #periods = new Map<string, Counted>()

  take(row: RowTold): void {
    const [start, end] = [
      dateOf(row.get('Reporting Period Start Date')),
      dateOf(row.get('Reporting Period End Date')),
    ]
    const council = row.get('LA Code')
    if (start === undefined || end === undefined) return
    const key = `${council} ${start} ${end}`
    const period = this.#periods.get(key) ?? { council, start, end, months: new Map() }
    this.#periods.set(key, period)
    const month = dateOf(row.get('Event End Date'))?.slice(0, 7)
    if (month === undefined) return
    const counted = period.months.get(month) ?? { events: 0, types: new Set<string>() }
    counted.events += 1
    counted.types.add(row.get('Event Type'))
    period.months.set(month, counted)
  }

  /** @param today events that end in its month or later are left out */
  end(today: string): PeriodTold[] {
    return [...this.#periods.values()].map(({ council, start, end, months }) => {
      const past = [...months].filter(([month]) => month < today.slice(0, 7))
      const events = past.reduce((sum, [, one]) => sum + one.events, 0)
      const derived = events < EVENTS_MIN ? undefined : derivedOf(past, events)
      return { council, start, end, events, ...(derived === undefined ? {} : { derived }) }
    })
  }
}

/** From the first month with enough events of enough types to the last. */
function derivedOf(months: readonly [string, Month][], events: number) {
  const all = new Set(months.flatMap(([, { types }]) => [...types]))
  const least = Math.min(TYPES_MIN, all.size)
  const kept = months
    .filter(([, one]) => one.events >= events * SHARE_MIN && one.types.size >= least)
    .map(([month]) => month)
    .sort()
  if (kept.length === 0) return undefined
  return { start: `${kept[0]}-01`, end: lastOf(kept.at(-1)!) }
}

function lastOf(month: string): string {
  // 31 days on from its first is in the next month, whose first day follows its last.
  const next = addDays(`${month}-01`, 31).slice(0, 7)
  return addDays(`${next}-01`, -1)
}

function dateOf(text: string): string | undefined {
  const read = text === '' ? undefined : readCouncilDate(text)
  return read?.ok ? read.moment.date : undefined
}
