import type { ReactNode } from 'react'
import type { FeedState } from '../../record/index.ts'
import { capital, formatAgo, formatDate, plural } from '../../shell/index.ts'
import type { OtherSide } from '../other-side.ts'
import type { PersonLine } from '../person-line.ts'
import { dialOf, type Ring } from '../ring.ts'
import { dayWords, type StayLength } from '../stay-length.ts'

/**
 * Short words that stay on one line, by spaces that do not break: a hundred rows of elements that say the same weigh as
 * much as what they hold.
 */
export function whole(words: string): string {
  return words.replaceAll(' ', '\u00a0')
}

/** Who somebody is: the name leads to their page, and what makes sure that it is them stands under it. */
export function PersonCell(props: { row: PersonLine; where?: string }): ReactNode {
  const { row, where } = props
  return (
    <>
      <a href={`/people/${row.personId}`}>{row.name}</a>
      <small>
        {row.nhsNumber ? whole(row.nhsNumber) : 'No NHS number known'}
        <br />
        {whole(row.born ?? 'Birth date not known')}
      </small>
      {where}
      {row.namesake && <span className="cc-stay">Another here has this name</span>}
      {row.died && <span className="cc-late">{row.died}</span>}
    </>
  )
}

/** `13 days`, and from a week on a mark that is read as well as seen. */
export function StayCell(props: { stay?: StayLength; since?: string; now: Date }): ReactNode {
  const { stay, since, now } = props
  if (stay === undefined) return 'Not known'
  return (
    <>
      {whole(dayWords(stay.days))}
      {stay.mark && <StayMark mark={stay.mark} />}
      {since && <small>{whole(`since ${formatDate(since, now)}`)}</small>}
    </>
  )
}

/** One triangle a week: the shape says it where colour does not. */
export function StayMark(props: { mark: NonNullable<StayLength['mark']> }): ReactNode {
  return (
    <span className={props.mark === 21 ? 'cc-stay--21' : 'cc-stay'}>
      <span aria-hidden="true">{'▲'.repeat(props.mark / 7)}</span> {plural(props.mark, 'day')} or
      more
    </span>
  )
}

/** Who it is, and where a number is given one that can be dialled; with a verb, where they work too. */
export function RingLine(props: { ring: Ring; verb?: string }): ReactNode {
  const { who, team, at, how } = props.ring
  const dial = dialOf(how)
  const where = team === undefined ? at : `${team}, ${at}`
  return (
    <>
      {props.verb === undefined ? capital(who) : `${props.verb} ${who}, ${where}`}
      {how && <> {dial ? <a href={`tel:${dial}`}>{whole(how)}</a> : how}</>}
      {props.verb === undefined && team && <small>{team}</small>}
    </>
  )
}

/** What the other side did last and when, and whom to ring there. */
export function OtherCell(props: { other: OtherSide; now: Date }): ReactNode {
  const { last, ring } = props.other
  return (
    <>
      {last === undefined ? (
        'Nothing in the last year'
      ) : (
        <>
          {last.words}, {whole(formatDate(last.at, props.now))}
        </>
      )}
      {ring && (
        <div>
          <RingLine ring={ring} verb="Ring" />
        </div>
      )}
    </>
  )
}

/** What a list rests on and was not heard in time: said before the list, because it may be wrong by now. */
export function LateFeeds(props: { feeds: readonly FeedState[]; now: Date }): ReactNode {
  if (props.feeds.length === 0) return null
  return (
    <ul className="cc-items">
      {props.feeds.map(({ feed, name, lastArrivedAt, silentFor }) => (
        <li key={feed}>
          <span className="cc-late">{capital(name)}: late.</span>{' '}
          {lastArrivedAt === undefined
            ? 'It has never been heard: what it would say is not here.'
            : `Last heard ${formatAgo(lastArrivedAt, props.now)}; what happened since is not here.`}
          {silentFor !== undefined &&
            ` It has been silent for more than ${silentFor}, so what it told ties nobody to you.`}
        </li>
      ))}
    </ul>
  )
}
