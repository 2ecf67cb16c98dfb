import type { ProxyRow } from '../access/index.ts'
import { dayInLondon, startOfLondonDay } from '../kernel/index.ts'
import type { SourcePerson } from '../people/index.ts'

type Born = readonly Pick<SourcePerson, 'birthDate'>[]

/**
 * When somebody acts for another no longer, at the beginning of a day in London: the earliest of what the clause and
 * whoever names them say. Undefined where it goes by an age that is unknown.
 */
export function proxyEnds(
  { months, untilAge }: Pick<ProxyRow, 'months' | 'untilAge'>,
  persons: Born,
  { from, asked }: { from: Date; asked?: string | undefined },
): Date | undefined {
  const ofAge = untilAge === undefined ? undefined : ofAgeOn(persons, untilAge)
  if (untilAge !== undefined && ofAge === undefined) return undefined
  const days = [
    ...(months === undefined ? [] : [laterBy(dayInLondon(from), months)]),
    ...(ofAge === undefined ? [] : [ofAge]),
    ...(asked === undefined ? [] : [asked]),
  ]
  return startOfLondonDay(days.sort()[0]!)
}

/** Whether they are as old as the clause says, by what is said of them now and by the clause as it is now. */
export function isOfAge(
  { untilAge }: Pick<ProxyRow, 'untilAge'>,
  persons: Born,
  now: Date,
): boolean {
  const day = untilAge === undefined ? undefined : ofAgeOn(persons, untilAge)
  return day !== undefined && startOfLondonDay(day) <= now
}

/** By the latest birth date that any source tells: where they differ it holds no shorter than one of them says. */
function ofAgeOn(persons: Born, years: number): string | undefined {
  const born = persons
    .flatMap(({ birthDate }) => birthDate ?? [])
    .sort()
    .at(-1)
  return born?.length === 10 ? laterBy(born, years * 12) : undefined
}

function laterBy(day: string, months: number): string {
  const [year, month, date] = day.split('-').map(Number) as [number, number, number]
  const last = new Date(Date.UTC(year, month + months, 0)).getUTCDate()
  return new Date(Date.UTC(year, month - 1 + months, Math.min(date, last)))
    .toISOString()
    .slice(0, 10)
}
