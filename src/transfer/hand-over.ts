import { z } from 'zod'
import { isRefusal, refuse } from '../kernel/index.ts'
import type { Place } from '../room.ts'
import { namedCommand } from '../trail/index.ts'
import { isOver } from './asking.ts'
import { holderChoices, holderField, taskField, timeField } from './fields.ts'
import { factsOnStay, type Said, say } from './on-stay.ts'
import { onTask, TASK_REFUSALS } from './on-task.ts'
import { taskCycle } from './task-cycle.ts'

export const HAND_OVER = 'transfer.hand-over'

export const handOver = namedCommand({
  name: HAND_OVER,
  says: 'Says that somebody else holds a task from now on',
  label: taskCycle.moves['hand-over'].label,
  brief: true,
  basis: { action: HAND_OVER, does: 'hand a task over' },
  input: z.strictObject({
    task: taskField(),
    holder: holderField('Who holds it now?', 'Whoever has to do the next thing'),
    waits_for: holderField('Whom do they wait for?', 'Left empty, for nobody else').optional(),
    at: timeField('Since when?', 'Like 10/3/2026 14:30; left empty, from now on'),
  }),
  choices: (place: Place) => ({ holder: holderChoices(place), waits_for: holderChoices(place) }),
  refuses: [...TASK_REFUSALS, 'asked'],
  preview: () => 'From then on its minutes are held by whom you name. They may contest that.',
  leads: ({ stay }: Said) => `/transfer/${stay}`,
  facts: (context, input, place: Place) => factsOnStay(context, input, place),
  async run(context, { task, holder, waits_for: waitsFor, at }, place: Place) {
    const found = await onTask(context, task, 'hand-over', at, place)
    if (isRefusal(found)) return found
    const asking = found.on.read.askings.find(({ id }) => id === found.task.asking)
    if (asking !== undefined && !isOver(asking)) {
      const sentence = 'A message asks for this: it changes hands when it is proved who has it.'
      return refuse('asked', sentence, {
        next: 'Withdraw what was asked, or ask somebody else as well.',
        at: `/transfer/asked/${asking.id}`,
      })
    }
    return say(context, found.on, {
      kind: 'hand-over',
      at: found.at,
      task,
      holders: [holder],
      ...(waitsFor === undefined || waitsFor === '' ? {} : { waitsFor }),
    })
  },
})
