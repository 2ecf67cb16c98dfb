import type { TransferRule } from './clock-kind.ts'
import { type Minute, minuteOf } from './minute.ts'
import type { Stay } from './stay.ts'
import { taskWords } from './task-kind.ts'

/** What happens next, and whose it is, by name: parties, or a side where any of its parties may. */
export type NextStep = { readonly what: string; readonly whose: readonly string[] }

/** Pure: of all that could be done, the first that lets somebody go home. */
export function nextStep(
  { state, ready, tasks, expected }: Stay,
  hospital: string | undefined,
  sides: readonly { readonly id: string; readonly name: string }[],
  rule: TransferRule,
  now: Minute,
): NextStep | undefined {
  if (state === 'left') return undefined
  const ours = hospital === undefined ? [] : [rule.nameOf(hospital)]
  const open = tasks.filter((task) => task.closed === undefined)
  if (ready === undefined || ready.at > now) {
    const last = expected.at(-1)
    if (last !== undefined && minuteOf(last.at) + 1_440 <= now) {
      return {
        what: 'say whether they are ready: the day on which they were expected has passed',
        whose: ours,
      }
    }
    const early = open[0]
    return early && { what: taskWords(early.kind), whose: early.holders.map(rule.nameOf) }
  }
  const asked = open.find((task) => task.state === 'asked')
  const first = asked ?? open[0]
  if (first !== undefined) {
    const what = asked === undefined ? taskWords(first.kind) : `take ${taskWords(first.kind)}`
    return { what, whose: first.holders.map(rule.nameOf) }
  }
  if (state === 'ready') {
    const others = sides.filter(({ id }) => !ready.sides.includes(id))
    return { what: 'confirm that they are ready', whose: others.map(({ name }) => name) }
  }
  return { what: 'say what must still happen, or take them home', whose: ours }
}
