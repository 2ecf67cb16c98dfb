import type { ReactNode } from 'react'
import { EmptyState, Table } from '../../shell/index.ts'
import type { BoardView } from '../board-view.ts'
import { interestsAfter } from '../item.ts'
import type { ShownItem } from '../shown.ts'
import type { Tally } from '../tally.ts'

/** A vote by side, with who was out and why, and who voted how. */
export function Votes(props: { view: BoardView; item: ShownItem; tally: Tally }): ReactNode {
  const { view, item, tally } = props
  const out = tally.sides.flatMap((one) => one.out)
  const last = [...new Map(item.votes.map((one) => [one.member, one])).values()]
  return (
    <>
      <Table
        caption={item.decision === undefined ? 'The vote as it stands' : 'The vote'}
        rows={tally.sides}
        rowKey={({ side }) => side}
        empty={<EmptyState title="Nobody has voted." />}
        columns={[
          { head: 'Side', cell: ({ side }) => view.sideName(side) },
          { head: 'For', align: 'right', cell: (one) => one.for },
          { head: 'Against', align: 'right', cell: (one) => one.against },
          { head: 'Neither', align: 'right', cell: (one) => one.abstained },
          {
            head: 'In the room',
            align: 'right',
            cell: (one) => `${one.present} of ${one.entitled}`,
          },
          {
            head: 'Quorum',
            cell: ({ side }) =>
              tally.quorum.find((one) => one.side === side)?.met ? 'met' : 'not met',
          },
        ]}
      />
      {tally.casting !== undefined && (
        <p>
          {view.nameOf(item.body, tally.casting)} used the casting vote of{' '}
          {view.body(item.body)?.castingVote?.law ?? 'the law'}.
        </p>
      )}
      {last.length > 0 && (
        <ul className="cc-items">
          {last.map((one) => (
            <li key={one.member}>
              {view.nameOf(item.body, one.member)}:{' '}
              {one.answer === 'abstain' ? 'neither' : one.answer}
              {one.dissent !== undefined && <>. “{one.dissent}”</>}
            </li>
          ))}
        </ul>
      )}
      {out.length > 0 && (
        <p className="cc-small">
          Not counted:{' '}
          {out.map(({ member, why }) => `${view.nameOf(item.body, member)} (${why})`).join('; ')}.
        </p>
      )}
      {interestsAfter(item).map(({ member, what }) => (
        <p key={member}>
          After the vote {view.nameOf(item.body, member)} declared an interest: {what}.
        </p>
      ))}
    </>
  )
}
