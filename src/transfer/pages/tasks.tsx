import type { ReactNode } from 'react'
import { capital, formatWait } from '../../shell/index.ts'
import { holderWords, type TransferRule } from '../clock-kind.ts'
import { timeOf } from '../minute.ts'
import type { Task } from '../task.ts'
import { taskWords } from '../task-kind.ts'

type Props = { readonly tasks: readonly Task[]; readonly rule: TransferRule; readonly now: Date }

/** What is open, who holds it and for how long: a line each. */
export function OpenTasks({ tasks, rule, now }: Props): ReactNode {
  const open = tasks.filter(({ closed, opened }) => closed === undefined && timeOf(opened) <= now)
  if (open.length === 0) return <p>Nothing is open.</p>
  return (
    <ul className="cc-items">
      {open.map((task) => (
        <li key={task.id}>{taskLine(task, rule, now)}</li>
      ))}
    </ul>
  )
}

/** `Care at home: Southmere Council has held it for 2 days 4 h, not taken yet` */
export function taskLine(task: Task, rule: TransferRule, now: Date): string {
  const wait = formatWait(now.getTime() - timeOf(task.heldSince).getTime())
  const held =
    task.holders.length === 0
      ? `nobody has held it for ${wait}`
      : `with ${holderWords(rule, task.holders)} for ${wait}`
  const waits = task.waitsFor === undefined ? '' : `, who wait for ${rule.nameOf(task.waitsFor)}`
  const taken = task.state === 'asked' && task.holders.length > 0 ? ', not taken yet' : ''
  return `${capital(taskWords(task.kind))}: ${held}${waits}${taken}`
}
