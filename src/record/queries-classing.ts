import { idArray, type PersonId, type Queryable } from '../kernel/index.ts'
import type { Apart } from './apart.ts'
import type { Marks } from './classing.ts'
import type { DataClass } from './data-class.ts'
import type { EventKind } from './event.ts'
import { shareAllWords } from './queries-words.ts'

/** SQL of how what is stored is classed, and classed again. */

/** No person's id is before it. */
export const BEFORE_ALL = '00000000-0000-0000-0000-000000000000'

/** By which rules what is stored is classed; nobody changes that until the transaction ends. */
export async function shareClassing(tx: Queryable): Promise<string | undefined> {
  const { rows } = await tx.query<{ digest: string }>({
    name: 'record.shareClassing',
    text: 'select digest from record.classing for share',
  })
  return rows[0]?.digest
}

/** False where somebody else has begun. */
export async function beginClassing(
  tx: Queryable,
  digest: string,
  least: number | undefined,
): Promise<boolean> {
  const { rowCount } = await tx.query(
    'insert into record.classing (digest, least) values ($1, $2) on conflict (one) do nothing',
    [digest, least ?? null],
  )
  return rowCount === 1
}

export async function lockClassing(
  tx: Queryable,
): Promise<{ digest: string; doneTo: string | null } | undefined> {
  const { rows } = await tx.query<{ digest: string; done_to: string | null }>(
    'select digest, done_to from record.classing for update',
  )
  return rows[0] && { digest: rows[0].digest, doneTo: rows[0].done_to }
}

export async function moveClassing(
  tx: Queryable,
  digest: string,
  doneTo: string | null,
): Promise<void> {
  await tx.query('update record.classing set digest = $1, done_to = $2', [digest, doneTo])
}

/** How many people must share a word that is counted, as the text in effect says: by another number others do. */
export async function writeLeast(tx: Queryable, least: number | undefined): Promise<void> {
  const { rowCount } = await tx.query(
    'update record.classing set least = $1 where least is distinct from $1::integer',
    [least ?? null],
  )
  if (rowCount > 0) await shareAllWords(tx)
}

export async function writeClasses(
  tx: Queryable,
  classes: readonly { id: DataClass; sensitive: boolean }[],
): Promise<void> {
  await tx.query('delete from record.data_class')
  await tx.query(
    `insert into record.data_class (id, sensitive)
      select * from unnest($1::text[], $2::boolean[])`,
    [classes.map(({ id }) => id), classes.map(({ sensitive }) => sensitive)],
  )
}

/** Of whom anything is stored, in the order of their ids. */
export async function personsAfter(
  tx: Queryable,
  after: string,
  limit: number,
): Promise<PersonId[]> {
  const { rows } = await tx.query<{ person_id: PersonId }>(
    `select person_id from (
        (select distinct person_id from record.event where person_id > $1 order by person_id limit $2)
        union (select distinct person_id from record.resource where person_id > $1 order by person_id limit $2)
        union (select distinct person_id from record.note where person_id > $1 order by person_id limit $2)
      ) stored order by person_id limit $2`,
    [after, limit],
  )
  return rows.map(({ person_id }) => person_id)
}

export type EventToClass = {
  person_id: PersonId
  event_id: string
  version: number
  source: string
  kind: EventKind
  label: string
  unit: string | null
  organisation_name: string | null
  detail: Record<string, string>
  marks: Marks | null
  data_class: DataClass
  apart: Apart | null
}

/** Every version: what was known at a time is shown by the class that it has now. */
export async function eventsToClass(
  tx: Queryable,
  persons: readonly PersonId[],
): Promise<EventToClass[]> {
  const { rows } = await tx.query<EventToClass>(
    `select person_id, event_id, version, source, kind, label, unit, organisation_name, detail, marks, data_class,
        apart from record.event where person_id = any($1)`,
    [idArray(persons)],
  )
  return rows
}

export type ResourceToClass = {
  person_id: PersonId
  id: string
  version: number
  source: string
  type: string
  content: string
  data_class: DataClass
  apart: Apart | null
}

export async function resourcesToClass(
  tx: Queryable,
  persons: readonly PersonId[],
): Promise<ResourceToClass[]> {
  const { rows } = await tx.query<ResourceToClass>(
    `select person_id, id, version, source, type, content, data_class, apart
      from record.resource where person_id = any($1)`,
    [idArray(persons)],
  )
  return rows
}

export type NoteToClass = {
  person_id: PersonId
  note_id: string
  version: number
  text: string | null
  data_class: DataClass
}

export async function notesToClass(
  tx: Queryable,
  persons: readonly PersonId[],
): Promise<NoteToClass[]> {
  const { rows } = await tx.query<NoteToClass>(
    'select person_id, note_id, version, text, data_class from record.note where person_id = any($1)',
    [idArray(persons)],
  )
  return rows
}

export type Reclassed = { reclassed: { dataClass: DataClass; apart: Apart } }

function classesOf(rows: readonly Reclassed[]): [string[], (string | null)[]] {
  return [
    rows.map(({ reclassed }) => reclassed.dataClass),
    rows.map(({ reclassed: { apart } }) =>
      Object.keys(apart).length === 0 ? null : JSON.stringify(apart),
    ),
  ]
}

export async function reclassEvents(
  tx: Queryable,
  rows: readonly (EventToClass & Reclassed)[],
): Promise<void> {
  if (rows.length === 0) return
  await tx.query(
    `update record.event e set data_class = v.data_class, apart = v.apart::json
      from unnest($1::uuid[], $2::uuid[], $3::int[], $4::text[], $5::text[])
        v (person_id, event_id, version, data_class, apart)
      where e.person_id = v.person_id and e.event_id = v.event_id and e.version = v.version`,
    [
      rows.map(({ person_id }) => person_id),
      rows.map(({ event_id }) => event_id),
      rows.map(({ version }) => version),
      ...classesOf(rows),
    ],
  )
}

export async function reclassResources(
  tx: Queryable,
  rows: readonly (ResourceToClass & Reclassed)[],
): Promise<void> {
  if (rows.length === 0) return
  await tx.query(
    `update record.resource r set data_class = v.data_class, apart = v.apart::json
      from unnest($1::uuid[], $2::uuid[], $3::int[], $4::text[], $5::text[])
        v (person_id, id, version, data_class, apart)
      where r.person_id = v.person_id and r.id = v.id and r.version = v.version`,
    [
      rows.map(({ person_id }) => person_id),
      rows.map(({ id }) => id),
      rows.map(({ version }) => version),
      ...classesOf(rows),
    ],
  )
}

export async function reclassNotes(
  tx: Queryable,
  rows: readonly (NoteToClass & { dataClass: DataClass })[],
): Promise<void> {
  if (rows.length === 0) return
  await tx.query(
    `update record.note n set data_class = v.data_class
      from unnest($1::uuid[], $2::uuid[], $3::int[], $4::text[]) v (person_id, note_id, version, data_class)
      where n.person_id = v.person_id and n.note_id = v.note_id and n.version = v.version`,
    [
      rows.map(({ person_id }) => person_id),
      rows.map(({ note_id }) => note_id),
      rows.map(({ version }) => version),
      rows.map(({ dataClass }) => dataClass),
    ],
  )
}
