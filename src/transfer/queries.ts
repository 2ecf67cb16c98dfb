import {
  beginningOf,
  column,
  copyRows,
  idArray,
  type PersonId,
  PRECISIONS,
  precisionOf,
  type Queryable,
  rowReader,
  type Transaction,
  textArray,
  toPrecision,
} from '../kernel/index.ts'
import { FACT_KINDS, type KeptFact, OUTCOMES, type Receipt, type Sent } from './fact.ts'
import { TASK_KINDS } from './task-kind.ts'

const readFact = rowReader('transfer.fact', {
  person_id: column.personId,
  id: column.text,
  stay: column.text,
  kind: column.oneOf(...FACT_KINDS),
  at: column.moment,
  precision: column.oneOf(...PRECISIONS),
  learnt_at: column.moment,
  instead: column.orNull(column.text),
  met: column.orNull(column.flag),
  task: column.orNull(column.text),
  what: column.orNull(column.oneOf(...TASK_KINDS)),
  holders: column.orNull(column.texts),
  waits_for: column.orNull(column.text),
  outcome: column.orNull(column.oneOf(...OUTCOMES)),
  asking: column.orNull(column.text),
  message: column.orNull(column.object),
  actor: column.text,
  name: column.text,
  role: column.text,
  organisation: column.text,
  side: column.text,
})

/** What was said here of the stays of these people, as far as it was known at a time. */
export async function factsAbout(
  db: Queryable,
  personIds: readonly PersonId[],
  at?: Date,
): Promise<KeptFact[]> {
  if (personIds.length === 0) return []
  const { rows } = await db.query({
    name: 'transfer.factsAbout',
    text: `select ${FACT_COLUMNS}
      from transfer.fact where person_id = any($1) and ($2::timestamptz is null or learnt_at <= $2)
      order by learnt_at, id`,
    values: [idArray(personIds), at ?? null],
  })
  return keptFacts(rows)
}

/** For whoever reads whole facts. */
export const FACT_COLUMNS = `person_id, id, stay, kind, at, precision, learnt_at, instead, met, task, what, holders,
  waits_for, outcome, asking, message, actor, name, role, organisation, side`

export function keptFacts(rows: readonly Parameters<typeof readFact>[0][]): KeptFact[] {
  return rows.map(readFact).map((row): KeptFact => {
    const { name, role, organisation, side, actor } = row
    return {
      personId: row.person_id,
      id: row.id,
      stay: row.stay,
      kind: row.kind,
      at: toPrecision(row.at.toISOString(), row.precision),
      learntAt: row.learnt_at.toISOString(),
      by: { name, role, organisation, side },
      actor,
      ...(row.instead === null ? {} : { instead: row.instead }),
      ...(row.met === null ? {} : { met: row.met }),
      ...(row.task === null ? {} : { task: row.task }),
      ...(row.what === null ? {} : { what: row.what }),
      ...(row.holders === null ? {} : { holders: row.holders }),
      ...(row.waits_for === null ? {} : { waitsFor: row.waits_for }),
      ...(row.outcome === null ? {} : { outcome: row.outcome }),
      ...(row.asking === null ? {} : { asking: row.asking }),
      ...messageIn(row.kind, row.message),
    }
  })
}

/** As it was kept: what stands there was checked when it was written. */
function messageIn(kind: KeptFact['kind'], message: unknown): Pick<KeptFact, 'sent' | 'receipt'> {
  if (message === null) return {}
  return kind === 'send' ? { sent: message as Sent } : { receipt: message as Receipt }
}

export function insertFact(tx: Transaction, fact: KeptFact, entryId: string): void {
  const { by } = fact
  copyRows(
    tx,
    `transfer.fact (person_id, id, stay, kind, at, precision, learnt_at, instead, met, task, what, holders,
      waits_for, outcome, asking, message, actor, name, role, organisation, side, entry_id)`,
    [
      [
        ...[fact.personId, fact.id, fact.stay, fact.kind],
        ...[beginningOf(fact.at), precisionOf(fact.at), fact.learntAt, fact.instead, fact.met],
        ...[fact.task, fact.what, fact.holders && textArray(fact.holders), fact.waitsFor],
        ...[fact.outcome, fact.asking],
        ...[
          JSON.stringify(fact.sent ?? fact.receipt),
          fact.actor,
          by.name,
          by.role,
          by.organisation,
          by.side,
          entryId,
        ],
      ],
    ],
  )
}

/** A stay as it is counted; moments are ISO. */
export type CountedStay = {
  readonly identityId: PersonId
  readonly stayId: string
  readonly eventIds: readonly string[]
  readonly taskIds: readonly string[]
  readonly organisation?: string
  readonly unit?: string
  readonly pathway?: string
  readonly council?: string
  readonly admittedAt?: string
  readonly readyAt?: string
  readonly leftAt?: string
  readonly shares: readonly CountedShare[]
  readonly sensitive: boolean
}

/** By what the minutes of waiting are divided: each division makes them whole. */
export const DIVISIONS = ['holder', 'task', 'reason'] as const
export type Division = (typeof DIVISIONS)[number]

/** `to`: absent while it goes on. Numbers are whole, as text. */
export type CountedShare = {
  readonly split: Division
  readonly from: string
  readonly to?: string
  readonly key: string
  readonly parts: string
  readonly whole: string
  readonly openParts: string
  readonly openWhole: string
}

