import type { Queryable } from '../kernel/index.ts'

/** Rows as commands would have written them, without a command: they stand in no log. */
export async function fill(db: Queryable, fund: string, count: number): Promise<string> {
  await db.query(
    `insert into fund.transfer (number, id, fund, step, debit, credit, posted, reserved, at, learnt_at, reason, clause,
        key, entry_id)
      select (select coalesce(max(number), 0) from fund.transfer) + n, gen_random_uuid(), $1, 'move',
        $1 || ':commitment:bench:' || (n % 1000), $1 || ':held:bench-' || (n % 1000), n % 997 + 1, 0,
        date '2025-04-01' + (n % 340)::int, timestamptz '2025-04-01 09:00Z' + n * interval '1 second', 'Bench', '0.0',
        'bench', gen_random_uuid()
      from generate_series(1, $2::bigint) n`,
    [fund, count],
  )
  await db.query(
    `insert into fund.account_day (account, at, fund, posted, coming_in, going_out)
      select account, at, $1, sum(posted), 0, 0 from (
        select debit as account, at, posted from fund.transfer where clause = '0.0'
        union all select credit, at, -posted from fund.transfer where clause = '0.0'
      ) moved group by account, at on conflict (account, at) do nothing`,
    [fund],
  )
  await db.query('analyze fund.transfer')
  await db.query('analyze fund.account_day')
  return `${fund}:commitment:bench:7`
}
