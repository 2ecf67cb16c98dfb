import type { ReactNode } from 'react'
import type { Concern, TodayLine, Urgency } from '../../room.ts'

/** In the order in which it must be done. */
const GROUPS: readonly { first: Urgency; heading: string }[] = [
  { first: 'harm', heading: 'First, because harm is done meanwhile' },
  { first: 'waits', heading: 'Then, because somebody waits' },
  { first: 'told', heading: 'To know' },
]

/** Lines of Today, as the rooms hand them in: what must be done first stands first, and says so. */
export function Lines({ lines }: { lines: readonly Concern[] }): ReactNode {
  return GROUPS.map(({ first, heading }) => {
    const own = lines.filter((line) => line.first === first)
    if (own.length === 0) return null
    return (
      <section key={first} aria-labelledby={`first-${first}`}>
        <h2 id={`first-${first}`}>{heading}</h2>
        <LineList lines={own} />
      </section>
    )
  })
}

/** The same above a list of people, in few words: the list is what somebody came for. */
export function AlsoWaits({ lines }: { lines: readonly TodayLine[] }): ReactNode {
  return GROUPS.flatMap(({ first }) => lines.filter((line) => line.first === first)).map(
    ({ what, since, first, at }) => (
      <p key={what}>
        Also for you: <a href={at.href}>{what}</a>.{' '}
        <span className={first === 'harm' ? 'cc-late' : 'cc-learnt'}>{since}</span>
      </p>
    ),
  )
}

function LineList({ lines }: { lines: readonly Concern[] }): ReactNode {
  return (
    <ul className="cc-todo">
      {lines.map(({ what, since, first, at }) => (
        <li key={what} className={first === 'harm' ? 'cc-todo--alert' : undefined}>
          <div>
            <p className="cc-todo__what">{what}</p>
            <p className="cc-todo__since">{since}</p>
          </div>
          {at && (
            <a href={at.href}>
              {at.verb}
              <span className="nhsuk-u-visually-hidden">: {what}</span>
            </a>
          )}
        </li>
      ))}
    </ul>
  )
}
