import type { ReactNode } from 'react'
import { byCount, formatCount, formatMonth, plural } from '../../shell/index.ts'
import { type Month, type TimelinePart, UNDATED } from '../timeline-part.ts'

/** What of a timeline is asked for: one side, one year, a page of it. */
export type TimelineQuery = { side?: string; year?: string; page: number }

/** Fewer months than these are seen without a way to them. */
const MONTHS_MIN = 4

/** The way to any year in one step and to any month in two; nothing where all is in sight. */
export function TimelineYears(props: {
  part: TimelinePart
  query: TimelineQuery
  path: string
}): ReactNode {
  const { part, query, path } = props
  const { side } = query
  const folded = part.years.some(({ shown }) => !shown)
  return (
    <>
      {folded && (
        <nav className="cc-jump" aria-label="Years of the timeline">
          <ul>
            {part.years.map(({ year, count, shown }) => (
              <li key={year}>
                <a
                  href={timelineAddress(path, { side, year, page: 1 })}
                  aria-current={shown ? 'true' : undefined}
                >
                  {year === UNDATED ? 'Without a date' : year}
                  <span className="cc-jump__count">
                    {` (${formatCount(count)}`}
                    <span className="nhsuk-u-visually-hidden">
                      {byCount(count, ' thing', ' things')}
                    </span>
                    {')'}
                  </span>
                </a>
              </li>
            ))}
          </ul>
        </nav>
      )}
      {part.months.length >= MONTHS_MIN && (
        <nav className="cc-jump" aria-label="Months of the timeline">
          <ul>
            {part.months.map((month) => (
              <li key={month.month}>
                <a href={monthHref(month, query, path)}>
                  {monthName(month.month)}
                  <span className="nhsuk-u-visually-hidden">{`: ${plural(month.count, 'thing')}`}</span>
                </a>
              </li>
            ))}
          </ul>
        </nav>
      )}
    </>
  )
}

/** `March 2026`; `2019, month not known`; `Date not recorded` */
export function monthName(month: string): string {
  if (month === UNDATED) return 'Date not recorded'
  return month.length === 4 ? `${month}, month not known` : formatMonth(month)
}

/** A month of this page is a place on it; of another page, a place on that. */
function monthHref({ month, page }: Month, query: TimelineQuery, path: string): string {
  const anchor = `month-${month}`
  return page === query.page ? `#${anchor}` : timelineAddress(path, { ...query, page }, anchor)
}

export function timelineAddress(
  path: string,
  { side, year, page }: TimelineQuery,
  anchor = 'timeline',
): string {
  const query = new URLSearchParams()
  if (side !== undefined) query.set('side', side)
  if (year !== undefined) query.set('year', year)
  if (page > 1) query.set('page', String(page))
  const text = query.toString()
  return `${path}${text === '' ? '' : `?${text}`}#${anchor}`
}
