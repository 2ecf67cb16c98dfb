import type { Clock, Queryable } from '../kernel/index.ts'
import { type HeldTables, holdRows, isSaidIn } from '../trail/index.ts'
import { auditedScores } from './queries-scores.ts'

/** Scores as they stand in the database, held to the log in both directions. */
export function heldScores(db: Queryable, clock: Clock, command: string): HeldTables {
  return {
    commands: [command],
    async audit(entries, whole) {
      return holdRows(
        await auditedScores(db),
        entries,
        { clock, whole },
        {
          learntAt: ({ score }) => Date.parse(score.at),
          otherwise({ score }, entry) {
            const { id, stay, asked, found, clause } = score
            const told = entry.says as Readonly<Record<string, unknown>> | undefined
            const own: Readonly<Record<string, unknown>> = { id, stay, asked, found, clause }
            const isSame = Object.keys(own).every(
              (name) => JSON.stringify(told?.[name]) === JSON.stringify(own[name]),
            )
            return isSame && isSaidIn(score, entry) ? undefined : 'the log says otherwise.'
          },
          called: ({ score }) => `Score ${score.id}`,
          of: 'how somebody arrived',
        },
      )
    },
  }
}
