import { z } from 'zod'
import { isRefusal } from '../kernel/index.ts'
import type { Place } from '../room.ts'
import { namedCommand } from '../trail/index.ts'
import { OUTCOMES } from './fact.ts'
import { taskField, timeField } from './fields.ts'
import { factsOnStay, type Said, say } from './on-stay.ts'
import { onTask, TASK_REFUSALS } from './on-task.ts'
import { taskCycle } from './task-cycle.ts'

export const CLOSE_TASK = 'transfer.close-task'

export const closeTask = namedCommand({
  name: CLOSE_TASK,
  says: 'Says that a task is done, or is not needed any more',
  label: taskCycle.moves.close.label,
  brief: true,
  basis: { action: CLOSE_TASK, does: 'close a task' },
  input: z.strictObject({
    task: taskField(),
    outcome: z
      .enum(OUTCOMES, 'must be done or not-needed')
      .optional()
      .meta({
        label: 'How did it end?',
        words: { done: 'It is done', 'not-needed': 'It is not needed any more' },
      }),
    at: timeField('When?', 'Like 10/3/2026 14:30; left empty, now'),
  }),
  refuses: TASK_REFUSALS,
  preview: () =>
    'It holds no minute after that. Where a message asked for it, nothing more is asked, unless its offer is accepted.',
  leads: ({ stay }: Said) => `/transfer/${stay}`,
  facts: (context, input, place: Place) => factsOnStay(context, input, place),
  async run(context, { task, outcome = 'done', at }, place: Place) {
    const found = await onTask(context, task, 'close', at, place)
    if (isRefusal(found)) return found
    return say(context, found.on, { kind: 'close', at: found.at, task, outcome })
  },
})
