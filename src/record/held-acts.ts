import { isDeepStrictEqual } from 'node:util'
import type { Clock, Queryable } from '../kernel/index.ts'
import { type HeldTables, holdRows, isSaidIn } from '../trail/index.ts'
import { type Act, actInLog } from './act.ts'
import { everyAct } from './queries-acts.ts'

type Row = { readonly entryId: string; readonly act: Act }

/** Acts held to the log both ways: none is put in, changed or taken out without its showing. */
export function heldActs(db: Queryable, clock: Clock, commands: readonly string[]): HeldTables {
  return {
    commands,
    async audit(entries, whole) {
      const rows = (await everyAct(db)).map((act): Row => ({ entryId: act.id, act }))
      return holdRows(rows, entries, { clock, whole }, RULE)
    },
  }
}

const RULE: Parameters<typeof holdRows<Row>>[3] = {
  learntAt: ({ act }) => act.at.getTime(),
  otherwise({ act }, entry) {
    const { by, at, personId } = act
    const said = { actor: by.id, by, at: at.toISOString(), personId }
    return isSaidIn(said, entry) && isDeepStrictEqual(actInLog(act), entry.says)
      ? undefined
      : 'the log says otherwise of it.'
  },
  called: ({ act }) => `What was done about somebody (${act.kind})`,
  of: 'what was done about somebody',
}
