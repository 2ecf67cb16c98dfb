import { idArray, type PersonId, type Queryable } from '../kernel/index.ts'
import type { Dispute, DisputeFact } from './dispute.ts'

type DisputeRow = {
  id: string
  room: string
  key: string
  about: string
  person_id: PersonId | null
  interim: string | null
}

type FactRow = {
  dispute_id: string
  kind: DisputeFact['act']
  at: Date
  side: string
  role: string
  organisation: string
  name: string
  words: string
  terms: string | null
}

const DISPUTE = 'select id, room, key, about, person_id, interim from agreement.dispute'

/** The oldest first; `open` leaves out what has ended. There are hundreds in the life of a place. */
export async function readDisputes(db: Queryable, open: boolean): Promise<Dispute[]> {
  const { rows } = await db.query<DisputeRow>(
    `${DISPUTE} where ended_at is null or not $1 order by opened_at, id`,
    [open],
  )
  return withFacts(db, rows)
}

export async function readDispute(db: Queryable, id: string): Promise<Dispute | undefined> {
  const { rows } = await db.query<DisputeRow>(`${DISPUTE} where id = $1`, [id])
  return (await withFacts(db, rows))[0]
}

/** One at a time acts on a dispute; the lock goes with the transaction. */
export async function lockDispute(tx: Queryable, id: string): Promise<Dispute | undefined> {
  const { rows } = await tx.query<DisputeRow>(`${DISPUTE} where id = $1 for update`, [id])
  return (await withFacts(tx, rows))[0]
}

/** The open dispute about a thing. */
export async function readOpenAbout(
  db: Queryable,
  room: string,
  key: string,
): Promise<Dispute | undefined> {
  const { rows } = await db.query<DisputeRow>(
    `${DISPUTE} where room = $1 and key = $2 and ended_at is null`,
    [room, key],
  )
  return (await withFacts(db, rows))[0]
}

/** All that a room has opened, the oldest first. */
export async function readDisputesOfRoom(db: Queryable, room: string): Promise<Dispute[]> {
  const { rows } = await db.query<DisputeRow>({
    name: 'agreement.readDisputesOfRoom',
    text: `${DISPUTE} where room = $1 order by opened_at, id`,
    values: [room],
  })
  return withFacts(db, rows)
}

/** All that a room has opened about these people. */
export async function readDisputesAbout(
  db: Queryable,
  room: string,
  personIds: readonly PersonId[],
): Promise<Dispute[]> {
  const { rows } = await db.query<DisputeRow>({
    name: 'agreement.readDisputesAbout',
    text: `${DISPUTE} where room = $1 and person_id = any($2::uuid[]) order by opened_at, id`,
    values: [room, idArray(personIds)],
  })
  return withFacts(db, rows)
}

async function withFacts(db: Queryable, rows: readonly DisputeRow[]): Promise<Dispute[]> {
  if (rows.length === 0) return []
  const facts = await db.query<FactRow>(
    `select dispute_id, kind, at, side, role, organisation, name, words, terms from agreement.dispute_fact
     where dispute_id = any($1::uuid[]) order by dispute_id, number`,
    [rows.map(({ id }) => id)],
  )
  const byDispute = Map.groupBy(facts.rows, ({ dispute_id }) => dispute_id)
  return rows.map(({ id, room, key, about, person_id, interim }) => ({
    id,
    room,
    key,
    about,
    ...(person_id === null ? {} : { personId: person_id }),
    ...(interim === null ? {} : { interim }),
    facts: (byDispute.get(id) ?? []).map(({ dispute_id, kind, terms, ...fact }) => ({
      act: kind,
      ...fact,
      ...(terms === null ? {} : { terms }),
    })),
  }))
}

/** False where the thing has an open dispute already. */
export async function insertDispute(
  tx: Queryable,
  { id, room, key, about, personId, interim }: Omit<Dispute, 'facts'>,
  openedAt: Date,
): Promise<boolean> {
  const { rowCount } = await tx.query(
    `insert into agreement.dispute (id, room, key, about, person_id, interim, opened_at)
     values ($1, $2, $3, $4, $5, $6, $7)
     on conflict (room, key) where ended_at is null do nothing`,
    [id, room, key, about, personId ?? null, interim ?? null, openedAt],
  )
  return rowCount === 1
}

export async function insertFact(
  tx: Queryable,
  dispute: string,
  number: number,
  { actor, entryId }: { actor: string; entryId: string },
  { act, at, side, role, organisation, name, words, terms }: DisputeFact,
): Promise<void> {
  await tx.query(
    `insert into agreement.dispute_fact
       (dispute_id, number, kind, at, side, role, organisation, actor, name, words, terms,
        entry_id)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
    [
      dispute,
      number,
      act,
      at,
      side,
      role,
      organisation,
      actor,
      name,
      words,
      terms ?? null,
      entryId,
    ],
  )
}

export async function endDispute(tx: Queryable, id: string, at: Date): Promise<void> {
  await tx.query('update agreement.dispute set ended_at = $2 where id = $1', [id, at])
}

/** A fact as it stands, with its dispute's own columns beside it; each that has none is there too. */
export type AuditedFact = DisputeRow & {
  opened_at: Date
  ended_at: Date | null
  number: number | null
  kind: string | null
  at: Date | null
  side: string | null
  role: string | null
  organisation: string | null
  actor: string | null
  name: string | null
  words: string | null
  terms: string | null
  entry_id: string | null
}

export async function auditedFacts(db: Queryable): Promise<AuditedFact[]> {
  const { rows } = await db.query<AuditedFact>(
    `select d.*, f.number, f.kind, f.at, f.side, f.role, f.organisation, f.actor, f.name, f.words, f.terms, f.entry_id
     from agreement.dispute d left join agreement.dispute_fact f on f.dispute_id = d.id
     order by d.id, f.number`,
  )
  return rows
}
