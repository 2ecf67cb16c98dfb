import type { ReactNode } from 'react'
import type { Agreement } from '../../agreement/index.ts'
import {
  type Column,
  formatDateTime,
  formatFullDate,
  formatMonth,
  Table,
} from '../../shell/index.ts'
import type { Definition as Defined } from '../definition.ts'
import { figureWords, valueWords } from '../figure-words.ts'
import type { Edition } from '../queries.ts'
import type { OwnFigure } from '../queries-difference.ts'
import type { ReadMeasure } from '../read-measure.ts'
import { waysOf } from '../way.ts'
import { periodWords } from './period-words.ts'

/** What partners' own books have, until it is explained. */
export function Differences(props: {
  read: ReadMeasure
  agreement: Agreement | undefined
}): ReactNode {
  const { own, charted } = props.read
  if (own.length === 0) return null
  const { definition, points } = charted
  const parties = props.agreement?.parties ?? []
  const ours = (period: string) => points.find((one) => one.period === period)?.told.value
  const columns: Column<OwnFigure>[] = [
    { head: 'Whose', cell: ({ party }) => parties.find(({ id }) => id === party)?.name ?? party },
    { head: 'Of', cell: ({ period }) => periodWords(definition, period) },
    {
      head: 'Their own',
      align: 'right',
      cell: ({ value }) => valueWords(definition, Number(value)),
    },
    {
      head: 'Counted here',
      align: 'right',
      cell: ({ period }) => {
        const value = ours(period)
        return value === undefined || value === null ? 'not told' : valueWords(definition, value)
      },
    },
    {
      head: 'Why',
      cell: ({ why, owner, due }) => {
        if (why !== null) return why
        return `Not known yet. To be found by ${owner}${due === null ? '' : `, until ${formatFullDate(due)}`}.`
      },
    },
  ]
  return (
    <>
      <h2>Where a partner’s own figure is another</h2>
      <Table
        caption="Partners’ own figures"
        hideCaption
        columns={columns}
        rows={own}
        rowKey={({ party, period }) => `${party} ${period}`}
      />
    </>
  )
}

const EDITIONS = 30

/** Which of the ways in which it is or was counted; the mark is of that way, and of no other. */
function ByWhich(props: { definition: Defined; edition: Edition }): ReactNode {
  const { definition, edition } = props
  const way = waysOf(definition).find(({ version }) => version === edition.version)
  const when =
    way === undefined
      ? ', by another text'
      : way.until === undefined
        ? ''
        : `, as until ${formatMonth(`${way.until}-01`)}`
  return (
    <>
      clause {edition.clause}
      {when} <span className="cc-code">{edition.version}</span>
    </>
  )
}

/** What was said stays: by which definition, from what was known when. */
export function Editions({ read, now }: { read: ReadMeasure; now: Date }): ReactNode {
  const { definition } = read.charted
  const columns: Column<Edition>[] = [
    { head: 'Of', nowrap: true, cell: ({ period }) => periodWords(definition, period) },
    { head: 'Edition', align: 'right', cell: ({ number }) => number },
    { head: 'Said', cell: ({ workedAt }) => formatDateTime(workedAt.toISOString(), now) },
    { head: 'Value', cell: ({ told }) => figureWords(definition, told) },
    { head: 'By which definition', cell: (edition) => <ByWhich {...{ definition, edition }} /> },
  ]
  return (
    <>
      <h2>What was said, and when</h2>
      <Table
        caption="Editions, the newest first"
        hideCaption
        columns={columns}
        rows={read.editions.slice(0, EDITIONS)}
        rowKey={({ period, number }) => `${period} ${number}`}
        empty={<p>Nothing has been said of it yet.</p>}
      />
    </>
  )
}
