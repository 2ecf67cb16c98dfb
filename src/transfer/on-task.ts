import { isRefusal, nextState, type Refusal, refuse } from '../kernel/index.ts'
import type { Place } from '../room.ts'
import type { CommandContext } from '../trail/index.ts'
import { ahead } from './correction.ts'
import { minuteOf } from './minute.ts'
import { type OnStay, onStay, type Unfit } from './on-stay.ts'
import type { Task } from './task.ts'
import { type TaskAct, taskCycle } from './task-cycle.ts'

export type OnTask = { readonly on: OnStay; readonly task: Task; readonly at: string }

export const TASK_REFUSALS = [
  'no-such-stay',
  'no-such-task',
  'no-clause',
  'closed',
  'too-early',
  'before-opened',
] as const

/** A task of which somebody says something, as far as its life cycle leaves that open to anybody. */
export async function onTask(
  context: CommandContext,
  id: string,
  act: TaskAct,
  at: string | undefined,
  place: Place,
): Promise<OnTask | Unfit | Refusal<(typeof TASK_REFUSALS)[number]>> {
  const on = await onStay(context, { task: id }, place)
  if (isRefusal(on)) return on
  const task = on.read.stay.tasks.find((one) => one.id === id)
  if (task === undefined) {
    return refuse('no-such-task', 'There is no such task: whoever opened it has taken it back.')
  }
  const next = nextState(taskCycle, act, task.state)
  if (isRefusal(next)) return next
  const when = at ?? context.now.toISOString()
  const early = ahead(when, context.now)
  if (early !== undefined) return early
  if (minuteOf(when) < task.opened) {
    return refuse('before-opened', 'The task was not open then: say a time after it was opened.')
  }
  return { on, task, at: when }
}
