import type { Queryable } from '../kernel/index.ts'

/** SQL of the daily test of opt-outs: when it ran, what it found, and who answered for a leak. */

export type OptOutRun = {
  readonly id: string
  readonly ranAt: Date
  readonly seeded: number
  readonly movers: number
  readonly leaks: number
  readonly answered?: { readonly at: Date; readonly by: string; readonly words: string }
}

export async function insertRun(
  tx: Queryable,
  { id, ranAt, seeded, movers, leaks }: Omit<OptOutRun, 'answered'>,
): Promise<void> {
  await tx.query(
    'insert into record.opt_out_test (id, ran_at, seeded, movers, leaks) values ($1, $2, $3, $4, $5)',
    [id, ranAt, seeded, movers, leaks],
  )
}

/** Every leak that nobody has answered for is answered for by this. */
export async function answerLeaks(
  tx: Queryable,
  { at, by, words }: NonNullable<OptOutRun['answered']>,
): Promise<void> {
  await tx.query(
    `update record.opt_out_test set answered_at = $1, answered_by = $2, answer = $3
     where leaks > 0 and answered_at is null`,
    [at, by, words],
  )
}

/** The oldest leak that nobody has answered for: while there is one nothing is counted. */
export async function openLeak(db: Queryable): Promise<OptOutRun | undefined> {
  const { rows } = await db.query<Row>({
    name: 'record.openLeak',
    text: `${RUN} where leaks > 0 and answered_at is null order by ran_at limit 1`,
  })
  return rows.map(asRun)[0]
}

/** The newest first. */
export async function optOutRuns(db: Queryable, limit: number): Promise<OptOutRun[]> {
  const { rows } = await db.query<Row>(`${RUN} order by ran_at desc, id limit $1`, [limit])
  return rows.map(asRun)
}

const RUN =
  'select id, ran_at, seeded, movers, leaks, answered_at, answered_by, answer from record.opt_out_test'

type Row = {
  id: string
  ran_at: Date
  seeded: number
  movers: number
  leaks: number
  answered_at: Date | null
  answered_by: string | null
  answer: string | null
}

function asRun({ id, ran_at: ranAt, seeded, movers, leaks, ...row }: Row): OptOutRun {
  const { answered_at: at, answered_by: by, answer: words } = row
  const run = { id, ranAt, seeded, movers, leaks }
  return at === null ? run : { ...run, answered: { at, by: by ?? '', words: words ?? '' } }
}
