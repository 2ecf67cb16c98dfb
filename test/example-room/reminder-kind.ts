import { z } from 'zod'
import { type Agreement, clauseKind } from '../../src/agreement/index.ts'
import { plural } from '../../src/shell/index.ts'

/** After how many days a reminder is rung. */
export type ReminderRow = { readonly days: number; readonly clause: string }

export const reminderKind = clauseKind({
  kind: 'reminder',
  room: 'example',
  words: ['reminder', 'reminders'],
  runs: [{ what: 'A reminder that nobody has dealt with is rung' }],
  schema: z.strictObject({
    days: z.int().min(1).max(90).describe('the days after which a reminder is rung'),
  }),
  compile: ({ fields }) => ({ rows: { reminder: [fields] } }),
  explain(_, compiled) {
    const [row] = compiled.rows<ReminderRow>('reminder')
    return `A reminder that nobody has dealt with is rung after ${plural(row!.days, 'day')}.`
  },
})

/** The clause in effect; undefined where the agreement has none: then nothing is rung. */
export function reminderRule(agreement: Agreement | undefined): ReminderRow | undefined {
  return agreement?.table<ReminderRow>('reminder')[0]
}
