import type { Queryable } from '../kernel/index.ts'

export type SignInRow = { nonce: string; verifier: string; issuer: string; return_to: string }

export async function insertSignIn(
  db: Queryable,
  signIn: SignInRow & { stateHash: string; visitorHash: string; expiresAt: Date },
): Promise<void> {
  await db.query(
    `insert into shell.sign_in (state_hash, visitor_hash, nonce, verifier, return_to, expires_at, issuer)
     values ($1, $2, $3, $4, $5, $6, $7)`,
    [
      signIn.stateHash,
      signIn.visitorHash,
      signIn.nonce,
      signIn.verifier,
      signIn.return_to,
      signIn.expiresAt,
      signIn.issuer,
    ],
  )
}

/** Takes the sign-in out: a second return with the same state finds nothing. */
export async function takeSignIn(
  db: Queryable,
  stateHash: string,
  visitorHash: string,
  now: Date,
): Promise<SignInRow | undefined> {
  const { rows } = await db.query<SignInRow>(
    `delete from shell.sign_in where state_hash = $1 and visitor_hash = $2 and expires_at > $3
     returning nonce, verifier, issuer, return_to`,
    [stateHash, visitorHash, now],
  )
  return rows[0]
}

export type AttemptRow = { count: number; started_at: Date }

/** Counts one more since `windowStart`; an older count begins again at one. */
export async function countAttempt(
  db: Queryable,
  key: string,
  now: Date,
  windowStart: Date,
): Promise<AttemptRow> {
  const { rows } = await db.query<AttemptRow>(
    `insert into shell.attempt as a (key, started_at, count) values ($1, $2, 1)
     on conflict (key) do update set
       count = case when a.started_at <= $3 then 1 else a.count + 1 end,
       started_at = case when a.started_at <= $3 then excluded.started_at else a.started_at end
     returning count, started_at`,
    [key, now, windowStart],
  )
  return rows[0]!
}

/** What has run out is dead weight: removed at each sign-in, by index. */
export async function deleteExpired(db: Queryable, now: Date, attemptsBefore: Date): Promise<void> {
  await db.query('delete from shell.sign_in where expires_at < $1', [now])
  await db.query('delete from shell.attempt where started_at < $1', [attemptsBefore])
  await db.query('delete from shell.provider_state where expires_at < $1', [now])
}

/** The first process to ask makes the value; every process gets the same one. */
export async function keepProviderKey(
  db: Queryable,
  name: string,
  value: unknown,
): Promise<unknown> {
  await db.query(
    'insert into shell.provider_key (name, value) values ($1, $2) on conflict do nothing',
    [name, JSON.stringify(value)],
  )
  return readProviderKey(db, name)
}

export async function readProviderKey(db: Queryable, name: string): Promise<unknown> {
  const { rows } = await db.query<{ value: unknown }>(
    'select value from shell.provider_key where name = $1',
    [name],
  )
  return rows[0]?.value
}

export type ProviderStateRow = { payload: Record<string, unknown>; consumed: number | null }

export async function upsertProviderState(
  db: Queryable,
  state: {
    model: string
    id: string
    payload: Record<string, unknown>
    uid?: string
    grantId?: string
    expiresAt?: Date
  },
): Promise<void> {
  await db.query(
    `insert into shell.provider_state (model, id, payload, uid, grant_id, expires_at)
     values ($1, $2, $3, $4, $5, $6)
     on conflict (model, id) do update set payload = excluded.payload, uid = excluded.uid,
       grant_id = excluded.grant_id, expires_at = excluded.expires_at`,
    [
      state.model,
      state.id,
      JSON.stringify(state.payload),
      state.uid ?? null,
      state.grantId ?? null,
      state.expiresAt ?? null,
    ],
  )
}

export async function findProviderState(
  db: Queryable,
  model: string,
  by: { id: string } | { uid: string },
): Promise<ProviderStateRow | undefined> {
  const [column, value] = 'id' in by ? (['id', by.id] as const) : (['uid', by.uid] as const)
  const { rows } = await db.query<ProviderStateRow>(
    `select payload, extract(epoch from consumed_at)::float8 as consumed from shell.provider_state
     where model = $1 and ${column} = $2 and (expires_at is null or expires_at > now())`,
    [model, value],
  )
  return rows[0]
}

export async function consumeProviderState(
  db: Queryable,
  model: string,
  id: string,
): Promise<void> {
  await db.query(
    'update shell.provider_state set consumed_at = now() where model = $1 and id = $2',
    [model, id],
  )
}

export async function deleteProviderState(db: Queryable, model: string, id: string): Promise<void> {
  await db.query('delete from shell.provider_state where model = $1 and id = $2', [model, id])
}

export async function deleteProviderGrant(
  db: Queryable,
  model: string,
  grantId: string,
): Promise<void> {
  await db.query('delete from shell.provider_state where model = $1 and grant_id = $2', [
    model,
    grantId,
  ])
}
