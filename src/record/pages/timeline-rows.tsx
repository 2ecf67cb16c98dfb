import type { ReactNode } from 'react'
import { capital } from '../../kernel/index.ts'
import { formatWait } from '../../shell/index.ts'
import { detailWords } from '../detail-words.ts'
import type { PersonView } from '../person-view.ts'
import type { OtherTelling, TimelineItem } from '../timeline.ts'
import type { TimelinePart } from '../timeline-part.ts'
import { Codes } from './codes.tsx'
import { dateWords, momentWords, periodWords } from './dates.ts'
import { Learnt } from './said.tsx'
import { monthName } from './timeline-years.tsx'

/** A heading for each month, the number of the first item of each list going on. */
export function TimelineMonths(props: {
  view: PersonView
  part: TimelinePart
  now: Date
}): ReactNode {
  const { view, part, now } = props
  let next = part.from
  return part.groups.map(({ month, items }) => {
    const start = next
    next += items.length
    return (
      <section key={month} aria-labelledby={`month-${month}`}>
        <h3 id={`month-${month}`} className="cc-timeline__month" tabIndex={-1}>
          {monthName(month)}
        </h3>
        <ol className="cc-timeline" start={start}>
          {items.map((item) => (
            <Row key={item.key} item={item} tone={toneOf(view, item.side)} now={now} />
          ))}
        </ol>
      </section>
    )
  })
}

/** The agreement's first side has the first colour, its second the second; neither is named here. */
export function toneOf(view: PersonView, side: string): 'nhs' | 'council' | 'other' {
  const at = view.sides.findIndex(({ id }) => id === side)
  return (['nhs', 'council'] as const)[at] ?? 'other'
}

function Row(props: { item: TimelineItem; tone: string; now: Date }): ReactNode {
  const { item, now } = props
  return (
    <li className={`cc-timeline--${props.tone}`}>
      <div className="cc-timeline__when">{whenWords(item, now)}</div>
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

export function whenWords(item: TimelineItem, now: Date): string {
  if (item.startAt === undefined && item.endAt === undefined) return 'Date not recorded'
  if (item.lastTold !== undefined) {
    return `${dateWords(item.startAt!, now)}, still so as at ${dateWords(item.lastTold, now)}`
  }
  if (item.open || item.endAt !== undefined) return periodWords(item.startAt, item.endAt, now)
  return item.kind === 'stay' || item.kind === 'service'
    ? dateWords(item.startAt!, now)
    : momentWords(item.startAt!, now)
}
