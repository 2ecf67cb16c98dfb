import { z } from 'zod'
import { DAY_MS, newId, personIdField, refuse } from '../../src/kernel/index.ts'
import type { Place } from '../../src/room.ts'
import { namedCommand } from '../../src/trail/index.ts'
import { insertReminder } from './queries.ts'
import { reminderRule } from './reminder-kind.ts'
import { RING } from './ring-reminder.ts'

export type SetReminder = { readonly id: string; readonly rings: string }

/** Says what must not be forgotten about somebody; its timer is asked for in the same transaction. */
export const setReminder = namedCommand({
  name: 'example.set-reminder',
  says: 'Sets a reminder about somebody',
  basis: { action: 'example.set-reminder', does: 'set reminders', under: ['reminder'] },
  input: z.strictObject({
    person: personIdField().meta({ label: 'Person', hidden: true }),
    says: z
      .string()
      .trim()
      .min(1, 'is empty')
      .max(200, 'is longer than 200 characters')
      .meta({ label: 'What must not be forgotten?', hint: 'In a few words' }),
  }),
  refuses: ['no-clause'],
  label: 'Set a reminder',
  preview: ({ rings }: SetReminder) => `It is rung on ${rings.slice(0, 10)}, unless it is done.`,
  leads: () => '/reminders',
  async run({ tx, now, ask, announce }, { person, says }, { agreement }: Place) {
    const rule = reminderRule(agreement.current())
    if (rule === undefined) return refuse('no-clause', 'No clause says when a reminder is rung.')
    const id = newId(now.getTime())
    const rings = new Date(now.getTime() + rule.days * DAY_MS)
    await insertReminder(tx, { personId: person, id, says, setAt: now })
    ask(RING, id, rings)
    announce('example.reminder', id)
    const result: SetReminder = { id, rings: rings.toISOString() }
    return { result, entry: { reminder: id, says }, about: [person] }
  },
})
