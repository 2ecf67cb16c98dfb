import type { ReactNode } from 'react'
import type { AgreedNames } from '../../access/index.ts'
import type { Agreement } from '../../agreement/index.ts'
import { DAY_MS } from '../../kernel/index.ts'
import { EmptyState, Table, Tag } from '../../shell/index.ts'
import { alertWords, whomToAsk } from '../alert-words.ts'
import { closeBy } from '../alerts-today.ts'
import { CLOSE_ALERT } from '../close-alert.ts'
import { lookAddress } from '../look-filter.ts'
import type { KeptAlert } from '../queries-watch.ts'
import type { UnusualLookRow } from '../unusual-look-kind.ts'
import { WATCH_PATH } from '../watch-person.ts'
import { momentWords } from './dates.ts'

export type Told = { readonly names: AgreedNames; readonly now: Date }

/** Why, whom to ask, and the next step of each. Nobody who was looked at is named. */
export function AlertTable(
  props: Told & {
    alerts: readonly KeptAlert[]
    agreement: Agreement | undefined
    rule: UnusualLookRow | undefined
  },
): ReactNode {
  const { alerts, agreement, rule, names, now } = props
  const isLate = (one: KeptAlert) => rule !== undefined && closeBy(one, rule.closedWithinDays) < now
  return (
    <Table
      caption="To be asked about, newest first"
      rows={alerts}
      rowKey={({ id }) => id}
      tone={(one) => (isLate(one) ? 'alert' : undefined)}
      empty={<EmptyState title="Nothing has to be asked about." />}
      columns={[
        {
          head: 'Who looked',
          who: true,
          cell: ({ actor }) => (
            <>
              <a href={staffAddress(actor.id, now)}>{actor.name}</a>
              <span className="cc-learnt">
                {names.role(actor.role)}, {names.party(actor.organisation)}
              </span>
            </>
          ),
        },
        { head: 'When', cell: ({ at }) => momentWords(at.toISOString(), now) },
        {
          head: 'Why it is asked about',
          cell: (one) => (
            <>
              {one.outcome === 'refused' && (
                <>
                  <Tag tone="grey">Refused</Tag>{' '}
                </>
              )}
              {alertWords(one, names, now)}
            </>
          ),
        },
        {
          head: 'Whom to ask',
          cell: ({ actor }) =>
            agreement && rule ? (
              <WhomToAsk
                agreement={agreement}
                rule={rule}
                party={actor.organisation}
                names={names}
              />
            ) : null,
        },
        { head: 'Next step', cell: (one) => <NextStep one={one} late={isLate(one)} /> },
      ]}
    />
  )
}

function NextStep({ one, late }: { one: KeptAlert; late: boolean }): ReactNode {
  return (
    <>
      <a href={`/do/${CLOSE_ALERT}?alert=${one.id}&then=${WATCH_PATH}`}>
        Say what became of it
        <span className="nhsuk-u-visually-hidden"> for {one.actor.name}</span>
      </a>
      <span className="cc-learnt">
        <a href={`/people/${one.persons[0]}/looks`}>All looks at this person</a>
        {late && (
          <>
            {' '}
            <Tag tone="red">Late</Tag>
          </>
        )}
      </span>
    </>
  )
}

function WhomToAsk(props: {
  agreement: Agreement
  rule: UnusualLookRow
  party: string
  names: AgreedNames
}): ReactNode {
  const { agreement, rule, party, names } = props
  const asked = whomToAsk(agreement, rule.ask, party)
  if (asked === undefined) return `${names.party(party)} itself: no clause names a team there`
  return (
    <>
      {asked.who} of {names.party(party)}
      <span className="cc-learnt">{asked.how}</span>
    </>
  )
}

/** Everything that somebody looked at in a month. */
function staffAddress(staff: string, now: Date): string {
  const from = new Date(now.getTime() - 30 * DAY_MS).toISOString().slice(0, 10)
  return lookAddress({ from, to: now.toISOString().slice(0, 10), staff })
}
