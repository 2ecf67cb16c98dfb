import type { ReactNode } from 'react'
import { formatPounds, plural } from '../../kernel/index.ts'
import { BackLink, ClauseLink, EmptyState, formatDate, Table } from '../../shell/index.ts'
import type { ExplainedCell } from '../explain-figure.ts'
import { FIGURE_WORDS } from '../figure.ts'
import type { MadeReturn } from '../queries-returns.ts'
import { type CellAt, formulaOf } from '../return-sheet.ts'
import { returnHref, transferHref } from './money.tsx'
import { rowWords } from './return-differences.tsx'
import { AccountLink, type Known, STEP_WORDS } from './transfers.tsx'

const SHOWN_MAX = 500

type Props = {
  readonly made: MadeReturn
  readonly name: string
  readonly at: CellAt
  readonly explained: ExplainedCell
  readonly known: Known
  readonly now: Date
}

/** One cell of a return, and what each transfer adds to it. */
export function CellPage({ made, name, at, explained, known, now }: Props): ReactNode {
  const { cell, pence, postings, clauses } = explained
  const formula = formulaOf(cell)
  return (
    <>
      <BackLink href={returnHref(made.id)}>{name}</BackLink>
      <h1>
        {at.sheet}, {at.cell}: {formatPounds(pence)}
      </h1>
      <p className="cc-lead">{rowWords(made, at)}</p>
      <p>
        {cell.is === 'figure' && `${FIGURE_WORDS[cell.asks.figure]}: `}
        {formula !== undefined && `The workbook works it out (${formula}): `}
        {plural(postings.length, 'transfer')} together.
        {clauses.length > 0 && ' By '}
        {clauses.map((one, nth) => (
          <span key={one}>
            {nth > 0 && ', '}
            <ClauseLink number={one} />
          </span>
        ))}
      </p>
      <Table
        caption="Transfers that make it"
        hideCaption
        columns={[
          {
            head: 'Number',
            cell: ({ transfer }) => <a href={transferHref(transfer.id)}>{transfer.number}</a>,
          },
          { head: 'Booked', nowrap: true, cell: ({ transfer }) => formatDate(transfer.at, now) },
          {
            head: 'What',
            nowrap: true,
            cell: ({ transfer: { reverses, step } }) =>
              reverses === undefined ? STEP_WORDS[step] : 'Taken back',
          },
          { head: 'Adds', align: 'right', cell: (one) => formatPounds(one.pence) },
          { head: 'To', cell: ({ transfer }) => <AccountLink id={transfer.debit} known={known} /> },
          {
            head: 'What for',
            cell: ({ transfer: { reason, supplier } }) =>
              supplier ? `${reason} (${supplier})` : reason,
          },
        ]}
        rows={postings.slice(0, SHOWN_MAX)}
        rowKey={({ transfer }) => transfer.id}
        empty={<EmptyState title="No transfer makes it." />}
      />
      {postings.length > SHOWN_MAX && (
        <p>The first {SHOWN_MAX} are shown. All of them are in the journal.</p>
      )}
    </>
  )
}
