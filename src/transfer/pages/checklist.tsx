import type { ReactNode } from 'react'
import type { PersonView } from '../../record/index.ts'
import type { Place } from '../../room.ts'
import { ClauseLink, capital } from '../../shell/index.ts'
import { type Check, checklistOf } from '../checklist.ts'
import { holderWords } from '../clock-kind.ts'
import { handoverRule } from '../handover-kind.ts'
import { OPEN_TASK } from '../open-task.ts'
import { receiversOf } from '../pack.ts'
import type { ReadStay } from '../read-stays.ts'
import { OFFERED_KINDS, taskWords } from '../task-kind.ts'
import { type Doer, Verbs } from './buttons.tsx'

type Props = {
  readonly read: ReadStay
  readonly view: PersonView
  readonly doer: Doer
  readonly place: Place
}

/** What must be there before they leave by their way home, and what goes before them to whoever receives them. */
export function Checklist({ read, view, doer, place }: Props): ReactNode {
  const agreement = place.agreement.current()!
  const rule = handoverRule(agreement)
  const checks = checklistOf(read, rule)
  const receivers = receiversOf(agreement, read, view)
  if (rule === undefined || (checks === undefined && receivers.length === 0)) return null
  const stay = read.counted.id
  return (
    <>
      <h2>What must be there when they leave</h2>
      {checks !== undefined && (
        <ul className="cc-items">
          {checks.map((check) => (
            <li key={check.task}>
              {capital(taskWords(check.task))}: {stateWords(check, doer)}
              {mayOpen(check, doer) && (
                <Verbs
                  verbs={[
                    {
                      href: `/do/${OPEN_TASK}?stay=${stay}&task=${check.task}&then=/transfer/${stay}`,
                      label: 'Say that it must happen',
                    },
                  ]}
                  about={taskWords(check.task)}
                />
              )}
            </li>
          ))}
        </ul>
      )}
      {receivers.map(({ party }) => (
        <p key={party.id}>
          <a href={`/transfer/${stay}/pack/${party.id}`}>Transfer pack for {party.name}</a>
        </p>
      ))}
      <p className="cc-small">
        By <ClauseLink number={rule.clause} />.
      </p>
    </>
  )
}

function stateWords({ state, holders }: Check, { rule }: Doer): string {
  if (state === 'done') return 'done'
  return state === 'open'
    ? `open, with ${holderWords(rule, holders)}`
    : 'nobody has said anything of it'
}

function mayOpen({ task, state }: Check, { viewer, whyNot }: Doer): boolean {
  const offered = (OFFERED_KINDS as readonly string[]).includes(task)
  return state === 'unsaid' && offered && whyNot(viewer, OPEN_TASK) === undefined
}