/** Puts what is counted of these identities in the place of what was. */
export async function replaceStays(
  tx: Transaction,
  identityIds: readonly PersonId[],
  stays: readonly CountedStay[],
): Promise<void> {
  const ids = idArray(identityIds)
  tx.post({
    name: 'transfer.deleteShares',
    text: 'delete from transfer.share where identity_id = any($1)',
    values: [ids],
  })
  tx.post({
    name: 'transfer.deleteStays',
    text: 'delete from transfer.stay where identity_id = any($1)',
    values: [ids],
  })
  copyRows(
    tx,
    `transfer.stay (identity_id, stay_id, event_ids, task_ids, organisation, unit, pathway, council, admitted_at,
      ready_at, left_at, sensitive)`,
    stays.map((one) => [
      ...[one.identityId, one.stayId, idArray(one.eventIds), idArray(one.taskIds)],
      ...[one.organisation, one.unit, one.pathway, one.council],
      ...[one.admittedAt, one.readyAt, one.leftAt, one.sensitive],
    ]),
  )
  copyRows(
    tx,
    `transfer.share (identity_id, stay_id, split, from_at, to_at, key, parts, whole, open_parts, open_whole)`,
    stays.flatMap(({ identityId, stayId, shares }) =>
      shares.map((one) => [
        ...[identityId, stayId, one.split, one.from, one.to, one.key],
        ...[one.parts, one.whole, one.openParts, one.openWhole],
      ]),
    ),
  )
}

/** Until the transaction ends nobody else says anything of the same stay, or in the same asking. */
export function lockOn(tx: Transaction, id: string): void {
  tx.post({
    name: 'transfer.lockOn',
    text: "select pg_advisory_xact_lock(hashtextextended('transfer ' || $1, 0))",
    values: [id],
  })
}

/** Whose stay or task an id means. */
export type Found = { readonly identityId: PersonId; readonly stayId: string }

export async function stayWith(db: Queryable, eventId: string): Promise<Found | undefined> {
  return found(db, 'transfer.stayWith', 'event_ids @> array[$1::uuid]', eventId)
}

export async function stayOfTask(db: Queryable, taskId: string): Promise<Found | undefined> {
  return found(db, 'transfer.stayOfTask', 'task_ids @> array[$1::uuid]', taskId)
}

async function found(
  db: Queryable,
  name: string,
  where: string,
  id: string,
): Promise<Found | undefined> {
  const { rows } = await db.query<{ identity_id: PersonId; stay_id: string }>({
    name,
    text: `select identity_id, stay_id from transfer.stay where ${where}`,
    values: [id],
  })
  return rows.map((row) => ({ identityId: row.identity_id, stayId: row.stay_id }))[0]
}

const readShare = rowReader('transfer.share', {
  stay_id: column.text,
  split: column.oneOf(...DIVISIONS),
  from_at: column.moment,
  to_at: column.orNull(column.moment),
  key: column.text,
  parts: column.count,
  whole: column.count,
  open_parts: column.count,
  open_whole: column.count,
})

/** What is kept of the clocks of these identities, by stay. */
export async function countedShares(
  db: Queryable,
  identityIds: readonly PersonId[],
): Promise<Map<string, CountedShare[]>> {
  const { rows } = await db.query({
    name: 'transfer.countedShares',
    text: `select stay_id, split, from_at, to_at, key, parts, whole, open_parts, open_whole from transfer.share
      where identity_id = any($1)`,
    values: [idArray(identityIds)],
  })
  const found = new Map<string, CountedShare[]>()
  for (const row of rows.map(readShare)) {
    const own = found.get(row.stay_id) ?? []
    found.set(row.stay_id, own)
    own.push({
      split: row.split,
      from: row.from_at.toISOString(),
      ...(row.to_at === null ? {} : { to: row.to_at.toISOString() }),
      key: row.key,
      parts: row.parts,
      whole: row.whole,
      openParts: row.open_parts,
      openWhole: row.open_whole,
    })
  }
  return found
}

export type HeldRow = { readonly people: number; readonly since: Date | null }

/** For how many people something is open now that a party holds, on one ward or on all, and since when the longest. */
export async function heldNow(
  db: Queryable,
  party: string,
  unit: string | undefined,
): Promise<HeldRow> {
  const { rows } = await db.query<HeldRow>({
    name: 'transfer.heldNow',
    text: `select count(distinct h.identity_id)::int as people, min(h.from_at) as since
      from transfer.share h join transfer.stay s on s.identity_id = h.identity_id and s.stay_id = h.stay_id
      where h.to_at is null and h.split = 'holder' and h.key = $1 and not s.sensitive
        and ($2::text is null or lower(regexp_replace(btrim(s.unit), '\\s+', ' ', 'g')) = $2)`,
    values: [party, unit === undefined ? null : unit.trim().toLowerCase().replace(/\s+/g, ' ')],
  })
  return rows[0]!
}

/** Of these people, whoever is in hospital now, as far as that may be hinted at. */
export async function stayingAmong(
  db: Queryable,
  personIds: readonly PersonId[],
): Promise<PersonId[]> {
  const { rows } = await db.query<{ identity_id: PersonId }>({
    name: 'transfer.stayingAmong',
    text: `select distinct identity_id from transfer.stay
      where identity_id = any($1) and left_at is null and not sensitive`,
    values: [idArray(personIds)],
  })
  return rows.map(({ identity_id }) => identity_id)
}
