import { at, type Day, type Minute, onDay } from './calendar.ts'
import type { Stay } from './stay.ts'

/** The criteria to reside, looked at twice a day: `met` while they still need to be in hospital. */
export type Review = { at: Minute; met: boolean }

/** Of whoever is in now, the reviews of so many days are told: bulk teaches nobody. */
export const REVIEWED_DAYS = 3

/** What the ward finds each morning and afternoon from one day up to another, while they are in. */
export function reviewsOf(stay: Stay, from: Day, until: Day): Review[] {
  const { admittedAt, readyAt, leftAt = Number.POSITIVE_INFINITY, cancelledAt } = stay
  if (cancelledAt !== undefined) return []
  const reviews: Review[] = []
  for (let day = Math.max(from, onDay(admittedAt)); day < until && at(day, 0) < leftAt; day += 1) {
    const late = (Number(stay.visit.slice(-3)) + day) % 40
    for (const when of [at(day, 8, 10 + late), at(day, 16, 5 + late)]) {
      if (when <= admittedAt || when >= leftAt) continue
      reviews.push({ at: when, met: readyAt === undefined || when < readyAt })
    }
  }
  return reviews
}
