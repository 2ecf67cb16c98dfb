import { column, copyRows, type Queryable, rowReader, type Transaction } from '../kernel/index.ts'
import { VERDICTS, type Verdict } from './match-care.ts'

export const QUERY_ANSWERS = ['pay', 'withhold', 'credited'] as const

/** What is done about a line of an invoice that was queried. */
export type QueryAnswer = {
  readonly line: string
  readonly verdict: Verdict
  readonly answer: (typeof QUERY_ANSWERS)[number]
  readonly reason: string
  readonly actor: string
  readonly name: string
  readonly learntAt: string
}

const readAnswer = rowReader('fund.query_answer', {
  line: column.text,
  verdict: column.oneOf(...VERDICTS),
  answer: column.oneOf(...QUERY_ANSWERS),
  reason: column.text,
  actor: column.text,
  name: column.text,
  learnt_at: column.moment,
  entry_id: column.text,
})

export async function queryAnswers(db: Queryable): Promise<(QueryAnswer & { entryId: string })[]> {
  const { rows } = await db.query(
    `select line, verdict, answer, reason, actor, name, learnt_at, entry_id from fund.query_answer
     order by learnt_at, line`,
  )
  return rows.map((given) => {
    const { learnt_at, entry_id, ...row } = readAnswer(given)
    return { ...row, learntAt: learnt_at.toISOString(), entryId: entry_id }
  })
}

export async function isQueryAnswered(db: Queryable, line: string): Promise<boolean> {
  const { rows } = await db.query('select from fund.query_answer where line = $1', [line])
  return rows.length > 0
}

export function insertQueryAnswer(tx: Transaction, one: QueryAnswer, entryId: string): void {
  copyRows(
    tx,
    'fund.query_answer (line, verdict, answer, reason, actor, name, learnt_at, entry_id)',
    [[one.line, one.verdict, one.answer, one.reason, one.actor, one.name, one.learntAt, entryId]],
  )
}
