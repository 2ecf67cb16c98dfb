import type { Queryable, SourceId } from '../kernel/index.ts'

export type LatenessRow = {
  source: SourceId
  asked_at: Date
  answered_at: Date | null
  says: string | null
  /** YYYY-MM-DD */
  expected_on: string | null
}

/** What was last asked of each source, and what it answered. */
export async function lastLateness(db: Queryable): Promise<LatenessRow[]> {
  const { rows } = await db.query<LatenessRow>({
    name: 'intake.lastLateness',
    text: `select distinct on (source) source, asked_at, answered_at, says, expected_on::text
           from intake.lateness order by source, asked_at desc`,
  })
  return rows
}

export async function insertLateness(tx: Queryable, source: SourceId, at: Date): Promise<void> {
  await tx.query({
    name: 'intake.insertLateness',
    text: `insert into intake.lateness (source, asked_at) values ($1, $2) on conflict do nothing`,
    values: [source, at.toISOString()],
  })
}

export async function answerLateness(
  tx: Queryable,
  { source, askedAt }: { source: SourceId; askedAt: Date },
  { says, expectedOn }: { says: string; expectedOn: string | undefined },
  now: Date,
): Promise<void> {
  await tx.query({
    name: 'intake.answerLateness',
    text: `update intake.lateness set answered_at = $3, says = $4, expected_on = $5
           where source = $1 and asked_at = $2`,
    values: [source, askedAt.toISOString(), now.toISOString(), says, expectedOn ?? null],
  })
}
