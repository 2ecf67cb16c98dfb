import type { ReactNode } from 'react'
import { capital, formatDate, formatDateTime, formatWait } from '../../shell/index.ts'
import type { TransferRule } from '../clock-kind.ts'
import type { Leaving } from '../look-at-list.ts'
import { minuteOf, timeOf } from '../minute.ts'
import { wayWords } from '../way-words.ts'

const MINUTE_MS = 60_000

export function waitWords(waited: number): string {
  return waited === 0 ? '' : formatWait(waited * MINUTE_MS)
}

/** `Ward 6, bay 2, bed 4` */
export function whereOf({ person, read, bed }: Leaving): string {
  const own = new Set(read.counted.eventIds)
  const event = person.open.find((one) => own.has(one.event.eventId))?.event
  const ward = read.counted.unit ?? event?.organisationName ?? 'Ward not said'
  return [ward, bed?.toLowerCase()].filter(Boolean).join(', ')
}

export function ReadyWords(props: { one: Leaving; rule: TransferRule; now: Date }): ReactNode {
  const { rule, now } = props
  const { stay, counted } = props.one.read
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
      <small>
        {stay.ready.sides.length > 1
          ? 'Both sides say so'
          : `By ${stay.ready.sides.map(rule.sideName).join()} only`}
        {way === undefined ? '' : `; ${way}`}
      </small>
    </>
  )
}

export function openTasks({ read }: Leaving, now: Date) {
  return read.stay.tasks.filter(
    ({ closed, opened }) => closed === undefined && timeOf(opened) <= now,
  )
}

export function NextWords({ next }: { next: NonNullable<Leaving['next']> }): ReactNode {
  const whose = next.whose.join(', ')
  return (
    <>
      {whose !== '' && (
        <>
          <b>{whose}</b>:{' '}
        </>
      )}
      {whose === '' ? capital(next.what) : next.what}
      {next.ring !== undefined && <small>Ring {next.ring}</small>}
    </>
  )
}

export function Notes({ one, now }: { one: Leaving; now: Date }): ReactNode {
  return one.person.notes.flatMap(({ noteId, text, by, writtenAt }) =>
    text === undefined
      ? []
      : [
          <p key={noteId} className="cc-note cc-said" dir="auto">
            {text}
            <small>
              {by.name}, {formatDateTime(writtenAt, now)}
            </small>
          </p>,
        ],
  )
}
