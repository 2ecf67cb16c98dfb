import { dayInLondon, MadeOf, type PersonId, remember } from '../kernel/index.ts'
import { ageWords, diedWords, type KnownEvent, type ListedPerson } from '../record/index.ts'
import { formatDate, formatFullDate, formatNhsNumber } from '../shell/index.ts'

/** Who somebody is, on any list: enough to be sure that it is them. */
export type PersonLine = {
  personId: PersonId
  name: string
  /** '999 012 3454' */
  nhsNumber?: string
  /** '12 Mar 1944 (82)', '3 Jan 2026 (8 weeks 2 days)' */
  born?: string
  /** 'Died Tue 3 Mar', 'Has died', 'Mere General says: died Tue 3 Mar' */
  died?: string
  /** somebody else on the same list is called the same */
  namesake?: true
}

export function personLine({ personId, who }: ListedPerson, now: Date): PersonLine {
  return lines.get(who, [personId, dayInLondon(now)], () => lineOf(personId, who, now))
}

/** Ages and dates are those of a day. */
const lines = new MadeOf<ListedPerson['who'], PersonLine>()

function lineOf(personId: PersonId, who: ListedPerson['who'], now: Date): PersonLine {
  const born = who.birthDate[0]?.value
  const age = ageWords(who, now)
  return {
    personId,
    name: who.name,
    nhsNumber: who.nhsNumber && formatNhsNumber(who.nhsNumber.number),
    born: born && [formatFullDate(born), age && `(${age})`].filter((part) => part).join(' '),
    died: diedWords(who, (on) => formatDate(on, now)),
  }
}

/** Marks whoever shares a name with another on the list: the wrong one is soon taken for the right one. */
export function markNamesakes<R extends PersonLine>(rows: readonly R[]): R[] {
  const called = Map.groupBy(rows, ({ name }) => foldName(name))
  return rows.map((row) =>
    called.get(foldName(row.name))!.length > 1 ? { ...row, namesake: true } : row,
  )
}

const NAMES_REMEMBERED = 10_000

const foldName = remember(NAMES_REMEMBERED, (name) =>
  name.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase(),
)

/** Whole months since a day. */
export function monthsSince(born: string, now: Date): number {
  const [year, month, day] = born.split('-').map(Number) as [number, number, number]
  const months = (now.getUTCFullYear() - year) * 12 + now.getUTCMonth() + 1 - month
  return now.getUTCDate() < day ? months - 1 : months
}

/** `Ward 6, bay 2, bed 4`, as far as the hospital says it. */
export function bedWords({ unit, detail }: KnownEvent): string {
  return [unit, called('bay', detail.bay), called('bed', detail.bed)]
    .filter((part) => part !== undefined && part !== '')
    .join(', ')
}

/** `Bay 2` and `2` are one: in the middle of a line it is `bay 2`, which does not break. */
function called(what: string, said: string | undefined): string | undefined {
  if (said === undefined || said === '') return undefined
  const bare = said.replace(new RegExp(`^${what}\\s*`, 'i'), '')
  return `${what}\u00a0${bare}`
}
