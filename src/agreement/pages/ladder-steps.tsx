import type { ReactNode } from 'react'
import { capital, formatDate, plural } from '../../shell/index.ts'
import type { Agreement } from '../agreement.ts'
import type { DisputeTold } from '../disputes.ts'
import type { Ladder } from '../ladder-kind.ts'
import { holderWords } from '../may-act.ts'

/** The ladder as steps, with the one on which a dispute stands. */
export function LadderSteps(props: {
  ladder: Ladder
  told: DisputeTold
  agreement: Agreement
  now: Date
}): ReactNode {
  const { ladder, told, agreement, now } = props
  const { standing } = told
  return (
    <ol className="cc-ladder">
      {ladder.steps.map((step, at) => (
        <li
          key={step.name}
          aria-current={at === standing.step ? 'step' : undefined}
          className={at < standing.step ? 'cc-ladder--past' : undefined}
        >
          <strong>{capital(step.name)}</strong>
          <span className="cc-learnt">
            {[holderWords(agreement, step), step.mediator?.how].filter(Boolean).join(', ')}
          </span>
          <span className="cc-learnt">{whenWords(told, at, now, step.workingDays)}</span>
        </li>
      ))}
    </ol>
  )
}

function whenWords(
  { standing }: DisputeTold,
  at: number,
  now: Date,
  workingDays: number | undefined,
): string {
  const { step, since, due, endedAt } = standing
  if (at < step) return 'Not settled here'
  if (at > step) return workingDays === undefined ? 'No date' : plural(workingDays, 'working day')
  if (endedAt !== undefined) return `Ended here on ${formatDate(endedAt, now)}`
  const until = due === undefined ? '' : `, until ${formatDate(due, now)}`
  return `Here since ${formatDate(since, now)}${until}`
}
