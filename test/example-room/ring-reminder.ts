import { type Errand, isRefusal, nextState, refuse, systemActor } from '../../src/kernel/index.ts'
import type { Place } from '../../src/room.ts'
import type { Command } from '../../src/trail/index.ts'
import { lockReminder, writeMoments } from './queries.ts'
import { reminderCycle, stateOf } from './reminder-cycle.ts'
import { reminderRule } from './reminder-kind.ts'

export const RING = 'example.ring-reminder'
const RINGER = { actor: systemActor('ring reminders'), purpose: '' }

/** The timer of a reminder: its key is the reminder. What was done meanwhile is not rung. */
export const ringReminder: Errand<Place> = {
  name: RING,
  does: 'ring a reminder',
  async run({ tx }, id, { trail, agreement }) {
    const under = reminderRule(agreement.current())?.clause
    await trail.within(tx, ring, { viewer: RINGER, input: { id }, key: `${RING}:${id}`, under })
    return undefined
  },
}

const ring: Command<{ id: string }, null, 'no-such-reminder' | 'closed'> = {
  name: RING,
  basis: { under: ['reminder'] },
  async run({ tx, now, announce }, { id }) {
    const reminder = await lockReminder(tx, id)
    if (reminder === undefined) return refuse('no-such-reminder', 'There is no such reminder.')
    const next = nextState(reminderCycle, 'ring', stateOf(reminder))
    if (isRefusal(next)) return next
    await writeMoments(tx, { ...reminder, rungAt: now })
    announce('example.reminder', id)
    return { result: null, entry: { reminder: id }, about: [reminder.personId] }
  },
}
