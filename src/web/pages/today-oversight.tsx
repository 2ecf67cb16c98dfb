import type { ReactNode } from 'react'
import type { Concern } from '../../room.ts'
import { EmptyState, FigureStrip, formatCount, plural } from '../../shell/index.ts'
import type { TrailStatus } from '../../trail/index.ts'
import { Lines } from './lines.tsx'

export type OversightProps = {
  trail: TrailStatus
  /** in the last seven days */
  refused: number
  /** what waits for the viewer, and what anybody who watches over the place must look at */
  lines: readonly Concern[]
}

/** For those who have no list of people: what needs somebody, in order of the harm if it is left. */
export function Oversight({ trail, refused, lines }: OversightProps): ReactNode {
  const { confirmed, nobodyNeeded } = trail.confirmation
  const needing = lines.filter(({ first }) => first !== 'told')
  return (
    <>
      <h1>
        {needing.length === 0
          ? 'Nothing needs you now'
          : `${plural(needing.length, 'thing needs', 'things need')} somebody to look`}
      </h1>
      <FigureStrip
        figures={[
          { label: 'things recorded', value: formatCount(trail.size), href: '/trail' },
          {
            label: 'of them confirmed by a witness of each side',
            value: formatCount(confirmed?.size ?? 0),
            note: trail.words,
            tone: trail.late || nobodyNeeded ? 'alert' : 'good',
          },
          { label: 'looks refused this week', value: refused },
        ]}
      />
      {needing.length === 0 && (
        <EmptyState title="The agreement stands, the log is confirmed, and every feed has come.">
          <p>
            <a href="/trail">See what the log holds</a>
          </p>
        </EmptyState>
      )}
      <Lines lines={lines} />
    </>
  )
}
