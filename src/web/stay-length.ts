import { DAY_MS, dayInLondon } from '../kernel/index.ts'
import { plural } from '../shell/index.ts'

/** How long somebody has been in hospital, in nights, and which of the marks that both sides count by it has passed. */
export type StayLength = { days: number; mark?: 7 | 14 | 21 }

const MARKS = [21, 14, 7] as const

/** undefined where no source says when they came in. */
export function stayLength(since: string | undefined, now: Date): StayLength | undefined {
  const began = new Date(since ?? '')
  if (since === undefined || Number.isNaN(began.getTime())) return undefined
  const from = since.length === 10 ? since : dayInLondon(began)
  const days = Math.max(0, Math.round((Date.parse(dayInLondon(now)) - Date.parse(from)) / DAY_MS))
  return { days, mark: MARKS.find((mark) => days >= mark) }
}

export function dayWords(days: number): string {
  return days === 0 ? 'today' : plural(days, 'day')
}
