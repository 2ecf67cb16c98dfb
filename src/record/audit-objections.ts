import type { Clock, Queryable } from '../kernel/index.ts'
import type { HeldTables, SpokenEntry, TrailFault } from '../trail/index.ts'
import { type AuditedObjection, auditedObjections } from './queries-objections.ts'

/** What was written in the last minute may have no number yet while others go on writing. */
const FRESH_MS = 60_000

type Says = {
  objects?: boolean
  saidAt?: string
  words?: readonly { person: string; number: number }[]
}

/**
 * Who objects here, held to the log in both directions: nobody is counted against their word because a row was changed
 * or taken out, and nobody is left out without having said so.
 */
export function heldObjections(
  db: Queryable,
  clock: Clock,
  commands: readonly string[],
): HeldTables {
  return {
    commands,
    audit: async (entries, whole) =>
      auditObjections(await auditedObjections(db), entries, { clock, whole }),
  }
}

/** Pure but for the clock. */
function auditObjections(
  rows: readonly AuditedObjection[],
  entries: readonly SpokenEntry[],
  { clock, whole }: { clock: Clock; whole: boolean },
): TrailFault[] {
  const since = clock.now().getTime() - FRESH_MS
  const said = new Set(
    entries.flatMap(({ id, actorId, says }) => {
      const { objects, saidAt, words = [] } = (says ?? {}) as Says
      return words.map((word) =>
        JSON.stringify([id, word.person, word.number, objects, saidAt, actorId]),
      )
    }),
  )
  const spoken = new Set(entries.map(({ id }) => id))
  const wrong = rows
    .filter((row) => !said.delete(asSaid(row)))
    .filter(({ entryId, saidAt }) => spoken.has(entryId) || (whole && saidAt.getTime() <= since))
  return [
    ...wrong.map(({ entryId, number }) => ({
      entry: entryId,
      what: `Objection to being counted, word ${number}: no entry in the log says so.`,
    })),
    ...[...said].map((one) => ({
      entry: JSON.parse(one)[0] as string,
      what: 'What it says of objecting to being counted was removed.',
    })),
  ]
}

function asSaid({ entryId, personId, number, objects, saidAt, saidBy }: AuditedObjection): string {
  return JSON.stringify([entryId, personId, number, objects, saidAt.toISOString(), saidBy])
}
