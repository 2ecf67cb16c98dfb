import { lifeCycle } from '../../src/kernel/index.ts'

/** What may be done with a reminder. */
export const reminderCycle = lifeCycle({
  thing: 'This reminder',
  states: { open: 'is open', rung: 'has been rung', done: 'is done' },
  first: 'open',
  moves: {
    ring: {
      from: { open: 'rung' },
      needs: [],
      label: 'Ring it',
      closed: 'it is not rung again',
    },
    finish: {
      from: { open: 'done', rung: 'done' },
      needs: [],
      label: 'Say that it is done',
      closed: 'nothing is left to do',
    },
  },
})

export type ReminderState = keyof typeof reminderCycle.states

/** Pure: where a reminder stands, from its moments. */
export function stateOf(reminder: { rungAt?: Date; doneAt?: Date }): ReminderState {
  if (reminder.doneAt !== undefined) return 'done'
  return reminder.rungAt === undefined ? 'open' : 'rung'
}
