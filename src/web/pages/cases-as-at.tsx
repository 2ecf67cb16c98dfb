import type { ReactNode } from 'react'
import { formatDate } from '../../shell/index.ts'
import type { CasesProps } from './today-cases.tsx'

type AsAtProps = Pick<CasesProps, 'list' | 'heard' | 'sees' | 'organisation' | 'now'>

/** How old what the organisation itself has sent is: without it, an old list looks like a short one. */
export function AsAt({ list, heard, sees, organisation, now }: AsAtProps): ReactNode {
  if (isOfOthers(sees)) {
    return sees.has('placed-here') ? (
      <p>
        These are the people whom a council has placed with {organisation}. Whoever pays for
        themselves is not known here.
      </p>
    ) : null
  }
  const hidden = sees.has('waits-for-us')
    ? ''
    : ' For this purpose your role sees open cases; no clause lets it see people who wait without one.'
  if (heard.own === 'not-promised') {
    return (
      <p>
        {organisation} sends no record of its own here: its requests, assessments and support are
        not known. What hospitals say and others have asked of it is.{hidden}
      </p>
    )
  }
  if (list.asAt === undefined) return hidden === '' ? null : <p>{hidden}</p>
  const day = [list.asAt.slice(0, 10), heard.ownAsAt ?? ''].sort().at(-1)!
  const isOld = now.getTime() - Date.parse(day) > (heard.ownEvery?.ms ?? Number.POSITIVE_INFINITY)
  const date = formatDate(day, now)
  return (
    <p>
      What {organisation} has sent is as at <strong>{date}</strong>; what came since is not here.
      {isOld && (
        <span className="cc-late"> That is older than the {heard.ownEvery?.words} agreed.</span>
      )}
      {hidden}
    </p>
  )
}

/** Whose people are told by others alone: those registered with them, or placed with them. */
export function isOfOthers(sees: ReadonlySet<string>): boolean {
  return !sees.has('waits-for-us') && !sees.has('open-case-here')
}
