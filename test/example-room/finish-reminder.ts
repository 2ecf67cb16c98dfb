import { z } from 'zod'
import { isRefusal, nextState, refuse } from '../../src/kernel/index.ts'
import { namedCommand } from '../../src/trail/index.ts'
import { lockReminder, writeMoments } from './queries.ts'
import { reminderCycle, stateOf } from './reminder-cycle.ts'

export const FINISH = 'example.finish-reminder'

export const finishReminder = namedCommand({
  name: FINISH,
  says: 'Says that what a reminder is about is done',
  basis: { action: FINISH, does: 'say that a reminder is done' },
  input: z.strictObject({
    id: z.uuid('is not the id of a reminder').meta({ label: 'Reminder', hidden: true }),
  }),
  label: reminderCycle.moves.finish.label,
  refuses: ['no-such-reminder', 'closed'],
  preview: () => 'It rings no more.',
  leads: () => '/reminders',
  async run({ tx, now, announce }, { id }) {
    const reminder = await lockReminder(tx, id)
    if (reminder === undefined) return refuse('no-such-reminder', 'There is no such reminder.')
    const next = nextState(reminderCycle, 'finish', stateOf(reminder))
    if (isRefusal(next)) return next
    await writeMoments(tx, { ...reminder, doneAt: now })
    announce('example.reminder', id)
    return { result: null, entry: { reminder: id }, about: [reminder.personId] }
  },
})
