import { countQuarantined } from '../intake/index.ts'
import { countPeople } from '../people/index.ts'
import type { Watch } from './concern.ts'
import type { TodayPlace } from './pages/today-place.ts'

const WEEK_MS = 7 * 86_400_000

/** What the rooms say of themselves, for those who watch over the place. No person is read for it. */
export async function readWatch(place: TodayPlace, now: Date): Promise<Watch> {
  const care = place.databases.care.short
  const [trail, feeds, quarantined, people, refused] = await Promise.all([
    place.trail.status(),
    place.feeds(),
    countQuarantined(care),
    countPeople(care),
    place.refusedLooks?.(new Date(now.getTime() - WEEK_MS)),
  ])
  const standing = place.agreement.current()?.standing()
  const agreementFaults = place.agreement.faults?.() ?? []
  return {
    standing,
    agreementFaults,
    trail,
    feeds,
    quarantined,
    doubts: Number(people.doubts),
    refused,
  }
}
