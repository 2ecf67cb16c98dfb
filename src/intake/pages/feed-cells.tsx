import type { ReactNode } from 'react'
import { ClauseLink, formatAgo, formatDateTime, formatList } from '../../shell/index.ts'
import { answerHref } from '../concerns.ts'
import type { Feed } from '../feeds.ts'

/** What it is called, and what it sends that nobody is shown. */
export function nameCell({ name, beyond, clause }: Feed): ReactNode {
  if (beyond === undefined || clause === undefined) return name
  return (
    <>
      {name}
      <span className="cc-learnt">
        It also sends {formatList(beyond)}, which <ClauseLink number={clause} /> does not give: that
        is kept, and shown to nobody.
      </span>
    </>
  )
}

export function lastArrived({ lastArrivedAt }: Feed, now: Date): ReactNode {
  if (lastArrivedAt === undefined) return 'never'
  return (
    <>
      {formatDateTime(lastArrivedAt, now)}{' '}
      <span className="cc-learnt">{formatAgo(lastArrivedAt, now)}</span>
    </>
  )
}

export function expected({ every, clause }: Feed): ReactNode {
  if (every === undefined || clause === undefined) return 'not in the agreement'
  return (
    <>
      every {every} (<ClauseLink number={clause} />)
    </>
  )
}

export function AnswerLink({ feed: { feed, name, answered } }: { feed: Feed }): ReactNode {
  return (
    <p>
      <a href={answerHref(feed, '/intake')}>
        {answered ? 'Say something newer' : 'Say why'}
        <span className="nhsuk-u-visually-hidden"> this is late: {name}</span>
      </a>
    </p>
  )
}
