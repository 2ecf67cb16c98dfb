import { idArray, type PersonId, type Queryable, type Transaction } from '../kernel/index.ts'
import type { DataClass } from './data-class.ts'
import type { Audience, Note } from './note.ts'

/** SQL of `record.note` and of what has to be settled about notes. */

type NoteRow = {
  person_id: PersonId
  note_id: string
  version: number
  audience: Audience
  data_class: DataClass
  text: string | null
  taken_back: string | null
  writer: string
  writer_name: string
  role: string
  organisation: string
  side: string
  unit: string | null
  members: PersonId[]
  written_at: Date
  learnt_at: Date
}

const COLUMNS = `person_id, note_id, version, audience, data_class, text, taken_back, writer, writer_name, role,
  organisation, side, unit, members, written_at, learnt_at`

/** What stands, the newest first; `limit` bounds what one page can cost. */
export async function notesOf(
  db: Queryable,
  personIds: readonly PersonId[],
  limit: number,
): Promise<Note[]> {
  const { rows } = await db.query<NoteRow>({
    name: 'record.notesOf',
    text: `select ${COLUMNS} from record.note where person_id = any($1) and superseded_at is null
      order by written_at desc, note_id desc limit $2`,
    values: [idArray(personIds), limit],
  })
  return rows.map(toNote)
}

/**
 * What stood with these source persons at a time, and stands with this identity now: one that was said to be somebody
 * else's is theirs. Each as it is now, because what was taken back is read by nobody, whenever they ask for it.
 */
export async function notesThen(
  db: Queryable,
  { identity, members }: { identity: readonly PersonId[]; members: readonly PersonId[] },
  limit: number,
  at: Date,
): Promise<Note[]> {
  const { rows } = await db.query<NoteRow>({
    name: 'record.notesThen',
    text: `select ${COLUMNS} from record.note n where person_id = any($1) and superseded_at is null
        and note_id in (select note_id from record.note
          where person_id = any($2) and learnt_at <= $4 and (superseded_at is null or superseded_at > $4))
      order by written_at desc, note_id desc limit $3`,
    values: [idArray(identity), idArray(members), limit, at],
  })
  return rows.map(toNote)
}

/** What stands of what was written of these people between two moments, ISO, the newest first. */
export async function notesSinceOf(
  db: Queryable,
  personIds: readonly PersonId[],
  since: string,
  until: string,
): Promise<Note[]> {
  const { rows } = await db.query<NoteRow>({
    name: 'record.notesSinceOf',
    text: `select ${COLUMNS} from record.note where person_id = any($1) and superseded_at is null
      and written_at > $2 and written_at <= $3 order by written_at desc, note_id desc`,
    values: [idArray(personIds), since, until],
  })
  return rows.map(toNote)
}

export async function noteById(db: Queryable, noteId: string): Promise<Note | undefined> {
  const { rows } = await db.query<NoteRow>(
    `select ${COLUMNS} from record.note where note_id = $1 and superseded_at is null`,
    [noteId],
  )
  return rows.map(toNote)[0]
}

/** One at a time does something about a note, and sees what was done before; the lock goes with the transaction. */
export async function lockNote(tx: Queryable, noteId: string): Promise<Note | undefined> {
  await tx.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [`record.note ${noteId}`])
  return noteById(tx, noteId)
}

function toNote(row: NoteRow): Note {
  const { text, taken_back: takenBack } = row
  return {
    personId: row.person_id,
    noteId: row.note_id,
    version: row.version,
    audience: row.audience,
    dataClass: row.data_class,
    writer: {
      id: row.writer,
      name: row.writer_name,
      role: row.role,
      organisation: row.organisation,
      side: row.side,
      ...(row.unit === null ? {} : { unit: row.unit }),
    },
    members: row.members,
    writtenAt: row.written_at.toISOString(),
    learntAt: row.learnt_at.toISOString(),
    ...(text === null ? { takenBack: takenBack! } : { text }),
  }
}

