import type { Place } from '../room.ts'
import { type Edition, editionsOf, lastSplits, type SplitEdition } from './queries.ts'
import { type OwnFigure, ownFigures } from './queries-difference.ts'
import { type Charted, chartMeasure } from './signal.ts'

/** All that a page says of one measure. */
export type ReadMeasure = {
  /** as it had been said by then; undefined: by now */
  readonly at: Date | undefined
  readonly charted: Charted
  /** all that was ever said of it, the newest first */
  readonly editions: readonly Edition[]
  /** its parts, by quarter, the oldest first */
  readonly splits: readonly SplitEdition[]
  /** what partners' own books say */
  readonly own: readonly OwnFigure[]
}

/** @throws Fault where there is no such measure, or there was none by then */
export async function readMeasure(
  place: Pick<Place, 'databases' | 'agreement'>,
  name: string,
  at?: Date,
): Promise<ReadMeasure> {
  const then = at === undefined ? {} : { at }
  const charted = await chartMeasure(place, name, then)
  const db = place.databases.care.short
  const asked = { measure: name, ...then }
  const [editions, splits, own] = await Promise.all([
    editionsOf(db, asked),
    lastSplits(db, asked),
    ownFigures(db, asked),
  ])
  return { at, charted, editions, splits, own }
}
