import type { ReactNode } from 'react'
import {
  ClauseLink,
  capital,
  formatDate,
  formatDateTime,
  plural,
  Table,
} from '../../shell/index.ts'
import { itemWords } from '../handover-item.ts'
import { minuteOf } from '../minute.ts'
import { type AfterLeaving, dayOfMark, MARKS, outcomeAt, outcomeWords } from '../outcome.ts'
import { type Score, scoreOf, standingScores } from '../score.ts'
import type { Stay } from '../stay.ts'
import { Word } from './words.tsx'

type Props = {
  readonly stay: Pick<Stay, 'ready'>
  readonly after: AfterLeaving
  readonly scores: readonly Score[]
  readonly at: Date
}

/** Somebody who left within so long after they were ready left fast: then it counts whether they came back. */
const FAST_MINUTES = 1_440

/** How somebody arrived and how they are since: what a fast discharge is worth. */
export function After({ stay, after, scores, at }: Props): ReactNode {
  const rows = MARKS.map((days) => ({ days, outcome: outcomeAt(after, days, at) }))
  return (
    <>
      <h2>What became of them</h2>
      <p>
        {backWords(stay, after, at)} <Word term="outcome">What counts as an outcome</Word>
      </p>
      <Table
        caption="What became of them, so many days after they left"
        hideCaption
        columns={[
          { head: 'After', nowrap: true, cell: ({ days }) => plural(days, 'day') },
          {
            head: 'That was',
            nowrap: true,
            cell: ({ days }) => formatDate(dayOfMark(after, days), at),
          },
          { head: 'How they were', cell: ({ outcome }) => capital(outcomeWords(outcome)) },
        ]}
        rows={rows}
        rowKey={({ days }) => String(days)}
        tone={({ outcome }) => (outcome === 'came-back' ? 'alert' : undefined)}
      />
      <h2>How they arrived</h2>
      <Scores scores={scores} at={at} />
    </>
  )
}

function backWords({ ready }: Props['stay'], { left, cameBack }: AfterLeaving, at: Date): string {
  const gone = `Left ${formatDateTime(left, at)}.`
  if (cameBack === undefined) return gone
  const fast = ready !== undefined && minuteOf(left) - ready.at <= FAST_MINUTES
  const back = `${gone} Came back to hospital, not as planned, ${formatDateTime(cameBack, at)}.`
  return fast
    ? `${back} They had left within a day of being ready: that counts against both sides alike.`
    : back
}

function Scores({ scores, at }: Pick<Props, 'scores' | 'at'>): ReactNode {
  const standing = standingScores(scores)
  if (standing.length === 0) return <p>Nobody who received them has said yet.</p>
  return (
    <ul className="cc-items">
      {standing.map((score) => (
        <li key={score.id}>
          {score.by.name}, {formatDateTime(score.at, at)}:{' '}
          {scoreOf([{ asked: score.asked.length, found: score.found.length }])} in 100 (
          <ClauseLink number={score.clause} />
          ).{missingWords(score)}
        </li>
      ))}
    </ul>
  )
}

function missingWords({ asked, found }: Score): string {
  const missing = asked.filter((item) => !found.includes(item))
  if (missing.length === 0) return ' All that is asked was so.'
  return ` Not so: ${missing.map(itemWords).join('; ')}.`
}
