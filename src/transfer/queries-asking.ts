import { idArray, type PersonId, type Queryable } from '../kernel/index.ts'
import type { KeptFact } from './fact.ts'
import { FACT_COLUMNS, keptFacts } from './queries.ts'

/** About whom an asking is, and the telling of the stay by which it was found. */
export type FoundAsking = { readonly personId: PersonId; readonly stay: string }

export async function findAsking(db: Queryable, asking: string): Promise<FoundAsking | undefined> {
  const { rows } = await db.query<{ person_id: PersonId; stay: string }>({
    name: 'transfer.findAsking',
    text: `select person_id, stay from transfer.fact where asking = $1 and id = $1`,
    values: [asking],
  })
  return rows.map((row) => ({ personId: row.person_id, stay: row.stay }))[0]
}

/**
 * About whom somebody has asked this party, or it has asked somebody, since a time; of its askings there are few. Those
 * whom the message that began it was sent to come with its id.
 */
export async function askedOf(
  db: Queryable,
  party: string,
  since: Date,
): Promise<{ personId: PersonId; asking: string }[]> {
  const { rows } = await db.query<{ person_id: PersonId; asking: string }>({
    name: 'transfer.askedOf',
    text: `select person_id, asking from transfer.fact
      where id = asking and learnt_at > $2 and (receiver = $1 or sender = $1)
      order by learnt_at, id`,
    values: [party, since],
  })
  return rows.map((row) => ({ personId: row.person_id, asking: row.asking }))
}

/** The facts of the askings in `own`, and what closes tasks of their people or takes that back. */
const WITH_CLOSINGS = `select ${FACT_COLUMNS} from transfer.fact where asking in (select asking from own)
  union all select ${FACT_COLUMNS} from transfer.fact
    where person_id in (select person_id from own) and kind in ('close', 'take-back') and asking is null
  order by learnt_at, id`

/**
 * All messages, and what is proved of them, of askings that began since a time and of which a party is a part; with
 * what closes a task of the people whom they are about, because that ends an asking.
 */
export async function factsAsked(db: Queryable, party: string, since: Date): Promise<KeptFact[]> {
  const { rows } = await db.query({
    name: 'transfer.factsAsked',
    text: `with own as (select person_id, asking from transfer.fact
        where id = asking and learnt_at > $2 and (receiver = $1 or sender = $1))
      ${WITH_CLOSINGS}`,
    values: [party, since],
  })
  return keptFacts(rows)
}

/** The same of the askings in which a party was asked about these people. */
export async function factsAskedAbout(
  db: Queryable,
  party: string,
  personIds: readonly PersonId[],
): Promise<KeptFact[]> {
  const { rows } = await db.query({
    name: 'transfer.factsAskedAbout',
    text: `with own as (select person_id, asking from transfer.fact
        where id = asking and receiver = $1 and person_id = any($2))
      ${WITH_CLOSINGS}`,
    values: [party, idArray(personIds)],
  })
  return keptFacts(rows)
}

/** A stay as it is counted, by what sources tell of it. */
export type ToldStay = { readonly eventIds: readonly string[]; admitted?: Date; left?: Date }

export async function staysTold(db: Queryable, eventIds: readonly string[]): Promise<ToldStay[]> {
  const { rows } = await db.query<{
    event_ids: string[]
    admitted_at: Date | null
    left_at: Date | null
  }>({
    name: 'transfer.staysTold',
    text: 'select event_ids, admitted_at, left_at from transfer.stay where event_ids && $1::uuid[]',
    values: [idArray(eventIds)],
  })
  return rows.map(({ event_ids, admitted_at, left_at }) => ({
    eventIds: event_ids,
    ...(admitted_at === null ? {} : { admitted: admitted_at }),
    ...(left_at === null ? {} : { left: left_at }),
  }))
}

/** Stays that go on of these identities, of which it may be hinted. */
export async function openStaysOf(
  db: Queryable,
  identityIds: readonly PersonId[],
): Promise<{ identityId: PersonId; stayId: string }[]> {
  if (identityIds.length === 0) return []
  const { rows } = await db.query<{ identity_id: PersonId; stay_id: string }>({
    name: 'transfer.openStaysOf',
    text: `select identity_id, stay_id from transfer.stay
      where identity_id = any($1) and left_at is null and not sensitive`,
    values: [idArray(identityIds)],
  })
  return rows.map((row) => ({ identityId: row.identity_id, stayId: row.stay_id }))
}

const UNREADY_MAX = 40

/** Of the made-up place: who is in hospital and not ready to leave, without some, whoever came first at the top. */
export async function unreadyStays(
  db: Queryable,
  except: readonly PersonId[],
): Promise<{ identityId: PersonId; stayId: string }[]> {
  const { rows } = await db.query<{ identity_id: PersonId; stay_id: string }>({
    name: 'transfer.unreadyStays',
    text: `select identity_id, stay_id from transfer.stay
      where left_at is null and ready_at is null and not sensitive
        and identity_id <> all ($1)
      order by admitted_at, stay_id limit ${UNREADY_MAX}`,
    values: [idArray(except)],
  })
  return rows.map((row) => ({ identityId: row.identity_id, stayId: row.stay_id }))
}
