import type { DisputeOutcome } from '../agreement/index.ts'
import { addWorkingDays, dayInLondon } from '../kernel/index.ts'
import type { Contested, Part } from './clock.ts'
import { type Minute, minuteOf, type Span, timeOf, written } from './minute.ts'

/** What a dispute about minutes is called where partners differ: the stay, and from when to when. */
export function contestKey(stay: string, { from, to }: Span): string {
  return `${stay} ${written(from)} ${written(to)}`
}

export function stayInKey(key: string): string {
  return key.split(' ')[0]!
}

function spanInKey(key: string): Span | undefined {
  const [, from, to] = key.split(' ')
  if (from === undefined || to === undefined) return undefined
  const span = { from: minuteOf(from), to: minuteOf(to) }
  return span.from < span.to ? span : undefined
}

/** The minutes of a dispute as the clock takes them; one that was withdrawn is none. */
export function contestedOf({ id, key, state, terms }: DisputeOutcome): Contested[] {
  const span = spanInKey(key)
  if (span === undefined || state === 'withdrawn') return []
  const shares = state === 'settled' ? partsIn(terms) : []
  return [{ ...span, dispute: id, state, shares }]
}

/** Who holds how many parts, as a proposal has it and as the dispute keeps it. */
export function termsOf(parts: readonly Part[]): string {
  return JSON.stringify(parts.map(({ holder, parts: share }) => [holder, share]))
}

/** Of words alone, and of anything that is not ours, nothing: then the minutes stay nobody's. */
export function partsIn(terms: string | undefined): Part[] {
  if (terms === undefined) return []
  const read: unknown = JSON.parse(terms)
  if (!Array.isArray(read)) return []
  return read.flatMap((one: unknown): Part[] => {
    if (!Array.isArray(one)) return []
    const [holder, parts] = one as unknown[]
    const isPart = typeof holder === 'string' && Number.isSafeInteger(parts) && Number(parts) > 0
    return isPart ? [{ holder, parts: Number(parts) }] : []
  })
}

/**
 * The last day on which minutes may be contested, YYYY-MM-DD: so many working days after they were over, or after the
 * last of what bears on them was learnt, whichever is later.
 */
export function lastDayToContest(
  to: Minute,
  learnt: readonly string[],
  workingDays: number,
): string {
  const last = Math.max(timeOf(to).getTime(), ...learnt.map((at) => Date.parse(at)))
  return addWorkingDays(dayInLondon(new Date(last)), workingDays)
}
