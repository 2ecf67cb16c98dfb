import { addDays, isDay, isWorkingDay } from '../kernel/index.ts'

/** Which days a body counts. */
export const COUNTED = ['working-days', 'every-day'] as const
export type Counted = (typeof COUNTED)[number]

/**
 * The days of a body's calendar that lie wholly between two days: neither the day on which something was published nor
 * the day of the meeting counts. None where the meeting is not after it.
 *
 * @throws RangeError for what is no day of the calendar
 */
export function clearDays(published: string, meeting: string, counted: Counted): number {
  if (!isDay(published) || !isDay(meeting)) throw new RangeError('a day is YYYY-MM-DD')
  let days = 0
  for (let day = addDays(published, 1); day < meeting; day = addDays(day, 1)) {
    if (counted === 'every-day' || isWorkingDay(day)) days++
  }
  return days
}

/** The last day on which something can be published for so many clear days before a meeting. */
export function lastDayToPublish(meeting: string, days: number, counted: Counted): string {
  let day = addDays(meeting, -1)
  for (let left = days; left > 0; day = addDays(day, -1)) {
    if (counted === 'every-day' || isWorkingDay(day)) left--
  }
  return day
}
