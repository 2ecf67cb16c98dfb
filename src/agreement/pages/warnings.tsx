import type { ReactNode } from 'react'
import { clauseHref, formatFullDate, formatTime } from '../../shell/index.ts'
import type { Agreement } from '../agreement.ts'
import type { AgreementRoom } from '../open-agreement.ts'
import type { Base } from './agreement.tsx'

/** What a reader must know first: that it has ended, or that another text is to come. */
export function Warnings(props: {
  agreement: Agreement
  room: AgreementRoom
  base: Base
}): ReactNode {
  const { agreement, room, base } = props
  const { stage } = agreement.standing()
  const upcoming = room.upcoming()
  return (
    <>
      {stage && (
        <p className="cc-flag cc-flag--alert">
          {stage.says} (<a href={clauseHref(stage.clause, base)}>clause {stage.clause}</a>)
        </p>
      )}
      {upcoming && (
        <p className="cc-flag">
          Both sides have signed version {upcoming.agreement.version}. It takes effect on{' '}
          {formatFullDate(upcoming.effectiveAt)} at {formatTime(upcoming.effectiveAt)}.
        </p>
      )}
    </>
  )
}
