import type { Queryable } from '../kernel/index.ts'

/** Who is signed in, where, and how a session came to its end. */

export type SessionActor = {
  id: string
  name: string
  role: string
  organisation: string
  side: string
  unit?: string
  nhsNumber?: string
}

/** `out`: they signed out there; `anew`: they signed in anew there; `elsewhere`: they signed it out from elsewhere. */
export type Ending =
  | { how: 'out' | 'anew' | 'elsewhere' }
  | { how: 'officer'; name: string; role: string; reason: string }

export type SessionRow = {
  id: string
  actor: SessionActor
  /** all the roles of somebody who has several */
  choices: SessionActor[] | null
  /** id of the provider that vouched for them */
  issuer: string
  purpose: string
  /** 'Firefox on Windows' */
  browser: string
  /** of the network */
  address: string
  created_at: Date
  seen_at: Date
  expires_at: Date
  ended_at: Date | null
  ending: Ending | null
}

const COLUMNS = `id, actor, choices, issuer, purpose, browser, address, created_at, seen_at, expires_at,
  ended_at, ending`

/** On the path of every page: named, so that it is prepared once on each connection. */
export async function readSession(
  db: Queryable,
  tokenHash: string,
): Promise<SessionRow | undefined> {
  const { rows } = await db.query<SessionRow>({
    name: 'shell-session',
    text: `select ${COLUMNS} from shell.session where token_hash = $1`,
    values: [tokenHash],
  })
  return rows[0]
}

/** The session whose page a form came from, over or not. */
export async function sessionOfForm(
  db: Queryable,
  formHash: string,
): Promise<SessionRow | undefined> {
  const { rows } = await db.query<SessionRow>({
    name: 'shell-session-of-form',
    text: `select ${COLUMNS} from shell.session where form_hash = $1`,
    values: [formHash],
  })
  return rows[0]
}

export type NewSession = {
  id: string
  tokenHash: string
  formHash: string
  actor: SessionActor
  choices?: readonly SessionActor[]
  issuer?: string
  purpose: string
  browser: string
  address: string
  at: Date
  expiresAt: Date
}

/** Begins a session and ends the one that it takes the place of, both or neither. */
export async function insertSession(
  db: Queryable,
  session: NewSession,
  earlierHash = '',
): Promise<void> {
  const { choices = [], issuer = '' } = session
  await db.query(
    `with earlier as (
       update shell.session set ended_at = $9, ending = '{"how":"anew"}'
       where token_hash = $13 and ended_at is null)
     insert into shell.session (token_hash, id, actor_id, form_hash, actor, purpose, browser, address, created_at,
       seen_at, expires_at, choices, issuer)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9, $10, $11, $12)`,
    [
      session.tokenHash,
      session.id,
      session.actor.id,
      session.formHash,
      JSON.stringify(session.actor),
      session.purpose,
      session.browser,
      session.address,
      session.at,
      session.expiresAt,
      choices.length > 1 ? JSON.stringify(choices) : null,
      issuer,
      earlierHash,
    ],
  )
}

export async function touchSession(
  db: Queryable,
  tokenHash: string,
  seenAt: Date,
  expiresAt: Date,
): Promise<void> {
  await db.query(
    'update shell.session set seen_at = $2, expires_at = $3 where token_hash = $1 and seen_at < $2',
    [tokenHash, seenAt, expiresAt],
  )
}

export async function setPurpose(db: Queryable, tokenHash: string, purpose: string): Promise<void> {
  await db.query('update shell.session set purpose = $2 where token_hash = $1', [
    tokenHash,
    purpose,
  ])
}

/** In another of their roles, for what that role usually looks for. */
export async function setActor(
  db: Queryable,
  tokenHash: string,
  actor: SessionActor,
  purpose: string,
): Promise<void> {
  await db.query('update shell.session set actor = $2, purpose = $3 where token_hash = $1', [
    tokenHash,
    JSON.stringify(actor),
    purpose,
  ])
}

export async function endSession(db: Queryable, tokenHash: string, at: Date): Promise<void> {
  await db.query(
    `update shell.session set ended_at = $2, ending = '{"how":"out"}'
     where token_hash = $1 and ended_at is null`,
    [tokenHash, at],
  )
}

/** All that are open of somebody, or one of them; how many there were. */
export async function endSessionsOf(
  db: Queryable,
  { actorId, id, at, ending }: { actorId: string; id?: string; at: Date; ending: Ending },
): Promise<number> {
  const { rowCount } = await db.query(
    `update shell.session set ended_at = $2, ending = $3
     where actor_id = $1 and ended_at is null and expires_at > $2 and ($4::uuid is null or id = $4)`,
    [actorId, at, JSON.stringify(ending), id ?? null],
  )
  return rowCount
}

/** Those that are open: of somebody, or of everybody; who was seen last comes first. */
export async function openSessions(
  db: Queryable,
  now: Date,
  { actorId, limit }: { actorId?: string; limit: number },
): Promise<SessionRow[]> {
  const { rows } = await db.query<SessionRow>(
    `select ${COLUMNS} from shell.session
     where ended_at is null and expires_at > $1 and ($2::text is null or actor_id = $2)
     order by seen_at desc, id limit $3`,
    [now, actorId ?? null, limit],
  )
  return rows
}

export type HeldRow = { id: string; actor_id: string; sealed: Buffer; held_at: Date }

/** Keeps what was typed, and of what the same person has here no more than `most`, the newest. */
export async function insertHeld(
  db: Queryable,
  held: { id: string; actorId: string; sealed: Buffer; at: Date; expiresAt: Date },
  most: number,
): Promise<void> {
  await db.query(
    `with old as (
       delete from shell.held_form where id in (
         select id from shell.held_form where actor_id = $2 order by held_at desc, id offset $6))
     insert into shell.held_form (id, actor_id, sealed, held_at, expires_at) values ($1, $2, $3, $4, $5)`,
    [held.id, held.actorId, held.sealed, held.at, held.expiresAt, most - 1],
  )
}

export async function readHeld(
  db: Queryable,
  ids: readonly string[],
  actorId: string,
  now: Date,
): Promise<HeldRow[]> {
  const { rows } = await db.query<HeldRow>(
    `select id, actor_id, sealed, held_at from shell.held_form
     where id = any($1::uuid[]) and actor_id = $2 and expires_at > $3 order by held_at desc, id`,
    [ids, actorId, now],
  )
  return rows
}

export async function deleteHeld(db: Queryable, id: string, actorId: string): Promise<void> {
  await db.query('delete from shell.held_form where id = $1 and actor_id = $2', [id, actorId])
}

/** What is over for so long that nothing of it is asked for any more. */
export async function deleteOver(db: Queryable, now: Date, before: Date): Promise<void> {
  await db.query('delete from shell.session where expires_at < $1', [before])
  await db.query('delete from shell.held_form where expires_at < $1', [now])
}
