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
  const values = [
    asked.map(({ name }) => name),
    asked.map(({ key }) => key),
    asked.map(({ due }) => due?.toISOString() ?? null),
    now.toISOString(),
  ]
  // Most changes tell no screen anything.
  if (told.length === 0) return { name: 'kernel.askedRows', text: ASKED, values }
  return {
    name: 'kernel.followingRows',
    text: `with told as (insert into kernel.news (topic, key)
             select * from unnest($5::text[], $6::text[]))
           ${ASKED}`,
    values: [...values, told.map(({ topic }) => topic), told.map(({ key }) => key)],
  }
}

const ASKED = `insert into kernel.errand as e (name, key, due_at, asked_at)
             select name, key, due_at, $4
             from unnest($1::text[], $2::text[], $3::timestamptz[]) as a (name, key, due_at)
             order by name, key
           on conflict (name, key) do update set version = e.version + 1,
             due_at = case when e.due_at is null then null else excluded.due_at end`

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

/** As they stand now that they are held; what has been done meanwhile, or is no longer due, is not among them. */
export async function heldErrands(
  tx: Queryable,
  name: string,
  keys: readonly string[],
  now: Date,
): Promise<ErrandRow[]> {
  const { rows } = await tx.query<ErrandRow>({
    name: 'kernel.heldErrands',
    text: `select name, key, version::text, tries from kernel.errand
           where name = $1 and key = any($2::text[]) and (due_at is null or due_at <= $3::timestamptz)
           order by key`,
    values: [name, keys, now.toISOString()],
  })
  return rows
}

/** Gone, or due again at another time. What was asked for while they ran stays asked for. */
export async function settleErrands(
  tx: Queryable,
  held: readonly ErrandRow[],
  again: Date | undefined,
): Promise<void> {
  const values = [held[0]!.name, held.map(({ key }) => key), held.map(({ version }) => version)]
  if (again === undefined) {
    await tx.query({
      name: 'kernel.deleteErrands',
      text: `delete from kernel.errand e using unnest($2::text[], $3::bigint[]) h (key, version)
             where e.name = $1 and e.key = h.key and e.version = h.version`,
      values,
    })
    return
  }
  await tx.query({
    name: 'kernel.renewErrands',
    text: `update kernel.errand e set due_at = $4, version = e.version + 1, tries = 0, tried_at = null, fault = null
           from unnest($2::text[], $3::bigint[]) h (key, version)
           where e.name = $1 and e.key = h.key and e.version = h.version`,
    values: [...values, again.toISOString()],
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

/** When the oldest of them was asked for that is due and was never tried; undefined where none waits. */
export async function oldestDue(
  db: Queryable,
  names: readonly string[],
  now: Date,
): Promise<Date | undefined> {
  const { rows } = await db.query<{ since: Date | null }>({
    name: 'kernel.oldestDue',
    text: `select min(coalesce(due_at, asked_at)) as since from kernel.errand
           where name = any($1::text[]) and tries = 0 and (due_at is null or due_at <= $2::timestamptz)`,
    values: [names, now.toISOString()],
  })
  return rows[0]!.since ?? undefined
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
