import { dayInLondon, type Errand } from '../kernel/index.ts'
import { drawAsked, SAMPLE } from '../people/index.ts'
import { groupsOf } from '../record/index.ts'
import type { Place } from '../room.ts'

/** Who is of which group the record knows; the sample is of people. */
export const drawSampleAsked: Errand<Place> = {
  name: 'web.draw-sample',
  does: 'draw the pairs of records that are looked at to measure how right it is who is who',
  on: SAMPLE,
  async run({ tx, now }, sample) {
    const today = dayInLondon(now)
    await drawAsked(tx, sample, (db, identities) => groupsOf(db, identities, today), now)
    return undefined
  },
}
