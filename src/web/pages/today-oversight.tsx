import type { ReactNode } from 'react'
import type { Concern } from '../../room.ts'
import { EmptyState, plural } from '../../shell/index.ts'
import type { DrawnFigures } from '../draw-figures.ts'
import { Lines } from './lines.tsx'
import { Figures, FiguresInShort } from './today-figures.tsx'

export type OversightProps = {
  /** what waits for the viewer, and what anybody who watches over the place must look at */
  lines: readonly Concern[]
  /** of the partnership, where a clause lets them be seen */
  figures: DrawnFigures | undefined
  /** what the log has come to, in words */
  log: string
}

/** For those who have no list of people: what needs somebody, in order of the harm if it is left, and how it goes. */
export function Oversight({ lines, figures, log }: OversightProps): ReactNode {
  const needing = lines.filter(({ first }) => first !== 'told')
  return (
    <>
      <h1>
        {needing.length === 0
          ? 'Nothing needs you now'
          : `${plural(needing.length, 'thing needs', 'things need')} somebody to look`}
      </h1>
      {figures && <FiguresInShort {...figures} />}
      {needing.length === 0 && (
        <EmptyState title="The agreement stands, the log is confirmed, and every feed has come.">
          <p>
            {log} <a href="/trail">See what the log holds</a>
          </p>
        </EmptyState>
      )}
      <Lines lines={lines} />
      {figures && <Figures {...figures} />}
    </>
  )
}
