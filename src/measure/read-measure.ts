import type { Place } from '../room.ts'
import { type Edition, editionsOf, lastSplits, type SplitEdition } from './queries.ts'
import { type OwnFigure, ownFigures } from './queries-difference.ts'
import { type Charted, chartMeasure } from './signal.ts'

/** All that a page says of one measure. */
export type ReadMeasure = {
  readonly charted: Charted
  /** all that was ever said of it, the newest first */
  readonly editions: readonly Edition[]
  /** its parts, by quarter, the oldest first */
  readonly splits: readonly SplitEdition[]
  /** what partners' own books say */
  readonly own: readonly OwnFigure[]
}

/** @throws Fault where there is no such measure */
export async function readMeasure(
  place: Pick<Place, 'databases' | 'agreement'>,
  name: string,
): Promise<ReadMeasure> {
  const charted = await chartMeasure(place, name)
  const db = place.databases.care.short
  const [editions, splits, own] = await Promise.all([
    editionsOf(db, name),
    lastSplits(db, { measure: name }),
    ownFigures(db, { measure: name }),
  ])
  return { charted, editions, splits, own }
}
