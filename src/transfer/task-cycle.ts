import { lifeCycle } from '../kernel/index.ts'

/** What may be done with a task. `holder`: whoever acts for one of those who hold it. */
export const taskCycle = lifeCycle({
  thing: 'This task',
  states: {
    asked: 'is open, and whoever holds it has not taken it',
    taken: 'is taken by whoever holds it',
    closed: 'is closed',
  },
  first: 'asked',
  moves: {
    take: {
      from: { asked: 'taken' },
      needs: ['holder'],
      label: 'Take it',
      closed: 'there is nothing to take',
    },
    'hand-over': {
      from: { asked: 'asked', taken: 'asked' },
      needs: [],
      label: 'Hand it over',
      closed: 'it is handed over to nobody',
    },
    close: {
      from: { asked: 'closed', taken: 'closed' },
      needs: [],
      label: 'Close it',
      closed: 'it is not closed again',
    },
  },
})

export type TaskState = keyof typeof taskCycle.states
export type TaskAct = keyof typeof taskCycle.moves
