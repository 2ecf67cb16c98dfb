import { remember } from './remember.ts'

/**
 * How far London's clocks are ahead of UTC. Since 1996 by rule: an hour from the last Sunday of March, 01:00 UTC, to
 * the last Sunday of October. Before that by the orders of each year: two hours in the summers of 1941 to 1945 and of
 * 1947, one hour in all seasons from February 1968 to October 1971, none before May 1916.
 */
const HOUR = 3_600_000
const DAY = 24 * HOUR

/** From this hour in UTC (YYYYMMDDHH) clocks are so many hours ahead (IANA time zone database, rules GB-Eire). */
const ORDERS = `
  1916052102+1 1916100102+0 1917040802+1 1917091702+0 1918032402+1 1918093002+0
  1919033002+1 1919092902+0 1920032802+1 1920102502+0 1921040302+1 1921100302+0
  1922032602+1 1922100802+0 1923042202+1 1923091602+0 1924041302+1 1924092102+0
  1925041902+1 1925100402+0 1926041802+1 1926100302+0 1927041002+1 1927100202+0
  1928042202+1 1928100702+0 1929042102+1 1929100602+0 1930041302+1 1930100502+0
  1931041902+1 1931100402+0 1932041702+1 1932100202+0 1933040902+1 1933100802+0
  1934042202+1 1934100702+0 1935041402+1 1935100602+0 1936041902+1 1936100402+0
  1937041802+1 1937100302+0 1938041002+1 1938100202+0 1939041602+1 1939111902+0
  1940022502+1 1941050401+2 1941081001+1 1942040501+2 1942080901+1 1943040401+2
  1943081501+1 1944040201+2 1944091701+1 1945040201+2 1945071501+1 1945100702+0
  1946041402+1 1946100602+0 1947031602+1 1947041301+2 1947081001+1 1947110202+0
  1948031402+1 1948103102+0 1949040302+1 1949103002+0 1950041602+1 1950102202+0
  1951041502+1 1951102102+0 1952042002+1 1952102602+0 1953041902+1 1953100402+0
  1954041102+1 1954100302+0 1955041702+1 1955100202+0 1956042202+1 1956100702+0
  1957041402+1 1957100602+0 1958042002+1 1958100502+0 1959041902+1 1959100402+0
  1960041002+1 1960100202+0 1961032602+1 1961102902+0 1962032502+1 1962102802+0
  1963033102+1 1963102702+0 1964032202+1 1964102502+0 1965032102+1 1965102402+0
  1966032002+1 1966102302+0 1967031902+1 1967102902+0 1968021802+1 1971103102+0
  1972031902+1 1972102902+0 1973031802+1 1973102802+0 1974031702+1 1974102702+0
  1975031602+1 1975102602+0 1976032102+1 1976102402+0 1977032002+1 1977102302+0
  1978031902+1 1978102902+0 1979031802+1 1979102802+0 1980031602+1 1980102602+0
  1981032901+1 1981102501+0 1982032801+1 1982102401+0 1983032701+1 1983102301+0
  1984032501+1 1984102801+0 1985033101+1 1985102701+0 1986033001+1 1986102601+0
  1987032901+1 1987102501+0 1988032701+1 1988102301+0 1989032601+1 1989102901+0
  1990032501+1 1990102801+0 1991033101+1 1991102701+0 1992032901+1 1992102501+0
  1993032801+1 1993102401+0 1994032701+1 1994102301+0 1995032601+1 1995102201+0
`

const orders = [...ORDERS.matchAll(/(\d{4})(\d\d)(\d\d)(\d\d)\+(\d)/g)].map(
  ([, year, month, day, hour, ahead]) => ({
    from: Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour)),
    ahead: Number(ahead) * HOUR,
  }),
)
const BY_RULE = Date.UTC(1996, 0, 1)

/** Milliseconds that London is ahead of UTC at an instant. */
export function londonOffset(instant: number): number {
  if (instant >= BY_RULE) return offsetByRule(instant)
  let low = 0
  let high = orders.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (orders[middle]!.from <= instant) low = middle + 1
    else high = middle
  }
  return low === 0 ? 0 : orders[low - 1]!.ahead
}

/** The calendar date in London of an instant in ISO; a date alone is itself. */
export function londonDate(at: string): string {
  if (at.length === 10) return at
  // Its days begin with an hour of UTC, and what a page tells of happened in few hours.
  if (at.endsWith('Z') && at[10] === 'T') return dateOfHour(at.slice(0, IN_UTC))
  return dateAt(Date.parse(at))
}

/** `2026-03-01T10` */
const IN_UTC = 13
const dateOfHour = remember(10_000, (hour) => dateAt(Date.parse(`${hour}:00Z`)))

function dateAt(instant: number): string {
  return new Date(instant + londonOffset(instant)).toISOString().slice(0, 10)
}

/**
 * The instants at which London clocks show `wall` (a time as if it were UTC): two in the hour that happens twice, the
 * first of them first; in the hour that does not happen the one that the clock shows an hour later (RFC 5545).
 */
export function instantsInLondon(wall: number): [first: number, second?: number] {
  const before = londonOffset(wall - DAY)
  const after = londonOffset(wall + DAY)
  if (before === after) return [wall - before]
  const [most, least] = before > after ? [before, after] : [after, before]
  const early = londonOffset(wall - most) === most
  const late = londonOffset(wall - least) === least
  if (early && late) return [wall - most, wall - least]
  if (early) return [wall - most]
  return [late ? wall - least : wall - before]
}

/** Of the year asked for last: messages come in order of time. */
let year = Number.NaN
let summer = 0
let winter = 0

function offsetByRule(instant: number): number {
  if (!(instant >= year && instant < year + 366 * DAY)) toYearOf(instant)
  return instant >= summer && instant < winter ? HOUR : 0
}

function toYearOf(instant: number): void {
  const number = new Date(instant).getUTCFullYear()
  year = Date.UTC(number, 0, 1)
  summer = lastSunday(number, 2) + HOUR
  winter = lastSunday(number, 9) + HOUR
}

function lastSunday(ofYear: number, month: number): number {
  const last = Date.UTC(ofYear, month, 31)
  return last - new Date(last).getUTCDay() * DAY
}
