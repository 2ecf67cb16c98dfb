import type { ReactNode } from 'react'
import { BackLink, EmptyState, formatCount, plural, Table } from '../../shell/index.ts'
import { BADGE_RULES } from '../badge.ts'
import type { RehearsedFault, RehearsedFile } from '../rehearse.ts'
import { BadgeTag, certificateHref } from './certificate.tsx'

/** How a file would be taken: what is wrong, how often and where first; no value of it. */
export function WouldBecome(props: {
  name: string
  rehearsed: RehearsedFile
  feed: string
}): ReactNode {
  const { name, rehearsed, feed } = props
  const { badge, because, read, usable, faults } = rehearsed
  return (
    <>
      <BackLink href="/intake/send">Send in a file</BackLink>
      <h1>What would become of {name}?</h1>
      <p className="cc-lead">
        <BadgeTag badge={badge} /> {formatCount(usable)} of {plural(read, 'item', 'items')} can be
        used
        {because.length === 0 ? '.' : `: ${because.join('; ').replace(/\.$/, '')}.`}
      </p>
      <p>
        Nothing of it was kept. That it was rehearsed, and with which badge, is on the{' '}
        <a href={certificateHref(feed, '')}>certificate of the feed</a>.
      </p>
      <Table
        caption="What is wrong"
        columns={[
          {
            head: 'How often',
            cell: ({ count }: RehearsedFault) => formatCount(count),
            align: 'right',
          },
          { head: 'What', cell: ({ sentence }) => sentence },
          { head: 'First in', cell: whereFirst },
        ]}
        rows={faults}
        rowKey={({ rule, sentence, first }) => `${rule} ${sentence} ${first.column ?? ''}`}
        empty={<EmptyState title="Nothing is wrong with it" />}
      />
      <p className="cc-learnt">{BADGE_RULES}</p>
    </>
  )
}

function whereFirst({ first: { row, line, column } }: RehearsedFault): string {
  const parts = [row && `row ${formatCount(row)}`, line && `line ${formatCount(line)}`, column]
  return parts.filter(Boolean).join(', ')
}
