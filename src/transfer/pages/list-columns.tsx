import type { ReactNode } from 'react'
import {
  type Column,
  formatDateTime,
  formatFullDate,
  formatList,
  formatNhsNumber,
} from '../../shell/index.ts'
import type { Leaving } from '../look-at-list.ts'
import { timeOf } from '../minute.ts'
import { type Doer, mayReview, nextVerb, noteVerb, Verbs } from './buttons.tsx'
import { NextWords, Notes, openTasks, ReadyWords, waitWords, whereOf } from './row-words.tsx'
import { taskLine } from './tasks.tsx'

/** The form to which the ticks of a list belong, wherever it stands on the page. */
export const REVIEWED_FORM = 'reviewed'

/** How the list is shown to whoever looks at it. */
export type Shown = {
  readonly doer: Doer
  readonly now: Date
  /** the address to come back to, as one parameter */
  readonly back: string
  /** as it was known before: then nothing is done from it */
  readonly old: boolean
  /** everybody who has not been reviewed is ticked */
  readonly ticked: boolean
}

/** Of one list for everybody: who and where, since when they can leave, what is open and whose it is, what next. */
export function columns(shown: Shown): Column<Leaving>[] {
  const { doer, now } = shown
  return [
    { head: 'Person', who: true, cell: (one) => <Who one={one} doer={doer} /> },
    { head: 'Ready to leave', cell: (one) => <ReadyCell one={one} shown={shown} /> },
    { head: 'Waited', align: 'right', nowrap: true, cell: ({ waited }) => waitWords(waited) },
    { head: 'What is open, and whose it is', cell: (one) => <OpenCell {...{ one, doer, now }} /> },
    { head: 'Next', cell: (one) => <NextCell one={one} shown={shown} /> },
    { head: 'Notes', cell: (one) => <NotesCell one={one} shown={shown} /> },
  ]
}

function Who({ one, doer }: { one: Leaving; doer: Doer }): ReactNode {
  const { person, read } = one
  const { who } = person
  const born = who.birthDate[0]?.value
  const { councils } = read.places
  return (
    <>
      <a href={`/transfer/${read.counted.id}`}>{who.name}</a>
      <br />
      {whereOf(one)}
      <small>
        {[
          born === undefined ? '' : `born ${formatFullDate(born)}`,
          who.nhsNumber === undefined ? '' : formatNhsNumber(who.nhsNumber.number),
          councils.length === 0 ? '' : formatList(councils.map(doer.rule.nameOf)),
        ]
          .filter(Boolean)
          .join(', ')}
      </small>
    </>
  )
}

/** Who stands behind the moment, and on which way; or on which day they are expected; and who reviewed it last. */
function ReadyCell({ one, shown }: { one: Leaving; shown: Shown }): ReactNode {
  return (
    <>
      <ReadyWords one={one} rule={shown.doer.rule} now={shown.now} />
      <Reviewed one={one} shown={shown} />
    </>
  )
}

/** Whoever has not been reviewed in this half of the day is marked; whoever may review ticks them. */
function Reviewed({ one, shown }: { one: Leaving; shown: Shown }): ReactNode {
  const { review, read, person } = one
  const due = review?.due !== false
  const at = review && formatDateTime(timeOf(review.at).toISOString(), shown.now)
  const words =
    review === undefined
      ? 'Never reviewed'
      : `${due ? 'Not reviewed since' : 'Reviewed'} ${at}, ${review.by}`
  return (
    <>
      <small>{due ? <b>{words}</b> : words}</small>
      {!shown.old && mayReview(shown.doer) && (
        <label className="cc-tick">
          <input
            type="checkbox"
            form={REVIEWED_FORM}
            name="stay"
            value={`${read.counted.id} ${read.stay.ready === undefined ? 'stays' : 'ready'}`}
            defaultChecked={shown.ticked && due}
          />{' '}
          No change
          <span className="nhsuk-u-visually-hidden">: {person.who.name}</span>
        </label>
      )}
    </>
  )
}

function OpenCell({ one, doer, now }: { one: Leaving; doer: Doer; now: Date }): ReactNode {
  const open = openTasks(one, now)
  if (open.length === 0) return 'Nothing'
  return (
    <ul className="cc-items">
      {open.map((task) => (
        <li key={task.id}>{taskLine(task, doer.rule, now)}</li>
      ))}
    </ul>
  )
}

function NextCell({ one, shown }: { one: Leaving; shown: Shown }): ReactNode {
  const { next, read, person } = one
  const verb = shown.old ? undefined : nextVerb(read, shown.doer, shown.back)
  return (
    <>
      {next !== undefined && <NextWords next={next} />}
      <Verbs verbs={verb === undefined ? [] : [verb]} about={person.who.name} />
    </>
  )
}

/** What was written in the last day, by whom, and the way to write more. */
function NotesCell({ one, shown }: { one: Leaving; shown: Shown }): ReactNode {
  const verb = shown.old ? undefined : noteVerb(one.person.personId, shown.doer, shown.back)
  return (
    <>
      <Notes one={one} now={shown.now} />
      <Verbs verbs={verb === undefined ? [] : [verb]} about={one.person.who.name} />
    </>
  )
}
