import type { ReactNode } from 'react'
import type { AgreedNames } from '../../access/index.ts'
import {
  ClauseLink,
  EmptyState,
  formatList,
  Paging,
  plural,
  Table,
  Tag,
} from '../../shell/index.ts'
import type { LookRow } from '../look-list.ts'
import { dateWords, momentWords } from './dates.ts'

const PAGE_SIZE = 50

/** Every look: who, for what, by which clause, allowed or refused; and the numbers that are missing. */
export function LookTable(props: {
  rows: readonly LookRow[]
  names: AgreedNames
  now: Date
  page: number
  path: string
}): ReactNode {
  const { rows, names, now, path } = props
  const pages = Math.max(1, Math.ceil(rows.length / PAGE_SIZE))
  const page = Math.min(props.page, pages)
  const shown = rows.slice((page - 1) * PAGE_SIZE, page * PAGE_SIZE)
  const first = (page - 1) * PAGE_SIZE + 1
  return (
    <>
      <MissingNotice rows={rows} />
      <Table
        caption="Looks, newest first"
        rows={shown}
        rowKey={keyOf}
        tone={(row) => (row.kind === 'missing' ? 'alert' : undefined)}
        empty={<EmptyState title="Nobody has looked yet." />}
        columns={[
          { head: 'When', cell: (row) => whenCell(row, now) },
          { head: 'Who', cell: (row) => whoCell(row, names) },
          { head: 'For', cell: (row) => forCell(row, names) },
          { head: 'What', cell: (row) => whatCell(row, now) },
          { head: 'By', cell: byCell },
          { head: 'Number', align: 'right', cell: numberCell },
        ]}
      />
      <Paging
        label="looks"
        position={`${first} to ${first + shown.length - 1} of ${rows.length}`}
        previous={page > 1 ? `${path}?looks=${page - 1}#looks` : undefined}
        next={page < pages ? `${path}?looks=${page + 1}#looks` : undefined}
      />
    </>
  )
}

function MissingNotice(props: { rows: readonly LookRow[] }): ReactNode {
  const missing = props.rows.filter((row) => row.kind === 'missing')
  if (missing.length === 0) return null
  const count = missing.reduce((sum, { from, to }) => sum + to - from + 1, 0)
  return (
    <p className="cc-flag cc-flag--alert">
      {plural(count, 'look')} {count === 1 ? 'is' : 'are'} missing from the log. Every look has a
      running number, and {count === 1 ? 'one number is' : 'some numbers are'} not there: somebody
      has taken {count === 1 ? 'it' : 'them'} out.
    </p>
  )
}

function keyOf(row: LookRow): string {
  return row.kind === 'look' ? row.look.entryId : `${row.before}${row.from}`
}

function whenCell(row: LookRow, now: Date): ReactNode {
  return row.kind === 'missing' ? 'Missing' : momentWords(row.look.at, now)
}

function whoCell(row: LookRow, names: AgreedNames): ReactNode {
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

function forCell(row: LookRow, names: AgreedNames): ReactNode {
  return row.kind === 'missing' || row.look.purpose === '' ? '' : names.purpose(row.look.purpose)
}

function whatCell(row: LookRow, now: Date): ReactNode {
  if (row.kind === 'missing') return ''
  const { look } = row
  if (look.withheldUntil !== undefined) return `Opens on ${dateWords(look.withheldUntil, now)}`
  return (
    <>
      {look.outcome === 'refused' && (
        <>
          <Tag tone="red">Refused</Tag>{' '}
        </>
      )}
      {look.what}
      {look.times > 1 && `, ${look.times} times within the hour`}
      {look.sentence !== undefined && <span className="cc-learnt">{look.sentence}</span>}
    </>
  )
}

function byCell(row: LookRow): ReactNode {
  if (row.kind === 'missing' || row.look.clause === '') return ''
  return <ClauseLink number={row.look.clause} />
}

function numberCell(row: LookRow): ReactNode {
  if (row.kind === 'look') return row.number
  return row.from === row.to ? row.from : `${row.from} to ${row.to}`
}
