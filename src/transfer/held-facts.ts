import { removedDisputes } from '../agreement/index.ts'
import type { Clock, Queryable } from '../kernel/index.ts'
import type { HeldTables, SpokenEntry, TrailFault } from '../trail/index.ts'
import { type AuditedFact, auditedFacts } from './queries-audit.ts'

/** What was said in the last minute may have no number yet while others go on writing. */
const FRESH_MS = 60_000

/**
 * What was said here of stays as it stands in the database, held to the log in both directions: what was said, by whom
 * and from when is what an entry says, and what an entry says stands there; so too what was said here in a dispute.
 */
export function heldFacts(
  db: Queryable,
  clock: Clock,
  { saying, disputing }: { saying: readonly string[]; disputing: readonly string[] },
): HeldTables {
  return {
    commands: [...saying, ...disputing],
    async audit(entries, whole) {
      const ofFacts = entries.filter(({ command }) => saying.includes(command))
      const ofDisputes = entries.filter(({ command }) => disputing.includes(command))
      return [
        ...auditFacts(await auditedFacts(db), ofFacts, { clock, whole }),
        ...(await removedDisputes(db, ofDisputes)),
      ]
    },
  }
}

function auditFacts(
  rows: readonly AuditedFact[],
  entries: readonly SpokenEntry[],
  { clock, whole }: { clock: Clock; whole: boolean },
): TrailFault[] {
  const spoken = new Map(entries.map((entry) => [entry.id, entry]))
  const known = new Set(rows.map(({ entryId }) => entryId))
  const since = clock.now().getTime() - FRESH_MS
  return [
    ...rows.flatMap((row): TrailFault[] => {
      const tell = (what: string) => [{ entry: row.entryId, what: `Fact ${row.says.id}: ${what}` }]
      const entry = spoken.get(row.entryId)
      if (entry === undefined) {
        const fresh = Date.parse(row.learntAt) > since
        return whole && !fresh ? tell('no entry in the log says so.') : []
      }
      const same = entry.actorId === row.actor && asText(entry.says) === asText(row.says)
      return same ? [] : tell('the log says otherwise.')
    }),
    ...entries
      .filter(({ id }) => !known.has(id))
      .map(({ id }) => ({ entry: id, what: 'What it says of a stay was removed.' })),
  ]
}

/** Alike whatever the order of the names. */
function asText(says: unknown): string {
  const entries = Object.entries((says ?? {}) as Record<string, unknown>)
  return JSON.stringify(entries.sort(([a], [b]) => (a < b ? -1 : 1)))
}
