import type { HandoverRule } from './handover-kind.ts'
import type { ReadStay } from './read-stays.ts'
import type { TaskKind } from './task-kind.ts'

/** What must be done before somebody leaves by their way home, and how far it is. */
export type Check = {
  readonly task: TaskKind
  /** `said`: nobody has said anything of it */
  readonly state: 'done' | 'open' | 'unsaid'
  /** who holds it, where it is open */
  readonly holders: readonly string[]
}

/** Pure: from the tasks of the stay. Undefined where no clause lists anything for this way. */
export function checklistOf(
  { stay, counted, askings }: ReadStay,
  rule: HandoverRule | undefined,
): Check[] | undefined {
  const found = askings.findLast((one) => one.pathway !== undefined)?.pathway
  const pathway = counted.pathway ?? found ?? '0'
  const wanted = rule?.before?.find((one) => one.pathway === pathway)
  return wanted?.tasks.map((task): Check => {
    const own = stay.tasks.filter(({ kind }) => kind === task)
    const open = own.find(({ closed }) => closed === undefined)
    if (open !== undefined) return { task, state: 'open', holders: open.holders }
    return { task, state: own.length === 0 ? 'unsaid' : 'done', holders: [] }
  })
}
