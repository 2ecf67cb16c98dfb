import type { ReactNode } from 'react'
import { formatPounds } from '../../kernel/index.ts'
import { EmptyState, formatDate, Table } from '../../shell/index.ts'
import { readAccount } from '../account.ts'
import { accountWords } from '../account-words.ts'
import type { Books } from '../books.ts'
import { penceOf, type Step, type Transfer } from '../transfer.ts'
import { accountHref, transferHref } from './money.tsx'

/** What became of the money, in a word or two. */
export const STEP_WORDS: Readonly<Record<Step, string>> = {
  move: 'Moved',
  reserve: 'Set apart',
  post: 'Paid',
  void: 'Let go',
  expire: 'Ran out',
}

export type Known = Pick<Books, 'rules' | 'schemes'>

type Props = {
  readonly transfers: readonly Transfer[]
  readonly known: Known
  readonly now: Date
  readonly caption: string
}

/** Transfers with pence, each opening to itself, and both of its accounts. */
export function Transfers({ transfers, known, now, caption }: Props): ReactNode {
  return (
    <Table
      caption={caption}
      hideCaption
      columns={[
        {
          head: 'Number',
          cell: ({ number, id }) => <a href={transferHref(id)}>{number}</a>,
        },
        {
          head: 'Booked',
          nowrap: true,
          cell: ({ at, ofDay }) => (
            <>
              {formatDate(at, now)}
              {ofDay !== undefined && <small> of {formatDate(ofDay, now)}</small>}
            </>
          ),
        },
        {
          head: 'What',
          nowrap: true,
          cell: ({ step, reverses }) => (reverses === undefined ? STEP_WORDS[step] : 'Taken back'),
        },
        { head: 'How much', align: 'right', cell: (one) => formatPounds(penceOf(one)) },
        { head: 'From', cell: ({ credit }) => <AccountLink id={credit} known={known} /> },
        { head: 'To', cell: ({ debit }) => <AccountLink id={debit} known={known} /> },
        {
          head: 'What for',
          cell: ({ reason, supplier }) => (supplier ? `${reason} (${supplier})` : reason),
        },
      ]}
      rows={transfers}
      rowKey={({ id }) => id}
      empty={<EmptyState title="Nothing is booked here." />}
    />
  )
}

export function AccountLink({ id, known }: { id: string; known: Known }): ReactNode {
  const account = readAccount(id)
  return <a href={accountHref(id)}>{account === undefined ? id : accountWords(account, known)}</a>
}
