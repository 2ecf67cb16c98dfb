import type { Clock, Queryable } from '../kernel/index.ts'
import { type HeldTables, holdRows, type SpokenEntry } from '../trail/index.ts'
import { proofOf } from './note-words.ts'
import { type AuditedNote, auditedNotes } from './queries-notes.ts'

type Says = {
  note?: string
  version?: number
  person?: string
  audience?: string
  text?: string
  reason?: string
  writtenAt?: string
}

/**
 * Notes as they stand in the database, held to the log in both directions: who wrote what, when, for whom and with
 * whom it stands is what an entry says, and what an entry says stands there. A text is held to its hash: the log has
 * no more.
 */
export function heldNotes(db: Queryable, clock: Clock, commands: readonly string[]): HeldTables {
  return {
    commands,
    async audit(entries, whole) {
      const rows = await auditedNotes(db)
      const first = new Map(rows.map((row) => [row.version === 1 ? row.noteId : '', row]))
      return holdRows(
        rows,
        entries,
        { clock, whole },
        {
          learntAt: ({ learntAt }) => learntAt.getTime(),
          otherwise(row, entry) {
            const columns = otherwise(row, entry, first.get(row.noteId))
            return columns.length === 0
              ? undefined
              : `the log says otherwise (${columns.join(', ')}).`
          },
          called: ({ noteId, version }) => `Note ${noteId}, version ${version}`,
          of: 'a note',
        },
      )
    },
  }
}

/** A later version says what has become of the note; who wrote it, and for whom, is as the first says. */
function otherwise(
  row: AuditedNote,
  { actorId, says }: SpokenEntry,
  first: AuditedNote | undefined,
): string[] {
  const said = (says ?? {}) as Says
  const begins = row.version === 1
  const columns: [name: string, there: unknown, said: unknown][] = [
    ['note', row.noteId, said.note],
    ['version', row.version, said.version],
    ['person', row.personId, said.person],
    ['text', row.text === null ? undefined : proofOf(row.text), said.text],
    ['reason', row.takenBack === null ? undefined : proofOf(row.takenBack), said.reason],
    ['writer', row.writer, begins ? actorId : first?.writer],
    ['audience', row.audience, begins ? said.audience : first?.audience],
    [
      'written',
      row.writtenAt.toISOString(),
      begins ? said.writtenAt : first?.writtenAt.toISOString(),
    ],
  ]
  return columns.flatMap(([name, there, wanted]) => (there === wanted ? [] : [name]))
}
