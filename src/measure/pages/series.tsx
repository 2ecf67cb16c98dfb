import type { ReactNode } from 'react'
import {
  ChartWithTable,
  type Column,
  EmptyState,
  formatCount,
  formatList,
  Table,
} from '../../shell/index.ts'
import { valueWords } from '../figure-words.ts'
import type { Edition } from '../queries.ts'
import type { Charted } from '../signal.ts'
import { SHORT_GROUP, type SpcPoint } from '../spc.ts'
import { periodWords } from './period-words.ts'

type Row = {
  readonly edition: Edition
  readonly point: SpcPoint
  readonly anew: boolean
  readonly another: boolean
}

/** The chart, with the same in a table: each figure down to the counts that it is made of. */
export function Series({ charted, picture }: { charted: Charted; picture: string }): ReactNode {
  const { definition, points, gaps, chart, rebases, changes, target } = charted
  if (points.length === 0) {
    return (
      <EmptyState title="Nothing may be told of it yet: too few people stand behind it, or it has not been worked." />
    )
  }
  const rows = points.map((edition, at): Row => {
    const point = chart.points[at]!
    const anew = at > 0 && chart.points[at - 1]!.rebaseGroup !== point.rebaseGroup
    const another = changes.some(({ period }) => period === edition.period)
    return { edition, point, anew, another }
  })
  const waiting = rebases.filter(({ holds }) => !holds)
  return (
    <>
      <ChartWithTable
        picture={picture}
        says={`${definition.name}, from ${points[0]!.period} to ${points.at(-1)!.period}. ${charted.signal.says}`}
        note={
          <>
            The line is the average, and within the dashed lines it varies by chance. Grey and
            round: no signal. Blue and on its tip: better. Orange and square: worse.
            {target !== undefined && ' The dotted red line is the target.'}
            {points.length < SHORT_GROUP &&
              ` Of ${points.length} points: the limits may move with the next, twelve are wanted.`}
          </>
        }
      >
        <Table
          caption="Newest first"
          hideCaption
          columns={columnsOf(charted)}
          rows={rows.toReversed().slice(0, ROWS)}
          rowKey={({ edition }) => edition.period}
        />
      </ChartWithTable>
      {changes.map(({ period, says }) => (
        <p key={period}>
          <strong>From {periodWords(definition, period)} on it is counted otherwise</strong>, and
          the limits begin anew: what lies before and after is not to be compared.{' '}
          {says ?? 'Until then it was counted by an earlier definition.'}
        </p>
      ))}
      {gaps.length > 0 && (
        <p className="cc-small">
          Not told, because too few people stand behind it:{' '}
          {formatList(gaps.map((period) => periodWords(definition, period)))}.
        </p>
      )}
      {waiting.map(({ period, said }) => (
        <p key={period} className="cc-small">
          One side has said that the limits begin anew with {periodWords(definition, period)}: “
          {said[0]!.reason}”. They do when the other side has said the same.
        </p>
      ))}
    </>
  )
}

const ROWS = 12

function columnsOf({ definition }: Charted): Column<Row>[] {
  return [
    {
      head: definition.period === 'month' ? 'Month' : 'Quarter',
      nowrap: true,
      cell: ({ edition, anew, another }) => (
        <>
          {periodWords(definition, edition.period)}
          {anew && (
            <span className="cc-learnt">{another ? 'counted otherwise' : 'limits begin anew'}</span>
          )}
          {edition.number > 1 && <span className="cc-learnt">edition {edition.number}</span>}
        </>
      ),
    },
    {
      head: 'Value',
      align: 'right',
      cell: ({ edition }) => valueWords(definition, edition.told.value!),
    },
    {
      head: 'Made of',
      align: 'right',
      cell: ({ edition: { told } }) =>
        told.denominator === null
          ? formatCount(told.numerator!)
          : `${formatCount(told.numerator!)} / ${formatCount(told.denominator)}`,
    },
    { head: 'Signal', cell: ({ point }) => TYPES.get(point.pointType) ?? '' },
  ]
}

const TYPES = new Map<string, string>([
  ['special_cause_improvement', 'better'],
  ['special_cause_concern', 'worse'],
  ['special_cause_neutral_high', 'higher'],
  ['special_cause_neutral_low', 'lower'],
])
