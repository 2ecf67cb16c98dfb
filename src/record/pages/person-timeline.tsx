import type { ReactNode } from 'react'
import { capital, formatCount, plural } from '../../kernel/index.ts'
import { EmptyState, Paging, TimelineStrip } from '../../shell/index.ts'
import type { PersonView } from '../person-view.ts'
import { stripOf } from '../strip.ts'
import { onSide, type TimelineItem } from '../timeline.ts'
import { partOf } from '../timeline-part.ts'
import { TimelineMonths, toneOf, whenWords } from './timeline-rows.tsx'
import { type TimelineQuery, TimelineYears, timelineAddress } from './timeline-years.tsx'

/** Everything that happened, both sides in one list, by month, with the years as a picture above it. */
export function PersonTimeline(props: {
  view: PersonView
  query: TimelineQuery
  now: Date
  path: string
}): ReactNode {
  const { view, query, now, path } = props
  const { side } = query
  const items = onSide(view.timeline, side)
  const part = partOf(items, query)
  const year = part.years.some((one) => one.year === query.year) ? query.year : undefined
  const link = (page: number) => timelineAddress(path, { side, year, page })
  const shown = part.groups.reduce((sum, group) => sum + group.items.length, 0)
  return (
    <section aria-labelledby="timeline">
      <h2 id="timeline">Timeline</h2>
      <SideFilter view={view} query={query} path={path} />
      {part.of === 0 && <NothingYet view={view} side={side} path={path} />}
      <YearStrip view={view} items={items} now={now} />
      <TimelineYears part={part} query={{ side, year, page: part.page }} path={path} />
      <TimelineMonths view={view} part={part} now={now} />
      <Paging
        label="the timeline"
        position={`${part.from} to ${part.from + shown - 1} of ${part.of}`}
        previous={part.page > 1 ? link(part.page - 1) : undefined}
        next={part.page < part.pages ? link(part.page + 1) : undefined}
      />
      {view.truncated && (
        <p className="cc-unknown">
          More has been told than this page can read: the newest {formatCount(items.length)} are
          here.
        </p>
      )}
    </section>
  )
}

/** Nothing at all, or nothing of one side: two sentences. */
function NothingYet(props: { view: PersonView; side?: string; path: string }): ReactNode {
  const { view, side, path } = props
  const name = view.sides.find(({ id }) => id === side)?.name
  if (view.timeline.length === 0 || name === undefined) {
    return (
      <EmptyState title="Nothing has been learnt yet.">
        <p>
          No source has told of a stay, a visit, an assessment or a service. When one does, it
          stands here by its month, with who said so.
        </p>
      </EmptyState>
    )
  }
  return (
    <EmptyState title={`Nothing has been learnt from ${name}.`}>
      <p>
        <a href={timelineAddress(path, { page: 1 })}>See what both sides have told</a>
      </p>
    </EmptyState>
  )
}

function SideFilter(props: { view: PersonView; query: TimelineQuery; path: string }): ReactNode {
  const { view, query, path } = props
  const choices = [{ id: undefined, name: 'Both sides' }, ...view.sides]
  return (
    <nav aria-label="Timeline of">
      <ul className="cc-toolbar">
        {choices.map(({ id, name }) => (
          <li key={name}>
            <a
              href={timelineAddress(path, { side: id, year: query.year, page: 1 })}
              aria-current={id === query.side ? 'true' : undefined}
            >
              {capital(name)} ({formatCount(onSide(view.timeline, id).length)})
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
  const strip = stripOf(items, now, (item) => `${item.label}, ${whenWords(item, now)}`)
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
