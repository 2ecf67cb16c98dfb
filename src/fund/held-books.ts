import { removedDisputes } from '../agreement/index.ts'
import type { Clock, Queryable } from '../kernel/index.ts'
import { type HeldTables, holdRows } from '../trail/index.ts'
import { auditedEntries } from './queries-audit.ts'
import { asText } from './root.ts'

/**
 * The books held to the log in both directions: every row is what one entry says, and what an entry says stands there,
 * all of it. Schemes, proposals, approvals and seals with the transfers.
 */
export function heldBooks(db: Queryable, clock: Clock, commands: readonly string[]): HeldTables {
  return {
    commands,
    async audit(entries, whole) {
      const disputing = entries.filter(({ says }) => saidIn(says, 'dispute'))
      // What only speaks in a dispute about a cost writes nothing in the books.
      const keeping = entries.filter(
        (one) => !disputing.includes(one) || partsIn(one.says).length > 0,
      )
      const held = holdRows(
        await auditedEntries(db),
        keeping,
        { clock, whole },
        {
          learntAt: ({ learntAt }) => Date.parse(learntAt),
          otherwise: ({ says }, entry) => differs(says, entry.says),
          called: ({ says }) => calledOf(says),
          of: 'the books of a fund',
        },
      )
      return [...held, ...(await removedDisputes(db, disputing))]
    },
  }
}

/** Which part of it the log says otherwise; undefined where it says all of it the same. */
function differs(
  rows: Readonly<Record<string, readonly object[]>>,
  said: unknown,
): string | undefined {
  const spoken = new Map(Object.entries((said ?? {}) as Record<string, unknown>))
  for (const [part, own] of Object.entries(rows)) {
    if (asText(sorted(own)) !== asText(sorted(spoken.get(part))))
      return `the log says otherwise of ${part}.`
  }
  const lacks = partsIn(said).find((part) => !Object.hasOwn(rows, part))
  return lacks === undefined ? undefined : `${lacks} of which the log speaks are gone.`
}

/** The lists of rows in an entry; what it says in a dispute beside them is the agreement's to hold. */
function partsIn(said: unknown): string[] {
  const all = Object.entries((said ?? {}) as Record<string, unknown>)
  return all.flatMap(([part, rows]) => (Array.isArray(rows) ? [part] : []))
}

function saidIn(said: unknown, name: string): boolean {
  return Object.hasOwn((said ?? {}) as object, name)
}

function sorted(list: unknown): string[] {
  return Array.isArray(list) ? list.map(asText).sort() : []
}

function calledOf(says: Readonly<Record<string, readonly object[]>>): string {
  const [first] = says.transfers ?? []
  if (first !== undefined) return `Transfer ${String((first as { number: number }).number)}`
  const [part, rows] = Object.entries(says)[0]!
  return `Of the books, ${part} ${asText(rows[0]).slice(0, 80)}`
}
