import type { Clock, Queryable } from '../kernel/index.ts'
import type { HeldTables, SpokenEntry, TrailFault } from '../trail/index.ts'
import { proofOf } from './note-words.ts'
import { type AuditedNote, auditedNotes } from './queries-notes.ts'

/** What was written in the last minute may have no number yet while others go on writing. */
const FRESH_MS = 60_000

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
    audit: async (entries, whole) => auditNotes(await auditedNotes(db), entries, { clock, whole }),
  }
}

/** Pure but for the clock. */
export function auditNotes(
  rows: readonly AuditedNote[],
  entries: readonly SpokenEntry[],
  { clock, whole }: { clock: Clock; whole: boolean },
): TrailFault[] {
  const spoken = new Map(entries.map((entry) => [entry.id, entry]))
  const known = new Set(rows.map(({ entryId }) => entryId))
  const since = clock.now().getTime() - FRESH_MS
  const first = new Map(rows.map((row) => [row.version === 1 ? row.noteId : '', row]))
  return [
    ...rows.flatMap((row) => {
      const entry = spoken.get(row.entryId)
      if (entry !== undefined) return told(row, otherwise(row, entry, first.get(row.noteId)))
      const fresh = row.learntAt.getTime() > since
      return whole && !fresh ? fault(row, 'no entry in the log says so.') : []
    }),
    ...entries
      .filter(({ id }) => !known.has(id))
      .map(({ id }) => ({ entry: id, what: 'What it says of a note was removed.' })),
  ]
}

function told(row: AuditedNote, columns: readonly string[]): TrailFault[] {
  return columns.length === 0 ? [] : fault(row, `the log says otherwise (${columns.join(', ')}).`)
}

function fault({ noteId, version, entryId }: AuditedNote, what: string): TrailFault[] {
  return [{ entry: entryId, what: `Note ${noteId}, version ${version}: ${what}` }]
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
