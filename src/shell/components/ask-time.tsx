import type { ReactNode } from 'react'
import { dayInLondon, londonOffset, startOfLondonDay } from '../../kernel/index.ts'
import { KNOWN_AT } from '../list-address.ts'

/** Asks for a day and a time in the past, or for a day: the same as it was known then. What else is chosen stays. */
export function AskTime(props: {
  words: string
  /** where it is asked; the page itself where it is left out */
  path?: string
  kept?: readonly (readonly [name: string, value: string])[]
  /** what is shown now */
  at?: Date
  present: Date
  /** a day alone is asked for, one that is over */
  day?: boolean
}): ReactNode {
  const { words, path, kept = [], at, present, day = false } = props
  const inField = day ? dayInLondon : minuteInLondon
  const last = day ? new Date(startOfLondonDay(dayInLondon(present)).getTime() - 1) : present
  return (
    <details className="cc-known-at">
      <summary>{words}</summary>
      <form method="get" action={path}>
        {kept.map(([name, value]) => (
          <input key={name} type="hidden" name={name} value={value} />
        ))}
        <label className="nhsuk-label" htmlFor="known-at">
          {day ? 'Day' : 'Day and time'}
        </label>
        <input
          className="nhsuk-input nhsuk-input--width-20"
          id="known-at"
          name={KNOWN_AT}
          type={day ? 'date' : 'datetime-local'}
          required
          max={inField(last)}
          defaultValue={at && inField(at)}
        />
        <button className="nhsuk-button nhsuk-button--secondary nhsuk-button--small" type="submit">
          Show it
        </button>
      </form>
    </details>
  )
}

/** `2026-03-03T09:12`, as London clocks show it. */
function minuteInLondon(at: Date): string {
  return new Date(at.getTime() + londonOffset(at.getTime())).toISOString().slice(0, 16)
}
