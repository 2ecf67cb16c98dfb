import type { ReactNode } from 'react'
import { DAY_MS } from '../../kernel/index.ts'
import {
  Button,
  ClauseLink,
  EmptyState,
  ErrorSummary,
  Field,
  type FieldError,
  formatCount,
  formatDate,
  PostForm,
  plural,
  Table,
  Tag,
} from '../../shell/index.ts'
import type { Act } from '../act.ts'
import { alertWords, foundWords } from '../alert-words.ts'
import type { Glass } from '../glass.ts'
import type { GivenList, KeptAlert } from '../queries-watch.ts'
import type { StaffListRow } from '../staff-list-kind.ts'
import { endWatch, WATCH_PATH } from '../watch-person.ts'
import type { Told } from './alert-table.tsx'
import { momentWords } from './dates.ts'

export function WatchTable(
  props: Told & { watches: readonly Glass[]; mayEnd: boolean },
): ReactNode {
  const { watches, mayEnd, names, now } = props
  return (
    <Table
      caption="Watches that are kept"
      hideCaption
      rows={watches}
      rowKey={({ act }) => act.id}
      empty={<EmptyState title="No watch is kept over anybody." />}
      columns={[
        {
          head: 'Why',
          cell: ({ act }) => <a href={`/people/${act.personId}/looks`}>{act.says.reason}</a>,
        },
        {
          head: 'Opened by',
          cell: ({ act }) => (
            <>
              {act.by.name}
              <span className="cc-learnt">{names.party(act.by.organisation)}</span>
            </>
          ),
        },
        { head: 'Since', cell: ({ act }) => momentWords(act.at.toISOString(), now) },
        { head: 'Ends', cell: ({ act }) => formatDate(act.until!, now) },
        {
          head: 'Next step',
          cell: ({ act }) =>
            mayEnd && (
              <a href={`/do/${endWatch.name}?watch=${act.id}&then=${WATCH_PATH}`}>End the watch</a>
            ),
        },
      ]}
    />
  )
}

/** A number goes in the body: no address, history or log holds it. */
export function AskWhom(props: {
  field: string
  errors: readonly FieldError[]
  days: number
}): ReactNode {
  return (
    <PostForm action={WATCH_PATH} label="Watch who looks at somebody">
      <ErrorSummary errors={props.errors} />
      <Field
        name={props.field}
        label="Watch who looks at somebody who is in the news"
        hint={`Their NHS number: 10 digits. It ends by itself, within ${plural(props.days, 'day')}`}
        width={20}
        errors={props.errors}
      />
      <Button small>Watch who looks</Button>
    </PostForm>
  )
}

export function ClosedTable(
  props: Told & { alerts: readonly KeptAlert[]; closings: readonly Act[] },
): ReactNode {
  const { alerts, closings, names, now } = props
  const byId = new Map(alerts.map((one) => [one.id, one]))
  const rows = closings.flatMap((act) => {
    const alert = byId.get(act.about ?? '')
    return alert === undefined ? [] : [{ act, alert }]
  })
  return (
    <Table
      caption="Closed in the last 90 days"
      hideCaption
      rows={rows}
      rowKey={({ act }) => act.id}
      empty={<EmptyState title="None was closed in the last 90 days." />}
      columns={[
        { head: 'Who looked', cell: ({ alert }) => alert.actor.name, who: true },
        { head: 'Why it was asked about', cell: ({ alert }) => alertWords(alert, names, now) },
        {
          head: 'What became of it',
          cell: ({ act }) => (
            <>
              {foundWords(act.says.found)}: {act.says.words}
              <span className="cc-learnt">
                {act.by.name}, {names.party(act.by.organisation)},{' '}
                {momentWords(act.at.toISOString(), now)}
              </span>
            </>
          ),
        },
      ]}
    />
  )
}

/** By which parties' lists looks can be judged, and how old each is. */
export function StaffLists(
  props: Told & { rules: readonly StaffListRow[]; given: readonly GivenList[] },
): ReactNode {
  const { rules, given, names, now } = props
  return (
    <Table
      caption="Staff lists"
      hideCaption
      rows={rules}
      rowKey={({ party }) => party}
      empty={<EmptyState title="No clause lets a party say who its staff are." />}
      columns={[
        { head: 'Party', cell: ({ party }) => names.party(party) },
        {
          head: 'Last given',
          cell: (row) => <LastGiven row={row} given={given} now={now} />,
        },
        {
          head: 'Members of staff',
          align: 'right',
          cell: ({ party }) => {
            const list = given.find((one) => one.party === party)
            return list === undefined ? '' : formatCount(list.people)
          },
        },
        { head: 'By', cell: ({ clause }) => <ClauseLink number={clause} /> },
      ]}
    />
  )
}

function LastGiven(props: {
  row: StaffListRow
  given: readonly GivenList[]
  now: Date
}): ReactNode {
  const { row, given, now } = props
  const list = given.find((one) => one.party === row.party)
  if (list === undefined) return <Tag tone="red">Never</Tag>
  const old = now.getTime() - list.givenAt.getTime() > row.everyDays * DAY_MS
  return (
    <>
      {formatDate(list.givenAt, now)} {old && <Tag tone="red">Old</Tag>}
    </>
  )
}
