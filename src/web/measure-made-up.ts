import { askErrand, DAY_MS, dayInLondon, type Errand } from '../kernel/index.ts'
import { keepQuality, measureQuality, versionInEffect } from '../people/index.ts'
import type { Place } from '../room.ts'
import { hasTruth, readTruth, truthOf } from './truth-files.ts'

const NAME = 'web.measure-made-up'
/** Until everybody has been judged by the first version of matching there is little to measure. */
const AGAIN_MS = 5_000

/** Beside a made-up place its truth is kept: how right it is who is who is held to it, each day. */
export async function showQuality(place: Place): Promise<void> {
  if (!hasTruth(truthOf(place))) return
  await askErrand(place.databases.care, NAME, [''], place.clock.now())
}

export const measureMadeUp: Errand<Place> = {
  name: NAME,
  does: 'measure against the truth of the made-up place how right it is who is who',
  async run({ tx, now }, _, place) {
    const judged = place.agreement.current()?.table('matching').length ?? 0
    if (judged > 0 && (await versionInEffect(tx)) === undefined) {
      return new Date(now.getTime() + AGAIN_MS)
    }
    const truth = await readTruth(truthOf(place), dayInLondon(now))
    await keepQuality(tx, await measureQuality(tx, truth), now)
    return new Date(now.getTime() + DAY_MS)
  },
}
