import { TASK_KINDS, type TaskKind } from '../record/index.ts'

export { isTaskKind, TASK_KINDS, type TaskKind, taskWords } from '../record/index.ts'

/**
 * What is only for safeguarding stands where safeguarding stands, and not on a list that others read; what is `other`
 * is a code that is on none of our lists.
 */
const NOT_OFFERED: ReadonlySet<TaskKind> = new Set(['safeguarding', 'other'])
/** Those that a person opens; the others come from a hospital's codes alone. */
export const OFFERED_KINDS = TASK_KINDS.filter((kind) => !NOT_OFFERED.has(kind)) as [
  TaskKind,
  ...TaskKind[],
]
