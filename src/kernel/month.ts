import { startOfLondonDay } from './london.ts'

const MONTH = /^[12]\d{3}-(?:0[1-9]|1[0-2])$/

/** A month as it is written everywhere: `2026-03`. */
export function isMonth(text: string): boolean {
  return MONTH.test(text)
}

/** So many months later, or earlier: `2026-12` and 1 → `2027-01`. */
export function monthAfter(month: string, by: number): string {
  const [year, number] = month.split('-').map(Number) as [number, number]
  return new Date(Date.UTC(year, number - 1 + by, 1)).toISOString().slice(0, 7)
}

/** From the first moment of a month in London up to that of the next. */
export function monthSpan(month: string): [from: Date, to: Date] {
  return [startOfLondonDay(`${month}-01`), startOfLondonDay(`${monthAfter(month, 1)}-01`)]
}
