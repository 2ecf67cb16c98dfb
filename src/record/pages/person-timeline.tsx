import type { ReactNode } from 'react'
import { capital, plural } from '../../kernel/index.ts'
import { EmptyState, formatWait, Paging, TimelineStrip } from '../../shell/index.ts'
import { detailWords } from '../detail-words.ts'
import type { PersonView } from '../person-view.ts'
import { stripOf } from '../strip.ts'
import { type OtherTelling, onSide, type TimelineItem } from '../timeline.ts'
import { Codes } from './codes.tsx'
import { dateWords, momentWords, monthWords, periodWords } from './dates.ts'
import { Learnt } from './said.tsx'

export const PAGE_SIZE = 50

export type TimelineQuery = { side?: string; page: number }

/** Everything that happened, both sides in one list, with the years as a picture above it. */
export function PersonTimeline(props: {
  view: PersonView
  query: TimelineQuery
  now: Date
  path: string
}): ReactNode {
  const { view, query, now, path } = props
  const items = onSide(view.timeline, query.side)
  const pages = Math.max(1, Math.ceil(items.length / PAGE_SIZE))
  const page = Math.min(query.page, pages)
  const shown = items.slice((page - 1) * PAGE_SIZE, page * PAGE_SIZE)
  const link = (to: number) => address(path, { side: query.side, page: to })
  const first = (page - 1) * PAGE_SIZE + 1
  return (
    <section aria-labelledby="timeline">
      <h2 id="timeline">Timeline</h2>
      <SideFilter view={view} side={query.side} path={path} />
      <YearStrip view={view} items={items} now={now} />
      {shown.length === 0 ? (
        <EmptyState title="Nothing has been learnt yet." />
      ) : (
        <Months view={view} items={shown} first={first} now={now} />
      )}
      <Paging
        label="the timeline"
        position={`${first} to ${first + shown.length - 1} of ${items.length}`}
        previous={page > 1 ? link(page - 1) : undefined}
        next={page < pages ? link(page + 1) : undefined}
      />
      {view.truncated && page === pages && (
        <p>
          There is more than a page can show. The oldest items are in the export of this record.
        </p>
      )}
    </section>
  )
}

/** A heading for each month, the number of the first item of each list going on. */
function Months(props: {
  view: PersonView
  items: readonly TimelineItem[]
  first: number
  now: Date
}): ReactNode {
  const { view, items, first, now } = props
  const months = [...Map.groupBy(items, monthOf)]
  return months.map(([month, own]) => (
    <div key={month}>
      <h3 className="cc-timeline__month">{month}</h3>
      <ol className="cc-timeline" start={first + items.indexOf(own[0]!)}>
        {own.map((item) => (
          <Row key={item.key} item={item} tone={toneOf(view, item.side)} now={now} />
        ))}
      </ol>
    </div>
  ))
}

/** The agreement's first side has the first colour, its second the second; neither is named here. */
function toneOf(view: PersonView, side: string): 'nhs' | 'council' | 'other' {
  const at = view.sides.findIndex(({ id }) => id === side)
  return at === 0 ? 'nhs' : at === 1 ? 'council' : 'other'
}

function SideFilter(props: { view: PersonView; side?: string; path: string }): ReactNode {
  const { view, side, path } = props
  const choices = [{ id: undefined, name: 'Both sides' }, ...view.sides]
  return (
    <nav aria-label="Timeline of">
      <ul className="cc-toolbar">
        {choices.map(({ id, name }) => (
          <li key={name}>
            <a
              href={address(path, { side: id, page: 1 })}
              aria-current={id === side ? 'true' : undefined}
            >
              {capital(name)} ({onSide(view.timeline, id).length})
            </a>
          </li>
        ))}
      </ul>
    </nav>
  )
}

function YearStrip(props: {
  view: PersonView
  items: readonly TimelineItem[]
  now: Date
}): ReactNode {
  const { view, items, now } = props
  const strip = stripOf(items, now, (item) => `${item.label}, ${when(item, now)}`)
  if (strip.lanes.length === 0) return null
  const { stays, services, contacts } = strip.counts
  const counted = [
    plural(stays, 'hospital stay'),
    plural(services, 'service'),
    plural(contacts, 'other contact'),
  ]
  const label = `The last two years: ${counted.join(', ')}. The list below has each of them.`
  const lanes = strip.lanes.map(({ side, ...lane }) => ({ ...lane, tone: toneOf(view, side) }))
  return <TimelineStrip from={strip.from} to={strip.to} lanes={lanes} label={label} />
}

function Row(props: { item: TimelineItem; tone: string; now: Date }): ReactNode {
  const { item, now } = props
  return (
    <li className={`cc-timeline--${props.tone}`}>
      <div className="cc-timeline__when">{when(item, now)}</div>
      <div className="cc-timeline__what">
        <strong>{item.label}</strong>
        {item.where && `, ${item.where}`}
        {item.status === 'planned' && ' (planned)'}
        {item.ended && `; ${item.ended}`}
        {item.waited !== undefined && waitWords(item)}
        {item.detail.length > 0 && <div>{capital(detailLine(item, now))}</div>}
        <Codes codes={item.codes} />
        <Learnt sources={[item.source]} learntAt={item.learntAt} now={now} />
        {item.others.map((other) => (
          <Other key={other.source} other={other} now={now} />
        ))}
      </div>
    </li>
  )
}

function Other(props: { other: OtherTelling; now: Date }): ReactNode {
  const { other, now } = props
  if (!other.differs) {
    return (
      <Learnt sources={[other.source]} learntAt={other.learntAt} now={now} before="Also told by " />
    )
  }
  return (
    <div className="cc-conflict">
      <div>
        <strong>The sources do not agree</strong>
        <span className="cc-learnt">What the first says stands above.</span>
      </div>
      <div>
        {periodWords(other.startAt, other.endAt, now)}
        {other.where && `, ${other.where}`}
        <Learnt sources={[other.source]} learntAt={other.learntAt} now={now} />
      </div>
    </div>
  )
}

function detailLine(item: TimelineItem, now: Date): string {
  return item.detail.map(({ name, value }) => detailWords(name, value, now)).join('; ')
}

function waitWords({ open, waited }: TimelineItem): string {
  return open
    ? `; ready to leave, waiting ${formatWait(waited!)}`
    : `; waited ${formatWait(waited!)} after being ready to leave`
}

function monthOf({ startAt, endAt }: TimelineItem): string {
  const at = startAt ?? endAt
  return at === undefined ? 'Date not recorded' : monthWords(at)
}

function when(item: TimelineItem, now: Date): string {
  if (item.startAt === undefined && item.endAt === undefined) return 'Date not recorded'
  if (item.lastTold !== undefined) {
    return `${dateWords(item.startAt!, now)}, still so as at ${dateWords(item.lastTold, now)}`
  }
  if (item.open || item.endAt !== undefined) return periodWords(item.startAt, item.endAt, now)
  return item.kind === 'stay' || item.kind === 'service'
    ? dateWords(item.startAt!, now)
    : momentWords(item.startAt!, now)
}

function address(path: string, { side, page }: TimelineQuery): string {
  const query = new URLSearchParams()
  if (side !== undefined) query.set('side', side)
  if (page > 1) query.set('page', String(page))
  const text = query.toString()
  return `${path}${text === '' ? '' : `?${text}`}#timeline`
}
