import type { ReactNode } from 'react'
import {
  type Column,
  capital,
  formatDate,
  formatDateTime,
  formatFullDate,
  formatNhsNumber,
  formatWait,
} from '../../shell/index.ts'
import type { TransferRule } from '../clock-kind.ts'
import type { Leaving } from '../look-at-list.ts'
import { minuteOf, timeOf } from '../minute.ts'
import { wayWords } from '../way-words.ts'
import { type Doer, nextVerb, Verbs } from './buttons.tsx'
import { taskLine } from './tasks.tsx'

const MINUTE_MS = 60_000

/** Of one list for everybody: who, where, since when they can leave, what is open and whose it is, what next. */
export function columns(doer: Doer, now: Date, then: string): Column<Leaving>[] {
  return [
    { head: 'Person', who: true, cell: (one) => <Who {...one} /> },
    { head: 'Where', cell: (one) => whereOf(one) },
    { head: 'Ready to leave', cell: (one) => <ReadyCell one={one} rule={doer.rule} now={now} /> },
    { head: 'Waited', align: 'right', nowrap: true, cell: ({ waited }) => waitWords(waited) },
    { head: 'What is open, and whose it is', cell: (one) => <OpenCell {...{ one, doer, now }} /> },
    { head: 'Next', cell: (one) => <NextCell one={one} /> },
    {
      head: 'What you can do',
      hideHead: true,
      cell: ({ read, person }) => {
        const verb = nextVerb(read, doer, then)
        return <Verbs verbs={verb === undefined ? [] : [verb]} about={person.who.name} />
      },
    },
  ]
}

function waitWords(waited: number): string {
  return waited === 0 ? '' : formatWait(waited * MINUTE_MS)
}

function Who({ person, read }: Leaving): ReactNode {
  const { who } = person
  const born = who.birthDate[0]?.value
  return (
    <>
      <a href={`/transfer/${read.counted.id}`}>{who.name}</a>
      <br />
      <span className="cc-small">
        {[
          born === undefined ? '' : `born ${formatFullDate(born)}`,
          who.nhsNumber === undefined ? '' : formatNhsNumber(who.nhsNumber.number),
        ]
          .filter(Boolean)
          .join(', ')}
      </span>
    </>
  )
}

function whereOf({ person, read }: Leaving): string {
  const own = new Set(read.counted.eventIds)
  const event = person.open.find((one) => own.has(one.event.eventId))?.event
  const { bay, bed } = event?.detail ?? {}
  return [
    read.counted.unit ?? event?.organisationName ?? 'Ward not said',
    bay === undefined ? '' : bay.toLowerCase().startsWith('bay') ? bay : `bay ${bay}`,
    bed === undefined ? '' : bed.toLowerCase().startsWith('bed') ? bed : `bed ${bed}`,
  ]
    .filter(Boolean)
    .join(', ')
}

/** Who stands behind the moment, and on which way; or on which day they are expected. */
function ReadyCell(props: { one: Leaving; rule: TransferRule; now: Date }): ReactNode {
  const { one, rule, now } = props
  const { stay, counted } = one.read
  const way = wayWords(counted.pathway)
  const expected = stay.expected.at(-1)?.at
  if (stay.ready === undefined || timeOf(stay.ready.at) > now) {
    const past = expected !== undefined && minuteOf(expected) + 1_440 <= minuteOf(now)
    return (
      <>
        Not ready
        {expected !== undefined && (
          <>
            <br />
            {past ? 'Was expected to leave' : 'Expected to leave'} {formatDate(expected, now)}
          </>
        )}
      </>
    )
  }
  return (
    <>
      Since {formatDateTime(timeOf(stay.ready.at).toISOString(), now)}
      <br />
      <span className="cc-small">
        {stay.ready.sides.length > 1
          ? 'Both sides say so'
          : `By ${stay.ready.sides.map(rule.sideName).join()} only`}
        {way === undefined ? '' : `; ${way}`}
      </span>
    </>
  )
}

function OpenCell({ one, doer, now }: { one: Leaving; doer: Doer; now: Date }): ReactNode {
  const open = one.read.stay.tasks.filter(
    ({ closed, opened }) => closed === undefined && timeOf(opened) <= now,
  )
  if (open.length === 0) return 'Nothing'
  return (
    <ul className="cc-items">
      {open.map((task) => (
        <li key={task.id}>{taskLine(task, doer.rule, now)}</li>
      ))}
    </ul>
  )
}

function NextCell({ one: { next } }: { one: Leaving }): ReactNode {
  if (next === undefined) return ''
  const whose = next.whose.join(', ')
  return (
    <>
      {whose !== '' && (
        <>
          <b>{whose}</b>:{' '}
        </>
      )}
      {whose === '' ? capital(next.what) : next.what}
      {next.ring !== undefined && (
        <>
          <br />
          <span className="cc-small">Ring {next.ring}</span>
        </>
      )}
    </>
  )
}
