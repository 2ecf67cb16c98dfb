import { removedDisputes } from '../agreement/index.ts'
import type { Clock, Queryable } from '../kernel/index.ts'
import { type HeldTables, holdRows, isSaidIn } from '../trail/index.ts'
import { auditedFacts } from './queries-audit.ts'

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
        ...holdRows(
          await auditedFacts(db),
          ofFacts,
          { clock, whole },
          {
            learntAt: ({ said }) => Date.parse(said.at),
            otherwise: ({ said, says }, entry) =>
              isSaidIn(said, entry) && asText(entry.says) === asText(says)
                ? undefined
                : 'the log says otherwise.',
            called: ({ says }) => `Fact ${says.id}`,
            of: 'a stay',
          },
        ),
        ...(await removedDisputes(db, ofDisputes)),
      ]
    },
  }
}

/** Alike whatever the order of the names, in what it holds too. */
function asText(says: unknown): string {
  return JSON.stringify(says ?? {}, (_, value) =>
    value !== null && typeof value === 'object' && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
      : value,
  )
}
