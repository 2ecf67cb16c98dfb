import type { ReactNode } from 'react'
import type { ReplayedClause } from '../../agreement/index.ts'
import { EmptyState, formatCount, plural, Table } from '../../shell/index.ts'

/** What a draft would have changed of what was done last year, as the rooms tell it. */
export function ReplayTable({ rows }: { rows: readonly ReplayedClause[] }): ReactNode {
  const apart = rows.filter(({ difference }) => difference !== 0)
  const same = rows.length - apart.length
  return (
    <>
      <Table
        caption="What was done in the last year, run by both texts"
        rows={apart}
        rowKey={({ clause, room, what }) => `${clause}${room}${what}`}
        empty={<EmptyState title="Nothing that was done last year would have been otherwise." />}
        columns={[
          { head: 'Clause', cell: ({ clause }) => clause || 'none' },
          { head: 'What would have been refused, or counted', cell: ({ what }) => what },
          { head: 'By the old text', align: 'right', cell: ({ before }) => figure(before) },
          { head: 'By the draft', align: 'right', cell: ({ after }) => figure(after) },
        ]}
      />
      {same > 0 && (
        <p className="cc-small">
          {plural(same, 'other figure comes', 'other figures come')} out the same by both.
        </p>
      )}
    </>
  )
}

/** What no room can tell is not nought. */
function figure(value: number | null): string {
  return value === null ? 'not known' : formatCount(value)
}
