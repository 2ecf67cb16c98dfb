import { type Database, Fault, type Queryable } from '../kernel/index.ts'
import { openLeak } from './queries-opt-out-tests.ts'

const ASKED_MS = 1_000

/** Nothing is counted: somebody who opted out was, and nobody has answered for it yet. */
export class PlanningStopped extends Fault {
  constructor() {
    const what = 'nothing is counted: somebody who opted out was found in what is counted'
    super(what, 'planning', 'A governance lead puts it right and answers for it first.', 1)
    this.name = 'PlanningStopped'
  }
}

/**
 * The login that counts, as the place gives it to rooms: from a leak until somebody has answered for it every statement
 * of it fails. It is asked once in `askedMs`.
 *
 * @throws PlanningStopped from whatever is asked of it
 */
export function stoppedByLeaks(
  planning: Database,
  care: { readonly short: Queryable },
  askedMs = ASKED_MS,
): Database {
  let asked: { at: number; leak: Promise<unknown> } | undefined
  const refuseStopped = async () => {
    const now = performance.now()
    if (asked === undefined || now - asked.at >= askedMs) {
      asked = { at: now, leak: openLeak(care.short) }
      asked.leak.catch(() => {
        asked = undefined
      })
    }
    if ((await asked.leak) !== undefined) throw new PlanningStopped()
  }
  return {
    short: {
      async query(statement, values) {
        await refuseStopped()
        return planning.short.query(statement, values)
      },
    },
    async transaction(work, options) {
      await refuseStopped()
      return planning.transaction(work, options)
    },
    async copying(work, options) {
      await refuseStopped()
      return planning.copying(work, options)
    },
    async connect() {
      await refuseStopped()
      return planning.connect()
    },
    close: () => planning.close(),
  }
}
