import { removedDisputes } from '../agreement/index.ts'
import type { Clock, Queryable } from '../kernel/index.ts'
import { canonical, type HeldTables, holdRows, type JsonValue } from '../trail/index.ts'
import type { Fact } from './fact.ts'
import { saidOf } from './open-board.ts'
import { factsFrom } from './queries.ts'

type Rows = { readonly entryId: string; readonly learntAt: string; readonly facts: readonly Fact[] }

/** Every fact is what one entry says, and what an entry says stands there, all of it. */
export function heldBoard(db: Queryable, clock: Clock, commands: readonly string[]): HeldTables {
  return {
    commands,
    async audit(entries, whole) {
      const byEntry = Map.groupBy(await factsFrom(db, 1), ({ entryId }) => entryId)
      const rows = [...byEntry].map(([entryId, facts]): Rows => {
        return { entryId, learntAt: facts[0]!.learntAt, facts }
      })
      const disputing = entries.filter(({ says }) =>
        Object.hasOwn((says ?? {}) as object, 'dispute'),
      )
      const held = holdRows(
        rows,
        entries,
        { clock, whole },
        {
          learntAt: ({ learntAt }) => Date.parse(learntAt),
          otherwise: ({ facts }, { says }) => {
            const said = (says as { facts?: JsonValue } | null)?.facts
            return said !== undefined && canonical(facts.map(saidOf)) === canonical(said)
              ? undefined
              : 'the log says otherwise.'
          },
          called: ({ facts }) =>
            `Of ${facts[0]!.body}, what was said as number ${facts[0]!.number}`,
          of: 'what a body did',
        },
      )
      return [...held, ...(await removedDisputes(db, disputing))]
    },
  }
}
