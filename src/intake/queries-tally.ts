import type { Queryable, SourceId, Transaction } from '../kernel/index.ts'
import type { Badge } from './badge.ts'
import type { TallyLine } from './tally.ts'

/** Adds what a batch told to what its source told in the month; it travels with the next statement. */
export function addTally(
  tx: Transaction,
  source: SourceId,
  month: string,
  lines: readonly TallyLine[],
): void {
  if (lines.length === 0) return
  const of = (column: 'asked' | 'missing' | 'filled' | 'valid') => lines.map((line) => line[column])
  tx.post({
    name: 'intake.addTally',
    text: `insert into intake.tally (source, month, what, name, asked, missing, filled, valid)
      select $1, $2, * from unnest($3::text[], $4::text[], $5::bigint[], $6::bigint[], $7::bigint[], $8::bigint[])
      on conflict (source, month, what, name) do update set asked = tally.asked + excluded.asked,
        missing = tally.missing + excluded.missing, filled = tally.filled + excluded.filled,
        valid = tally.valid + excluded.valid`,
    values: [
      source,
      month,
      lines.map(({ what }) => what),
      lines.map(({ name }) => name),
      of('asked'),
      of('missing'),
      of('filled'),
      of('valid'),
    ],
  })
}

export type TallyOf = TallyLine & { source: SourceId; since: string }

type Row = Record<
  'source' | 'what' | 'name' | 'since' | 'asked' | 'missing' | 'filled' | 'valid',
  string
>

/** What each source told since a month (YYYY-MM-01), and since when of it. */
export async function readTally(db: Queryable, from: string): Promise<TallyOf[]> {
  const { rows } = await db.query<Row>({
    name: 'intake.readTally',
    text: `select source, what, name, min(month)::text as since, sum(asked) as asked, sum(missing) as missing,
        sum(filled) as filled, sum(valid) as valid
      from intake.tally where month >= $1 group by source, what, name order by source, what, name`,
    values: [from],
  })
  return rows.map(({ source, what, name, since, ...counts }) => ({
    source: source as SourceId,
    what: what as TallyLine['what'],
    name,
    since,
    asked: Number(counts.asked),
    missing: Number(counts.missing),
    filled: Number(counts.filled),
    valid: Number(counts.valid),
  }))
}

export type RehearsalRow = {
  source: SourceId
  at: Date
  kind: string
  badge: Badge
  read: number
  usable: number
  because: readonly string[]
}

export async function insertRehearsal(tx: Queryable, row: RehearsalRow): Promise<void> {
  const { source, at, kind, badge, read, usable, because } = row
  await tx.query({
    name: 'intake.insertRehearsal',
    text: `insert into intake.rehearsal (source, at, kind, badge, read, usable, because)
      values ($1, $2, $3, $4, $5, $6, $7) on conflict do nothing`,
    values: [source, at, kind, badge, read, usable, because],
  })
}

/** The last of each source. */
export async function lastRehearsals(db: Queryable): Promise<RehearsalRow[]> {
  const { rows } = await db.query<
    Omit<RehearsalRow, 'read' | 'usable'> & { read: string; usable: string }
  >({
    name: 'intake.lastRehearsals',
    text: `select distinct on (source) source, at, kind, badge, read, usable, because
      from intake.rehearsal order by source, at desc`,
  })
  return rows.map((row) => ({ ...row, read: Number(row.read), usable: Number(row.usable) }))
}

/** How often each source was late since a time. */
export async function timesLate(
  db: Queryable,
  since: Date,
): Promise<ReadonlyMap<SourceId, number>> {
  const { rows } = await db.query<{ source: SourceId; times: string }>({
    name: 'intake.timesLate',
    text: 'select source, count(*) as times from intake.lateness where asked_at >= $1 group by source',
    values: [since],
  })
  return new Map(rows.map(({ source, times }) => [source, Number(times)]))
}

export type SubmittedPeriod = { source: SourceId; scope: string; start: string; end: string }

/** Which periods the returns of each source cover. */
export async function submittedPeriods(db: Queryable): Promise<SubmittedPeriod[]> {
  const { rows } = await db.query<SubmittedPeriod>({
    name: 'intake.submittedPeriods',
    text: `select distinct source, scope, period_start::text as start, period_end::text as "end"
      from intake.submission where period_end > period_start order by source, scope, 3, 4`,
  })
  return rows
}
