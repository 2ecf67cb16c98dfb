import { addDays, Fault, isDay, startOfLondonDay } from '../kernel/index.ts'

const DAY = /^[12]\d{3}-\d{2}-\d{2}$/
const INSTANT = /^([12]\d{3}-\d{2}-\d{2})T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})$/

/**
 * A time that an option names. A day is one in London: `ends` means its last instant, `begins` its first.
 *
 * @throws Fault for what is no time, has no zone, or names a day that does not exist
 */
export function timeGiven(
  text: string | undefined,
  option: string,
  day: 'begins' | 'ends',
): Date | undefined {
  if (text === undefined) return undefined
  if (DAY.test(text) && isDay(text)) {
    if (day === 'begins') return startOfLondonDay(text)
    return new Date(startOfLondonDay(addDays(text, 1)).getTime() - 1)
  }
  const on = INSTANT.exec(text)?.[1]
  const at = new Date(text)
  if (on !== undefined && isDay(on) && !Number.isNaN(at.getTime())) return at
  throw new Fault(
    `this is no time: ${JSON.stringify(text)}`,
    option,
    'Write YYYY-MM-DD, or a time with its zone: 2026-03-03T09:00:00Z.',
  )
}
