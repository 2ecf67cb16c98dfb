import type { ReactNode } from 'react'
import { londonOffset } from '../../kernel/index.ts'
import { KNOWN_AT } from '../list-address.ts'

/** Asks for a day and a time in the past: the same as it was known then. What else is chosen stays. */
export function AskTime(props: {
  words: string
  /** where it is asked; the page itself where it is left out */
  path?: string
  kept?: readonly (readonly [name: string, value: string])[]
  /** what is shown now */
  at?: Date
  present: Date
}): ReactNode {
  const { words, path, kept = [], at, present } = props
  return (
    <details className="cc-known-at">
      <summary>{words}</summary>
      <form method="get" action={path}>
        {kept.map(([name, value]) => (
          <input key={name} type="hidden" name={name} value={value} />
        ))}
        <label className="nhsuk-label" htmlFor="known-at">
          Day and time
        </label>
        <input
          className="nhsuk-input nhsuk-input--width-20"
          id="known-at"
          name={KNOWN_AT}
          type="datetime-local"
          required
          max={inField(present)}
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
function inField(at: Date): string {
  return new Date(at.getTime() + londonOffset(at.getTime())).toISOString().slice(0, 16)
}
