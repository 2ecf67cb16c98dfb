import type { ReactNode } from 'react'
import type { Agreement } from '../../agreement/index.ts'
import type { Queryable } from '../../kernel/index.ts'
import {
  DIVISIONS,
  type Division,
  type QualitySampled,
  qualitySampled,
  type SampledRow,
} from '../../people/index.ts'
import { EmptyState, formatCount, formatDateTime, Table } from '../../shell/index.ts'

export const CALLED: Readonly<Record<Division, string>> = {
  'ethnic-group': 'Ethnic group',
  deprivation: 'How deprived the neighbourhood is, tenth 01 the most',
  age: 'Age',
  sex: 'Sex',
}

/** Before a sentence about a group. */
export const SHORT: Readonly<Record<Division, string>> = {
  'ethnic-group': 'Ethnic group',
  deprivation: 'Deprivation',
  age: 'Age',
  sex: 'Sex',
}
export const TOO_FEW = 'too few to tell'
export const percent = (rate: number) => `${(rate * 100).toFixed(1)}%`

export type Sampled = ReturnType<QualitySampled['of']> & { by: Division; drawnAt: Date }

/** What is known by samples, of each division of people. */
export async function sampledOf(db: Queryable, current: Agreement | undefined): Promise<Sampled[]> {
  const found = await qualitySampled(db, current)
  if (found === undefined) return []
  return DIVISIONS.map((by) => ({ ...found.of(by), by, drawnAt: found.drawnAt }))
}

/** Which groups differ, first. */
export function Differs({ says, hidden }: { says: readonly string[]; hidden: boolean }): ReactNode {
  if (says.length === 0) {
    return (
      <p className="cc-lead">
        No group {hidden && 'that is large enough to be told '}differs from the others by more than
        the error of measurement.
      </p>
    )
  }
  return says.map((one) => (
    <p key={one} className="cc-lead">
      {one}
    </p>
  ))
}

/** What people said of pairs drawn by lot: all that can be known where there is no truth beside it. */
export function BySample(props: {
  sampled: readonly Sampled[]
  least: number
  now: Date
}): ReactNode {
  const { sampled, least, now } = props
  const tells = ({ persons, drawn }: SampledRow) => persons >= least && drawn >= least
  const hidden = sampled.some(({ rows }) => !rows.every(tells))
  const told = sampled.flatMap(({ by, rows, differs }) => {
    const groups = rows.filter(tells).map(({ group }) => group)
    return differs
      .filter((one) => one.groups.every((group) => groups.includes(group)))
      .map(({ says }) => `${SHORT[by]}: ${says}`)
  })
  return (
    <>
      <h2>By pairs that people have looked at</h2>
      <Differs says={told} hidden={hidden} />
      <p>
        Pairs of records were drawn by lot {formatDateTime(sampled[0]!.drawnAt, now)}, of those that
        are joined and of those that are likely enough to be met. What nobody has looked at yet
        makes an interval wider. Pairs that nothing brings together are in no sample.
      </p>
      {sampled.map(({ by, rows }) => (
        <Table
          key={by}
          caption={CALLED[by]}
          rows={rows}
          rowKey={({ group }) => group}
          empty={<EmptyState title="Nobody is known by this." />}
          columns={[
            { head: 'Group', cell: ({ group }) => group },
            {
              head: 'Pairs looked at',
              cell: (row) =>
                tells(row) ? `${formatCount(row.reviewed)} of ${formatCount(row.drawn)}` : TOO_FEW,
            },
            {
              head: 'Links missed',
              cell: (row) => tells(row) && rateWords(row.missed_rate, row.low, row.high),
            },
            {
              head: 'Links false',
              cell: (row) => tells(row) && rateWords(row.false_rate, row.false_low, row.false_high),
            },
          ]}
        />
      ))}
    </>
  )
}

function rateWords(rate: number | null, low: number, high: number): string {
  const between = `${percent(low)} to ${percent(high)}`
  return rate === null ? `not known yet (${between})` : `${percent(rate)} (${between})`
}
