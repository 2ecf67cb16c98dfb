import { dayInLondon, monthAfter, monthSpan } from '../kernel/index.ts'

/**
 * The times of which figures are told: whole calendar months and quarters of London that are over. Told of any days
 * that somebody asks for, what one period says more than the next would be what happened on one day, and to few people.
 */
export type Times = {
  /** `2026-03`, `2026-Q1` */
  readonly name: string
  readonly from: Date
  readonly to: Date
}

/** The last so many months that are over, the newest last. */
export function lastMonths(many: number, now: Date): Times[] {
  const current = dayInLondon(now).slice(0, 7)
  return Array.from({ length: many }, (_, at) => {
    const name = monthAfter(current, at - many)
    const [from, to] = monthSpan(name)
    return { name, from, to }
  })
}

export function isOver(month: string, now: Date): boolean {
  return monthSpan(month)[1] <= now
}

function quarterWith(month: string): Times {
  const [year, number] = month.split('-').map(Number) as [number, number]
  const quarter = Math.ceil(number / 3)
  const first = `${year}-${String(quarter * 3 - 2).padStart(2, '0')}`
  const [from] = monthSpan(first)
  return { name: `${year}-Q${quarter}`, from, to: monthSpan(monthAfter(first, 2))[1] }
}

/** The last so many quarters that are over, the newest last. */
export function lastQuarters(many: number, now: Date): Times[] {
  const current = dayInLondon(now).slice(0, 7)
  return Array.from({ length: many }, (_, at) => quarterWith(monthAfter(current, 3 * (at - many))))
}

/** Those that are over and lie wholly between two times. */
export function quartersWithin({ from, to }: { from: Date; to: Date }, now: Date): Times[] {
  const found: Times[] = []
  const end = to < now ? to : now
  for (let one = quarterWith(dayInLondon(from).slice(0, 7)); one.to <= end; ) {
    if (one.from >= from) found.push(one)
    one = quarterWith(dayInLondon(one.to).slice(0, 7))
  }
  return found
}
