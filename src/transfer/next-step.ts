import type { TransferRule } from './clock-kind.ts'
import { DAY_MINUTES, type Minute, minuteOf } from './minute.ts'
import type { Stay } from './stay.ts'
import { taskWords } from './task-kind.ts'

/** What happens next, and whose it is, by name: parties, or a side where any of its parties may. */
export type NextStep = {
  readonly what: string
  readonly whose: readonly string[]
  /** whom to ring about it: `the hospital social work team, 01632 960127` */
  readonly ring?: string
}

/** Pure: of all that could be done, the first that lets somebody go home. */
export function nextStep(
  { state, ready, tasks, expected }: Stay,
  hospital: string | undefined,
  sides: readonly { readonly id: string; readonly name: string }[],
  rule: TransferRule,
  now: Minute,
): NextStep | undefined {
  if (state === 'left') return undefined
  const by = (what: string, holders: readonly string[]): NextStep => {
    const ring = holders.map(rule.ringOf).find((one) => one !== undefined)
    const told = { what, whose: holders.map(rule.nameOf) }
    return ring === undefined ? told : { ...told, ring }
  }
  const ours = hospital === undefined ? [] : [hospital]
  const open = tasks.filter((task) => task.closed === undefined)
  if (ready === undefined || ready.at > now) {
    const last = expected.at(-1)
    if (last !== undefined && minuteOf(last.at) + DAY_MINUTES <= now) {
      return by('say whether they are ready: the day on which they were expected has passed', ours)
    }
    const [early] = open
    return early && by(taskWords(early.kind), early.holders)
  }
  const asked = open.find((task) => task.state === 'asked')
  const first = asked ?? open[0]
  if (first !== undefined) {
    const words = taskWords(first.kind)
    return by(asked === undefined ? words : `take ${words}`, first.holders)
  }
  if (state === 'ready') {
    const others = sides.filter(({ id }) => !ready.sides.includes(id))
    return { what: 'confirm that they are ready', whose: others.map(({ name }) => name) }
  }
  return by('say what must still happen, or take them home', ours)
}
