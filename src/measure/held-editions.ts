import type { Clock, Queryable } from '../kernel/index.ts'
import { type HeldTables, holdRows, type SpokenEntry } from '../trail/index.ts'
import { EXPLAIN } from './explain-difference.ts'
import { PUBLISH } from './publish.ts'
import { spokenRows } from './queries-audit.ts'
import { REBASE } from './rebase.ts'
import { toldText } from './tell-editions.ts'

/** What was said of figures, held to the log in both directions: editions, limits that begin anew, partners' own. */
export function heldEditions(db: Queryable, clock: Clock): HeldTables {
  return {
    commands: [PUBLISH, REBASE, EXPLAIN],
    async audit(entries, whole) {
      return holdRows(
        await spokenRows(db, toldText),
        entries.filter(saysSomething),
        { clock, whole },
        {
          learntAt: ({ learntAt }) => learntAt.getTime(),
          otherwise: ({ says }, entry) => differs(says, entry.says),
          called: ({ called }) => called,
          of: 'what was said of figures',
        },
      )
    },
  }
}

/** A night on which nothing was new is an entry of which nothing stands. */
function saysSomething({ command, says }: SpokenEntry): boolean {
  const { editions } = (says ?? {}) as { editions?: unknown }
  return command !== PUBLISH || (Array.isArray(editions) && editions.length > 0)
}

function differs(own: ReadonlyMap<string, unknown>, said: unknown): string | undefined {
  const spoken = new Map(Object.entries((said ?? {}) as Record<string, unknown>))
  const other = [...own].find(([name, value]) => textOf(value) !== textOf(spoken.get(name)))
  return other === undefined ? undefined : `the log says otherwise of its ${other[0]}.`
}

/** A list in any order is the same list. */
function textOf(value: unknown): string {
  if (!Array.isArray(value)) return JSON.stringify(value ?? null)
  const lines = value.map((one: object) =>
    JSON.stringify(Object.entries(one).sort(([a], [b]) => (a < b ? -1 : 1))),
  )
  return lines.sort().join('\n')
}
