import type { ReactNode } from 'react'
import type { AgreedNames } from '../../access/index.ts'
import { EmptyState, formatCount, formatWait, Table, Tag } from '../../shell/index.ts'
import { type Incident, incidentCycle } from '../incident.ts'
import { GOVERNANCE_PATH, MOVE_INCIDENT } from '../move-incident.ts'
import { momentWords } from './dates.ts'

const STEP_WORDS = {
  found: 'Found',
  contained: 'Contained',
  reported: 'Reported',
  'not-reported': 'Need not be reported',
  closed: 'Closed',
} as const

/** Each with its steps, the clock of the law, and what may be done next. */
export function IncidentTable(props: {
  incidents: readonly Incident[]
  names: AgreedNames
  now: Date
}): ReactNode {
  const { incidents, names, now } = props
  return (
    <Table
      caption="Incidents, newest first"
      hideCaption
      rows={incidents}
      rowKey={({ id }) => id}
      tone={({ clock }) => (clock === 'late' ? 'alert' : undefined)}
      empty={<EmptyState title="No incident has been written down." />}
      columns={[
        { head: 'What happened', who: true, cell: ({ steps }) => steps[0]!.words },
        {
          head: 'People',
          align: 'right',
          cell: ({ steps }) =>
            steps[0]!.people === undefined ? 'not known' : formatCount(steps[0]!.people),
        },
        {
          head: 'What was done',
          cell: ({ steps }) => (
            <ol className="nhsuk-list">
              {steps.map(({ id, step, happenedAt, by, words }, at) => (
                <li key={id}>
                  <strong>{STEP_WORDS[step]}</strong> {momentWords(happenedAt.toISOString(), now)}
                  {at > 0 && `: ${words}`}
                  <span className="cc-learnt">
                    {by.name}, {names.party(by.organisation)}
                  </span>
                </li>
              ))}
            </ol>
          ),
        },
        { head: 'The clock of 72 hours', cell: (one) => <Clock one={one} now={now} /> },
        {
          head: 'Next step',
          cell: ({ id, state }) =>
            state === 'closed' ? (
              ''
            ) : (
              <a href={`/do/${MOVE_INCIDENT}?incident=${id}&then=${GOVERNANCE_PATH}`}>
                {nextWords(state)}
              </a>
            ),
        },
      ]}
    />
  )
}

function nextWords(state: Incident['state']): string {
  if (state === 'found') return incidentCycle.moves.contain.label
  if (state === 'contained') return 'Say whether it was reported'
  return incidentCycle.moves.close.label
}

function Clock({ one, now }: { one: Incident; now: Date }): ReactNode {
  const { clock, reportBy } = one
  const left = reportBy.getTime() - now.getTime()
  if (clock === 'runs')
    return `${formatWait(left)} left, until ${momentWords(reportBy.toISOString(), now)}`
  if (clock === 'late') return <Tag tone="red">Over since {formatWait(-left)}</Tag>
  if (clock === 'kept') return <Tag tone="green">Kept</Tag>
  return <Tag tone="red">Not kept</Tag>
}
