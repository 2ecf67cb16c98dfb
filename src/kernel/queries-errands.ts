import type { Queryable, Statement } from './database.ts'

/** An errand is asked for as news is told: with the change that it follows, in one statement. */

export type Told = { topic: string; key: string }
export type Asked = { name: string; key: string; due: Date | undefined }

/**
 * Sorted, so that two transactions that ask for the same things wait for each other and never crosswise. What is due
 * at once stays so; otherwise the newer date stands.
 */
export function followingRows(
  told: readonly Told[],
  asked: readonly Asked[],
  now: Date,
): Statement {
  return {
    name: 'kernel.followingRows',
    text: `with told as (insert into kernel.news (topic, key)
             select * from unnest($1::text[], $2::text[]))
           insert into kernel.errand as e (name, key, due_at, asked_at)
             select name, key, due_at, $6
             from unnest($3::text[], $4::text[], $5::timestamptz[]) as a (name, key, due_at)
             order by name, key
           on conflict (name, key) do update set version = e.version + 1,
             due_at = case when e.due_at is null then null else excluded.due_at end`,
    values: [
      told.map(({ topic }) => topic),
      told.map(({ key }) => key),
      asked.map(({ name }) => name),
      asked.map(({ key }) => key),
      asked.map(({ due }) => due?.toISOString() ?? null),
      now.toISOString(),
    ],
  }
}

export type ErrandRow = { name: string; key: string; version: string; tries: number }

/**
 * Errands that are due. One that failed waits twice as long each time, a quarter of an hour at most; a clock that was
 * set back behind its last try does not make it wait longer.
 */
export async function dueErrands(
  db: Queryable,
  names: readonly string[],
  now: Date,
  limit: number,
): Promise<ErrandRow[]> {
  const { rows } = await db.query<ErrandRow>({
    name: 'kernel.dueErrands',
    text: `select name, key, version::text, tries from kernel.errand
           where name = any($1::text[]) and (due_at is null or due_at <= $2::timestamptz)
             and (tried_at is null or tried_at > $2::timestamptz
               or tried_at + make_interval(secs => least(900, 2 ^ least(tries, 10))) <= $2::timestamptz)
           order by due_at nulls first, asked_at, name, key limit $3`,
    values: [names, now.toISOString(), limit],
  })
  return rows
}

/** Held to the end of the transaction; false where another is at the same errand. */
export async function tryHoldErrand(tx: Queryable, name: string, key: string): Promise<boolean> {
  const { rows } = await tx.query<{ held: boolean }>({
    name: 'kernel.tryHoldErrand',
    text: "select pg_try_advisory_xact_lock(hashtextextended($1 || ' ' || $2, 7250116003)) as held",
    values: [name, key],
  })
  return rows[0]!.held
}

/** As it stands now that it is held; undefined where it has been done meanwhile, or is no longer due. */
export async function heldErrand(
  tx: Queryable,
  name: string,
  key: string,
  now: Date,
): Promise<ErrandRow | undefined> {
  const { rows } = await tx.query<ErrandRow>({
    name: 'kernel.heldErrand',
    text: `select name, key, version::text, tries from kernel.errand
           where name = $1 and key = $2 and (due_at is null or due_at <= $3::timestamptz)`,
    values: [name, key, now.toISOString()],
  })
  return rows[0]
}

/** Gone, or due again at another time. What was asked for while it ran stays asked for. */
export async function settleErrand(
  tx: Queryable,
  { name, key, version }: ErrandRow,
  again: Date | undefined,
): Promise<void> {
  if (again === undefined) {
    await tx.query({
      name: 'kernel.deleteErrand',
      text: 'delete from kernel.errand where name = $1 and key = $2 and version = $3',
      values: [name, key, version],
    })
    return
  }
  await tx.query({
    name: 'kernel.renewErrand',
    text: `update kernel.errand set due_at = $4, version = version + 1, tries = 0, tried_at = null, fault = null
           where name = $1 and key = $2 and version = $3`,
    values: [name, key, version, again.toISOString()],
  })
}

export async function noteFailure(
  db: Queryable,
  { name, key }: Pick<ErrandRow, 'name' | 'key'>,
  fault: string,
  now: Date,
): Promise<void> {
  await db.query({
    name: 'kernel.noteFailure',
    text: `update kernel.errand set tries = tries + 1, tried_at = $3, fault = $4
           where name = $1 and key = $2`,
    values: [name, key, now.toISOString(), fault],
  })
}

export type UndoneRow = { name: string; count: string; since: Date; fault: string | null }

/** What has failed so often that somebody must look, or that nothing here does any more. */
export async function undoneErrands(
  db: Queryable,
  names: readonly string[],
  tries: number,
): Promise<UndoneRow[]> {
  const { rows } = await db.query<UndoneRow>({
    name: 'kernel.undoneErrands',
    text: `select name, count(*), min(asked_at) as since, max(fault) as fault from kernel.errand
           where tries >= $2 or name <> all($1::text[]) group by name order by name`,
    values: [names, tries],
  })
  return rows
}

export type WaitingRow = { name: string; key: string; at: Date }

/** What waits to be done, by when it is due; what is due at once, by when it was asked for. */
export async function waitingErrands(
  db: Queryable,
  before: Date | undefined,
  limit: number,
): Promise<WaitingRow[]> {
  const { rows } = await db.query<WaitingRow>({
    name: 'kernel.waitingErrands',
    text: `select name, key, coalesce(due_at, asked_at) as at from kernel.errand
           where $1::timestamptz is null or coalesce(due_at, asked_at) < $1
           order by at, name, key limit $2`,
    values: [before?.toISOString() ?? null, limit],
  })
  return rows
}
