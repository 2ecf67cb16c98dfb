import { dayInLondon } from './field.ts'

const HOUR = 3_600_000

/** The moment at which a day begins in London, in winter or in summer. */
export function startOfDay(day: string): Date {
  const midnight = Date.parse(`${day}T00:00:00Z`)
  const summer = new Date(midnight - HOUR)
  return dayInLondon(summer) === day ? summer : new Date(midnight)
}
