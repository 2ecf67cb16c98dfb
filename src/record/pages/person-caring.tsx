import type { ReactNode } from 'react'
import { knownWords } from '../known.ts'
import type { PersonView } from '../person-view.ts'
import { dateWords } from './dates.ts'
import { NowLines } from './now-lines.tsx'
import { Differences } from './said.tsx'

/** Who is caring and whom to ring: wards, services, teams, practice, then family. */
export function Caring({ view, now }: { view: PersonView; now: Date }): ReactNode {
  const { carers, team, differences, stay } = view.now
  const last = stay === undefined ? view.timeline.find(({ kind }) => kind === 'stay') : undefined
  const kin = view.known['next-of-kin']
  return (
    <>
      <Differences
        differences={differences.filter(({ section }) => section === 'carers')}
        now={now}
      />
      <ul className="cc-items">
        {view.caring.map(({ key, who, what, phone, ask }) => (
          <li key={key}>
            <span className="cc-items__what">{who}</span>: {what}
            {phone && (
              <>
                , <Phone number={phone} />
              </>
            )}
            {ask && <span className="cc-learnt">Ask {ask}</span>}
          </li>
        ))}
        {last && (
          <li>
            <span className="cc-items__what">{last.where ?? last.source}</span>: last there{' '}
            {last.endAt ? dateWords(last.endAt, now) : 'before'}
          </li>
        )}
      </ul>
      <NowLines items={team} now={now} />
      <NowLines items={carers} now={now} />
      {kin && kin.state !== 'some' && (
        <p className="cc-unknown">{knownWords('next-of-kin', kin, now, true)}</p>
      )}
      {view.caring.length + carers.length + team.length === 0 && !last && (
        <p>Nobody that we have been told of.</p>
      )}
    </>
  )
}

/** A number that a telephone can ring. */
function Phone({ number }: { number: string }): ReactNode {
  return (
    <a className="cc-phone" href={`tel:${number.replace(/[^\d+]/g, '')}`}>
      {number}
    </a>
  )
}
