import { isWithoutTime, londonDate } from '../kernel/index.ts'
import type { TimelineItem } from './timeline.ts'

/** On one page. */
const PAGE_ITEMS = 50
/** A short life is shown whole; of a long one whole years, until there are as many as this. */
const FEW = 20

/** Where no date was told. */
export const UNDATED = 'undated'

/** `YYYY`, or `undated` */
export type Year = { year: string; count: number; shown: boolean }
/** `YYYY-MM`, `YYYY` where no more is known, or `undated`; `page`: on which it begins */
export type Month = { month: string; count: number; page: number }

/** What of a timeline is shown at once: years, their months, a page of what happened in them. */
export type TimelinePart = {
  /** all of them, the newest first */
  years: readonly Year[]
  /** of the years that are shown, on whichever page */
  months: readonly Month[]
  /** of this page, by month */
  groups: readonly { month: string; items: readonly TimelineItem[] }[]
  page: number
  pages: number
  /** place of the first item of the page, from 1, among `of` */
  from: number
  of: number
}

export type PartAsked = { year?: string; page: number }

/** Pure. `items` newest first. A year or a page that is not there is answered with what is nearest to it. */
export function partOf(items: readonly TimelineItem[], asked: PartAsked): TimelinePart {
  const byYear = Map.groupBy(items, yearOf)
  const shown = shownYears(byYear, asked.year)
  const own = items.filter((item) => shown.has(yearOf(item)))
  const pages = Math.max(1, Math.ceil(own.length / PAGE_ITEMS))
  const page = Math.min(asked.page, pages)
  const first = (page - 1) * PAGE_ITEMS
  const months = [...Map.groupBy(own.entries(), ([, item]) => monthOf(item))]
  return {
    years: [...byYear].map(([year, { length }]) => {
      return { year, count: length, shown: shown.has(year) }
    }),
    months: months.map(([month, found]) => {
      return { month, count: found.length, page: Math.floor(found[0]![0] / PAGE_ITEMS) + 1 }
    }),
    groups: [...Map.groupBy(own.slice(first, first + PAGE_ITEMS), monthOf)].map(([month, some]) => {
      return { month, items: some }
    }),
    page,
    pages,
    from: own.length === 0 ? 0 : first + 1,
    of: own.length,
  }
}

function shownYears(
  years: ReadonlyMap<string, readonly TimelineItem[]>,
  asked: string | undefined,
): Set<string> {
  if (asked !== undefined && years.has(asked)) return new Set([asked])
  const total = [...years.values()].reduce((sum, { length }) => sum + length, 0)
  if (total <= PAGE_ITEMS) return new Set(years.keys())
  const shown = new Set<string>()
  let count = 0
  for (const [year, { length }] of years) {
    if (count >= FEW) break
    shown.add(year)
    count += length
  }
  return shown
}

function yearOf(item: TimelineItem): string {
  const month = monthOf(item)
  return month === UNDATED ? UNDATED : month.slice(0, 4)
}

/** In London, as exactly as it is known. */
function monthOf({ startAt, endAt }: TimelineItem): string {
  const at = startAt ?? endAt
  if (at === undefined) return UNDATED
  return (isWithoutTime(at) ? at : londonDate(at)).slice(0, 7)
}