export function insertNote(tx: Transaction, note: Note, entryId: string): void {
  const { writer } = note
  tx.post({
    name: 'record.insertNote',
    text: `insert into record.note (${COLUMNS}, entry_id)
      values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)`,
    values: [
      note.personId,
      note.noteId,
      note.version,
      note.audience,
      note.dataClass,
      'text' in note ? note.text : null,
      'takenBack' in note ? note.takenBack : null,
      writer.id,
      writer.name,
      writer.role,
      writer.organisation,
      writer.side,
      writer.unit ?? null,
      idArray(note.members),
      note.writtenAt,
      note.learntAt,
      entryId,
    ],
  })
}

/** What stood until now is kept as what was said before. */
export function supersedeNote(
  tx: Transaction,
  { personId, noteId, version }: Pick<Note, 'personId' | 'noteId' | 'version'>,
  at: string,
): void {
  tx.post({
    name: 'record.supersedeNote',
    text: `update record.note set superseded_at = $4
      where person_id = $1 and note_id = $2 and version = $3`,
    values: [personId, noteId, version, at],
  })
}

/** A version of a note as it is held to the log. */
export type AuditedNote = {
  personId: PersonId
  noteId: string
  version: number
  audience: string
  text: string | null
  takenBack: string | null
  writer: string
  writtenAt: Date
  learntAt: Date
  entryId: string
}

/** Every version of every note. */
export async function auditedNotes(db: Queryable): Promise<AuditedNote[]> {
  const { rows } = await db.query<AuditedNote>({
    name: 'record.auditedNotes',
    text: `select person_id as "personId", note_id as "noteId", version, audience, text, taken_back as "takenBack",
        writer, written_at as "writtenAt", learnt_at as "learntAt", entry_id as "entryId"
      from record.note order by note_id, version`,
  })
  return rows
}

export type ToSettle = { readonly personId: PersonId; readonly noteId: string }

/** A note of which it has to be said whose it is, and since when (ISO). */
export type AskedNote = { readonly note: Note; readonly since: string }

/** The oldest question first. */
export async function notesToSettle(db: Queryable, limit: number): Promise<AskedNote[]> {
  const { rows } = await db.query<NoteRow & { since: Date }>({
    name: 'record.notesToSettle',
    text: `select n.*, s.since from record.note_to_settle s join record.note n using (person_id, note_id)
      where n.superseded_at is null order by s.since, s.note_id limit $1`,
    values: [limit],
  })
  return rows.map((row) => ({ note: toNote(row), since: row.since.toISOString() }))
}

/** Of these source persons, every note that stands with its question, asked or not. */
export async function askedOf(
  db: Queryable,
  personIds: readonly PersonId[],
): Promise<(ToSettle & { readonly asked: boolean; readonly note: Note | undefined })[]> {
  const { rows } = await db.query<NoteRow & { asked: boolean; stands: boolean }>({
    name: 'record.askedOf',
    text: `select n.*, s.note_id is not null as asked, n.note_id is not null as stands,
        coalesce(n.person_id, s.person_id) as person_id, coalesce(n.note_id, s.note_id) as note_id
      from (select * from record.note where person_id = any($1) and superseded_at is null) n
      full join (select * from record.note_to_settle where person_id = any($1)) s
        on s.person_id = n.person_id and s.note_id = n.note_id`,
    values: [idArray(personIds)],
  })
  return rows.map((row) => ({
    personId: row.person_id,
    noteId: row.note_id,
    asked: row.asked,
    note: row.stands ? toNote(row) : undefined,
  }))
}

export function askWhose(tx: Transaction, notes: readonly ToSettle[], since: Date): void {
  tx.post({
    name: 'record.askWhose',
    text: `insert into record.note_to_settle (person_id, note_id, since)
      select person_id, note_id, $3 from unnest($1::uuid[], $2::uuid[]) n (person_id, note_id)
      on conflict do nothing`,
    values: [...columnsOf(notes), since],
  })
}

export function askNoLonger(tx: Transaction, notes: readonly ToSettle[]): void {
  tx.post({
    name: 'record.askNoLonger',
    text: `delete from record.note_to_settle s using unnest($1::uuid[], $2::uuid[]) n (person_id, note_id)
      where s.person_id = n.person_id and s.note_id = n.note_id`,
    values: columnsOf(notes),
  })
}

function columnsOf(notes: readonly ToSettle[]): Buffer[] {
  return [
    idArray(notes.map(({ personId }) => personId)),
    idArray(notes.map(({ noteId }) => noteId)),
  ]
}
