import { z } from 'zod'
import { isRefusal, refuse } from '../kernel/index.ts'
import type { Place } from '../room.ts'
import { namedCommand } from '../trail/index.ts'
import { taskField, timeField } from './fields.ts'
import { factsOnStay, type Said, say } from './on-stay.ts'
import { onTask, TASK_REFUSALS } from './on-task.ts'
import { taskCycle } from './task-cycle.ts'

export const TAKE_TASK = 'transfer.take-task'

export const takeTask = namedCommand({
  name: TAKE_TASK,
  says: 'Says that whoever holds a task has taken it',
  label: taskCycle.moves.take.label,
  brief: true,
  basis: { action: TAKE_TASK, does: 'take a task that their own side holds' },
  input: z.strictObject({
    task: taskField(),
    at: timeField('Since when?', 'Like 10/3/2026 14:30; left empty, from now on'),
  }),
  refuses: [...TASK_REFUSALS, 'not-yours'],
  preview: () => 'Everybody on the list reads that your side has taken it.',
  leads: ({ stay }: Said) => `/transfer/${stay}`,
  facts: (context, input, place: Place) => factsOnStay(context, input, place),
  async run(context, { task: id, at }, place: Place) {
    const found = await onTask(context, id, 'take', at, place)
    if (isRefusal(found)) return found
    const { on, task } = found
    const { organisation, side } = context.viewer.actor
    const isOurs = (holder: string) =>
      holder === organisation || (side !== '' && on.rule.sideOf(holder) === side)
    if (!task.holders.some(isOurs)) {
      const next = 'If your side should hold it, hand it over to your side.'
      return refuse('not-yours', 'Your side does not hold this task.', { next })
    }
    return say(context, on, { kind: 'take', at: found.at, task: id })
  },
})
