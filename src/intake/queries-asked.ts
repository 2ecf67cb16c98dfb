import type { Queryable, SourceId } from '../kernel/index.ts'
import { DAILY } from './daily-table.ts'

/** A daily file of which somebody was asked whether it is meant, and has not said. */
export type AskedFile = {
  source: SourceId
  /** what orders it among the files of its source */
  file: string
  leftOut: number
  standing: number
  /** the things that it tells, with the rows' hashes */
  told: readonly (readonly [string, readonly string[]])[]
}

type Row = {
  source: SourceId
  day: string
  at: Date
  left_out: string
  standing: string
  told: AskedFile['told']
}

/** The newest of each day; one that another of its day replaced is asked about no more. */
export async function askedFiles(db: Queryable): Promise<AskedFile[]> {
  const { rows } = await db.query<Row>({
    name: 'intake.askedFiles',
    text: `select s.source, period_end::text as day, at, left_out, standing, told from intake.submission s
      where scope = $1 and whole_at is null and left_out is not null and meant is null and told is not null
        and not exists (select from intake.submission later where later.source = s.source
          and later.scope = s.scope and later.period_end = s.period_end and later.at > s.at)
      order by s.source, period_end`,
    values: [DAILY],
  })
  return rows.map(({ day, at, left_out, standing, ...row }) => ({
    ...row,
    file: `${day}~${at.toISOString()}`,
    leftOut: Number(left_out),
    standing: Number(standing),
  }))
}

/** Whoever was asked has said whether the file is meant; where it is, it is whole. */
export async function answerAsked(
  tx: Queryable,
  { source, file }: Pick<AskedFile, 'source' | 'file'>,
  meant: boolean,
  now: Date,
): Promise<void> {
  const [day, at] = file.split('~')
  await tx.query({
    name: 'intake.answerAsked',
    text: `update intake.submission set meant = $5, answered_at = $6::timestamptz,
        whole_at = case when $5 then $6::timestamptz end, told = case when $5 then null else told end
      where source = $1 and scope = $2 and period_end = $3 and at = $4`,
    values: [source, DAILY, day, at, meant, now],
  })
}
