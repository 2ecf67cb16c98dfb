import type { ReactNode } from 'react'
import type { AgreedNames } from '../../access/index.ts'
import {
  byCount,
  ClauseLink,
  EmptyState,
  formatList,
  Paging,
  plural,
  Table,
  Tag,
} from '../../shell/index.ts'
import type { Look } from '../../trail/index.ts'
import type { LookRow } from '../look-list.ts'
import type { LookPage } from '../read-looks.ts'
import { dateWords, momentWords } from './dates.ts'

type Row = LookRow<Look>

/** Every look: who, for what, by which clause, allowed or refused; and the numbers that are missing. */
export function LookTable(props: {
  looks: LookPage
  names: AgreedNames
  now: Date
  path: string
  /** what whoever is looked at may do about a look */
  ask?: (look: Look) => ReactNode
}): ReactNode {
  const { names, now, path, ask } = props
  const { rows, why, missing, number: page, pages, from, of } = props.looks
  return (
    <>
      <MissingNotice missing={missing} />
      <Table
        caption="Looks, newest first"
        rows={rows}
        rowKey={keyOf}
        tone={(row) => (row.kind === 'missing' ? 'alert' : undefined)}
        empty={<EmptyState title="Nobody has looked yet." />}
        columns={[
          { head: 'When', cell: (row) => whenCell(row, now) },
          { head: 'Who', cell: (row) => whoCell(row, names) },
          { head: 'For', cell: (row) => forCell(row, names) },
          { head: 'What', cell: (row) => whatCell(row, why, now) },
          { head: 'By', cell: byCell },
          { head: 'Number', align: 'right', cell: numberCell },
          ...(ask === undefined
            ? []
            : [{ head: 'Ask', cell: (row: Row) => row.kind === 'look' && ask(row.look) }]),
        ]}
      />
      <Paging
        label="looks"
        position={`${from} to ${from + rows.length - 1} of ${of}`}
        previous={page > 1 ? `${path}?looks=${page - 1}#looks` : undefined}
        next={page < pages ? `${path}?looks=${page + 1}#looks` : undefined}
      />
    </>
  )
}

function MissingNotice({ missing }: Pick<LookPage, 'missing'>): ReactNode {
  if (missing.length === 0) return null
  const count = missing.reduce((sum, { from, to }) => sum + to - from + 1, 0)
  return (
    <p className="cc-flag cc-flag--alert">
      {plural(count, 'look')} {byCount(count, 'is', 'are')} missing from the log. Every look has a
      running number, and {byCount(count, 'one number is', 'some numbers are')} not there: somebody
      has taken {byCount(count, 'it', 'them')} out.
    </p>
  )
}

function keyOf(row: Row): string {
  return row.kind === 'look' ? row.look.entryId : `${row.before}${row.from}`
}

function whenCell(row: Row, now: Date): ReactNode {
  return row.kind === 'missing' ? 'Missing' : momentWords(row.look.at, now)
}

function whoCell(row: Row, names: AgreedNames): ReactNode {
  if (row.kind === 'missing') return `Taken out of the log of ${formatList(row.sources)}`
  const { actor, withheldUntil } = row.look
  if (withheldUntil !== undefined) return 'Told later'
  if (actor.id === '') return 'No longer kept'
  return (
    <>
      <strong>{actor.name}</strong>
      <span className="cc-learnt">
        {names.role(actor.role)}
        {actor.organisation !== '' && `, ${names.party(actor.organisation)}`}
      </span>
    </>
  )
}

function forCell(row: Row, names: AgreedNames): ReactNode {
  return row.kind === 'missing' || row.look.purpose === '' ? '' : names.purpose(row.look.purpose)
}

function whatCell(row: Row, why: LookPage['why'], now: Date): ReactNode {
  if (row.kind === 'missing') return ''
  const { look } = row
  if (look.withheldUntil !== undefined) return `Opens on ${dateWords(look.withheldUntil, now)}`
  const because = why.get(look.entryId)
  return (
    <>
      {look.outcome === 'refused' && (
        <>
          <Tag tone="red">Refused</Tag>{' '}
        </>
      )}
      {look.what}
      {look.times > 1 && `, ${plural(look.times, 'time')} within the hour`}
      {look.sentence !== undefined && <span className="cc-learnt">{look.sentence}</span>}
      {because !== undefined && <span className="cc-learnt">{because}</span>}
    </>
  )
}

function byCell(row: Row): ReactNode {
  if (row.kind === 'missing' || row.look.clause === '') return ''
  return <ClauseLink number={row.look.clause} />
}

function numberCell(row: Row): ReactNode {
  if (row.kind === 'look') return row.number
  return row.from === row.to ? row.from : `${row.from} to ${row.to}`
}
