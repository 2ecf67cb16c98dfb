import type { ReactNode } from 'react'
import { formatWait } from '../../shell/index.ts'
import { knownWords } from '../known.ts'
import type { PersonView } from '../person-view.ts'
import type { TimelineItem } from '../timeline.ts'
import { dateWords } from './dates.ts'
import { NowLines } from './now-lines.tsx'
import { Caring } from './person-caring.tsx'
import { Differences, Learnt } from './said.tsx'

type Props = { view: PersonView; now: Date }

/** What is true now, and who is caring: the answer that most come for. */
export function PersonNow({ view, now }: Props): ReactNode {
  return (
    <div className="cc-columns cc-columns--main">
      <section>
        <h2>Now</h2>
        <NowList view={view} now={now} />
      </section>
      <section>
        <h2>Who is caring</h2>
        <Caring view={view} now={now} />
      </section>
    </div>
  )
}

export function Wishes({ view, now }: Props): ReactNode {
  if (view.now.wishes.length === 0) return null
  return (
    <section>
      <h2>What matters to me</h2>
      {view.now.wishes.map((wish) => (
        <blockquote key={wish.key} className="cc-quote">
          <p>
            {wish.what}
            {wish.more && ` (${wish.more})`}
          </p>
          <Learnt
            sources={wish.sources}
            learntAt={wish.learntAt}
            now={now}
            before={wish.aside && `${wish.aside}. `}
          />
        </blockquote>
      ))}
    </section>
  )
}

function NowList({ view, now }: Props): ReactNode {
  const { services, endedServices, requests, conditions, differences } = view.now
  const visits = view.timeline.filter(
    ({ kind, open }) => open && (kind === 'stay' || kind === 'attendance'),
  )
  const own = differences.filter(({ section }) => section === 'now' || section === 'conditions')
  const agreed = conditions.filter(({ differs }) => differs === undefined)
  const lines = services.length + requests.length + conditions.length + visits.length
  return (
    <>
      <Differences differences={own} now={now} />
      {visits.length > 0 && (
        <ul className="cc-items">
          {visits.map((visit) => (
            <VisitLine key={visit.key} visit={visit} view={view} now={now} />
          ))}
        </ul>
      )}
      <NowLines items={services} now={now} />
      <CareUnknown view={view} now={now} />
      <NowLines items={requests} now={now} />
      <NowLines items={agreed} now={now} run />
      {lines === 0 && <p>Nothing is open now.</p>}
      {endedServices.length > 0 && (
        <>
          <h3>Ended lately</h3>
          <NowLines items={endedServices.slice(0, 3)} now={now} />
        </>
      )}
    </>
  )
}

function CareUnknown({ view, now }: Props): ReactNode {
  const known = view.known['care-at-home']
  if (known === undefined || known.state === 'some') return null
  return <p className="cc-unknown">{knownWords('care-at-home', known, now, true)}</p>
}

function VisitLine(props: { visit: TimelineItem; view: PersonView; now: Date }): ReactNode {
  const { visit, view, now } = props
  const ready = view.known['ready-date']
  const stay = view.now.stay?.event
  const isStay = stay?.eventId === visit.key
  const bed = isStay ? [stay.detail.bay, stay.detail.bed].filter((part) => part) : []
  return (
    <li>
      <span className="cc-items__what">
        {visit.kind === 'stay' ? 'In hospital' : 'In A&E'}:{' '}
        {[visit.where ?? visit.source, ...bed].join(', ')}
      </span>
      {visit.startAt && `, since ${dateWords(visit.startAt, now)}`}
      {visit.waited !== undefined && `, ready to leave for ${formatWait(visit.waited)}`}
      {isStay && ready && ready.state !== 'some' && (
        <span className="cc-aside">. {knownWords('ready-date', ready, now, true)}</span>
      )}
      <Learnt sources={[visit.source]} learntAt={visit.learntAt} now={now} />
    </li>
  )
}
