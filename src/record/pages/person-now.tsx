import { Fragment, type ReactNode } from 'react'
import { Details, formatWait, plural } from '../../shell/index.ts'
import type { NowItem } from '../now.ts'
import type { PersonView } from '../person-view.ts'
import type { TimelineItem } from '../timeline.ts'
import { dateWords } from './dates.ts'
import { since } from './person-banner.tsx'
import { Learnt } from './said.tsx'

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
        <CaringList view={view} now={now} />
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
          <p>{wish.what}</p>
          <Learnt sources={wish.sources} learntAt={wish.learntAt} now={now} />
        </blockquote>
      ))}
    </section>
  )
}

function NowList({ view, now }: Props): ReactNode {
  const { services, endedServices, requests, conditions } = view.now
  const stay =
    view.now.stay && view.timeline.find(({ key }) => key === view.now.stay!.event.eventId)
  const empty = stay === undefined && services.length + requests.length + conditions.length === 0
  return (
    <ul className="cc-items">
      {stay && <StayLine stay={stay} now={now} />}
      {services.map((item) => (
        <Line key={item.key} item={item} now={now} />
      ))}
      {requests.map((item) => (
        <Line key={item.key} item={item} now={now} />
      ))}
      {endedServices.slice(0, 3).map((item) => (
        <Line key={item.key} item={item} ended now={now} />
      ))}
      <Conditions conditions={conditions} now={now} />
      <Medicines view={view} now={now} />
      {empty && <li>Nothing is open now.</li>}
    </ul>
  )
}

function StayLine({ stay, now }: { stay: TimelineItem; now: Date }): ReactNode {
  return (
    <li>
      <span className="cc-items__what">In hospital: {stay.where ?? stay.source}</span>
      {stay.startAt && `, since ${dateWords(stay.startAt, now)}`}
      {stay.waited !== undefined && `, ready to leave for ${formatWait(stay.waited)}`}
      <Learnt sources={[stay.source]} learntAt={stay.learntAt} now={now} />
    </li>
  )
}

function Line(props: { item: NowItem; ended?: boolean; now: Date }): ReactNode {
  const { item, now } = props
  const when = props.ended ? `ended ${dateWords(item.endedAt!, now)}` : since(item, now)
  return (
    <li>
      <span className="cc-items__what">{item.what}</span>
      {item.more && `, ${item.more}`}
      {item.by && `, by ${item.by}`}
      {when !== '' && `, ${when}`}
      <Learnt sources={item.sources} learntAt={item.learntAt} now={now}>
        {item.conflict && `${item.conflict} `}
      </Learnt>
    </li>
  )
}

/** Conditions that the same sources know, in one line each: a list of twelve would push the answer away. */
function Conditions(props: { conditions: readonly NowItem[]; now: Date }): ReactNode {
  const groups = Map.groupBy(props.conditions, ({ sources }) => sources.join())
  return [...groups].map(([key, items]) => (
    <li key={key}>
      {items.map((item, index) => (
        <Fragment key={item.key}>
          {index > 0 && ', '}
          <span className="cc-items__what">{item.what}</span>
          {item.trueAt !== undefined && ` (${since(item, props.now)})`}
        </Fragment>
      ))}
      <Learnt
        sources={items[0]!.sources}
        learntAt={items
          .map(({ learntAt }) => learntAt)
          .sort()
          .at(-1)}
        now={props.now}
      />
    </li>
  ))
}

function Medicines({ view, now }: Props): ReactNode {
  const { medicines } = view.now
  if (medicines.length === 0) return null
  return (
    <More label={plural(medicines.length, 'medicine')}>
      {medicines.map((item) => (
        <Line key={item.key} item={item} now={now} />
      ))}
    </More>
  )
}

function More(props: { label: string; children: ReactNode }): ReactNode {
  return (
    <li>
      <Details summary={props.label}>
        <ul className="cc-items">{props.children}</ul>
      </Details>
    </li>
  )
}

function CaringList({ view, now }: Props): ReactNode {
  const { services, carers } = view.now
  const stay = view.timeline.find(({ kind }) => kind === 'stay')
  const practice = view.who.gpPractice[0]
  return (
    <ul className="cc-items">
      {services.map((service) => (
        <li key={service.key}>
          <span className="cc-items__what">{service.by ?? service.sources[0]}</span>: {service.what}
          {service.by && <span className="cc-learnt">for {service.sources[0]}</span>}
        </li>
      ))}
      {stay && (
        <li>
          <span className="cc-items__what">{stay.where ?? stay.source}</span>
          {stay.open
            ? ': there now'
            : `: last there ${stay.endAt ? dateWords(stay.endAt, now) : 'before'}`}
        </li>
      )}
      {practice && (
        <li>
          <span className="cc-items__what">{practice.value}</span>: GP practice
        </li>
      )}
      {carers.map((carer) => (
        <li key={carer.key}>
          <span className="cc-items__what">{carer.what}</span>
          {carer.more && `, ${carer.more}`}
          <Learnt sources={carer.sources} learntAt={carer.learntAt} now={now} />
        </li>
      ))}
      {services.length + carers.length === 0 && !stay && !practice && (
        <li>Nobody that we have been told of.</li>
      )}
    </ul>
  )
}
