import { type Errand, toPersonId } from '../kernel/index.ts'
import { COUNTED } from '../record/index.ts'
import type { Place } from '../room.ts'
import { isAnythingWorked, markChanged } from './queries-work.ts'

/** Of whom something new is known is counted again when figures are worked next, and nobody else is. */
export const followChanges: Errand<Place> = {
  name: 'measure.follow-changes',
  does: 'mark people of whom something new is known, so that they are counted again',
  on: COUNTED,
  async runAll({ tx }, keys) {
    if (await isAnythingWorked(tx)) markChanged(tx, keys.map(toPersonId))
  },
}
