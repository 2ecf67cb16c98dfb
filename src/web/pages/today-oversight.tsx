import type { ReactNode } from 'react'
import { EmptyState, FigureStrip, formatCount, plural } from '../../shell/index.ts'
import type { Concern, Watch } from '../concern.ts'

/** For those who watch over the place: what needs somebody, in order of the harm if it is left. */
export function Oversight(props: { watch: Watch; concerns: readonly Concern[] }): ReactNode {
  const { watch, concerns } = props
  const { confirmed, nobodyNeeded } = watch.trail.confirmation
  return (
    <>
      <h1>
        {concerns.length === 0
          ? 'Nothing needs you now'
          : `${plural(concerns.length, 'thing needs', 'things need')} somebody to look`}
      </h1>
      <FigureStrip
        figures={[
          { label: 'things recorded', value: formatCount(watch.trail.size), href: '/trail' },
          {
            label: 'of them confirmed by a witness of each side',
            value: formatCount(confirmed?.size ?? 0),
            note: watch.trail.words,
            tone: watch.trail.late || nobodyNeeded ? 'alert' : 'good',
          },
          ...(watch.refused
            ? [{ label: 'looks refused this week', value: watch.refused.looks }]
            : []),
        ]}
      />
      {concerns.length === 0 ? (
        <EmptyState title="The agreement stands, the log is confirmed, and every feed has come.">
          <p>
            <a href="/trail">See what the log holds</a>
          </p>
        </EmptyState>
      ) : (
        <ul className="cc-todo">
          {concerns.map((concern) => (
            <li key={concern.what} className={concern.alert ? 'cc-todo--alert' : undefined}>
              <div>
                <p className="cc-todo__what">{concern.what}</p>
                <p className="cc-todo__since">{concern.since}</p>
              </div>
              {concern.href && <a href={concern.href}>{concern.verb}</a>}
            </li>
          ))}
        </ul>
      )}
    </>
  )
}
