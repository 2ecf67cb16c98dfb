import type { ReactNode } from 'react'
import { openMoves, type PersonId, type Refusal, type Viewer } from '../../kernel/index.ts'
import { WRITE_NOTE } from '../../record/index.ts'
import type { TransferRule } from '../clock-kind.ts'
import { CLOSE_TASK } from '../close-task.ts'
import { CONFIRM_READY } from '../confirm-ready.ts'
import { HAND_OVER } from '../hand-over.ts'
import { MARK_READY } from '../mark-ready.ts'
import { NOTIFY, notify } from '../notify.ts'
import { OPEN_TASK } from '../open-task.ts'
import type { ReadStay } from '../read-stays.ts'
import { REFER, refer } from '../refer.ts'
import { SCORE_HANDOVER } from '../score-handover.ts'
import { SET_EXPECTED } from '../set-expected.ts'
import { START_WITHOUT_PREJUDICE, startWithoutPrejudice } from '../start-without-prejudice.ts'
import { type StayAct, stayCycle } from '../stay-cycle.ts'
import { TAKE_TASK } from '../take-task.ts'
import type { Task } from '../task.ts'
import { type TaskAct, taskCycle } from '../task-cycle.ts'
import { taskWords } from '../task-kind.ts'
import { TELL_FAMILY, tellFamily } from '../tell-family.ts'

/** Who looks, and what a clause lets them do. */
export type Doer = {
  readonly viewer: Viewer
  readonly rule: TransferRule
  whyNot(viewer: Viewer, action: string): Refusal | undefined
}

export type Verb = { readonly href: string; readonly label: string }

const TASK_ACTIONS: Readonly<Record<TaskAct, string>> = {
  take: TAKE_TASK,
  'hand-over': HAND_OVER,
  close: CLOSE_TASK,
}
/** What begins an asking: offered while they are in hospital. */
const BEGINNING: readonly Verb[] = [
  { href: REFER, label: refer.label! },
  { href: NOTIFY, label: notify.label! },
  { href: START_WITHOUT_PREJUDICE, label: startWithoutPrejudice.label! },
  { href: TELL_FAMILY, label: tellFamily.label! },
]
const STAY_ACTIONS = new Map<StayAct, string>([
  ['confirm-ready', CONFIRM_READY],
  ['mark-ready', MARK_READY],
  ['set-expected', SET_EXPECTED],
  ['open-task', OPEN_TASK],
  ['score-handover', SCORE_HANDOVER],
])

/** What somebody may do with a task, in the order of its life cycle: only what it and a clause leave open to them. */
export function taskVerbs(task: Task, doer: Doer, then: string): Verb[] {
  return openMoves(taskCycle, task.state)
    .filter((act) => act !== 'take' || isOurs(task, doer))
    .filter((act) => act !== 'hand-over' || task.asking === undefined)
    .filter((act) => doer.whyNot(doer.viewer, TASK_ACTIONS[act]) === undefined)
    .map((act) => ({
      href: `/do/${TASK_ACTIONS[act]}?task=${task.id}&then=${then}`,
      label: taskCycle.moves[act].label,
    }))
}

/** The same of the stay itself. */
export function stayVerbs({ stay, counted, places }: ReadStay, doer: Doer, then: string): Verb[] {
  const { side } = doer.viewer.actor
  const asks = BEGINNING.filter(({ href }) => {
    return stay.state !== 'left' && doer.whyNot(doer.viewer, href) === undefined
  }).map(({ href, label }) => ({ href: `/do/${href}?stay=${counted.id}`, label }))
  const own = openMoves(stayCycle, stay.state).flatMap((act): Verb[] => {
    const action = STAY_ACTIONS.get(act)
    if (action === undefined || doer.whyNot(doer.viewer, action) !== undefined) return []
    const { ready } = stay
    if (act === 'confirm-ready' && (ready === undefined || ready.sides.includes(side))) return []
    if (act === 'score-handover' && doer.viewer.actor.organisation === places.hospital) return []
    const href = `/do/${action}?stay=${counted.id}&then=${then}`
    return [{ href, label: stayCycle.moves[act].label }]
  })
  return [...own, ...asks]
}

/** The one thing that this viewer does next for somebody to go home. */
export function nextVerb(read: ReadStay, doer: Doer, then: string): Verb | undefined {
  const open = read.stay.tasks.filter((task) => task.closed === undefined && isOurs(task, doer))
  const own = (act: TaskAct): Verb | undefined => {
    const { label } = taskCycle.moves[act]
    return open.flatMap((task) => {
      const verb = taskVerbs(task, doer, then).find((one) => one.label === label)
      return verb === undefined ? [] : [{ ...verb, label: `${label}: ${taskWords(task.kind)}` }]
    })[0]
  }
  const [take, close] = [own('take'), own('close')]
  const stay = stayVerbs(read, doer, then)
  const named = (act: StayAct) => stay.find(({ label }) => label === stayCycle.moves[act].label)
  if (read.stay.ready === undefined) return named('mark-ready') ?? take ?? close
  return take ?? named('confirm-ready') ?? close ?? named('open-task')
}

export function mayReview(doer: Pick<Doer, 'viewer' | 'whyNot'>): boolean {
  return doer.whyNot(doer.viewer, MARK_READY) === undefined
}

/** A note of the record, on the person’s page as well: for whoever comes next. */
export function noteVerb(person: PersonId, doer: Doer, then: string): Verb | undefined {
  if (doer.whyNot(doer.viewer, WRITE_NOTE) !== undefined) return undefined
  const href = `/do/${WRITE_NOTE}?person=${person}&audience=team&then=${then}`
  return { href, label: 'Write a note' }
}

function isOurs(task: Task, { viewer, rule }: Doer): boolean {
  const { organisation, side } = viewer.actor
  return task.holders.some(
    (holder) => holder === organisation || (side !== '' && rule.sideOf(holder) === side),
  )
}

export function Verbs({ verbs, about }: { verbs: readonly Verb[]; about: string }): ReactNode {
  if (verbs.length === 0) return null
  return (
    <ul className="cc-toolbar">
      {verbs.map(({ href, label }) => (
        <li key={href}>
          <a href={href}>
            {label}
            <span className="nhsuk-u-visually-hidden">: {about}</span>
          </a>
        </li>
      ))}
    </ul>
  )
}
