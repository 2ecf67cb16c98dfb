import * as shell from '../../shell/index.ts'

/**
 * The shell's words for dates, remembered: a page says the same few moments many times, and putting a
 * moment into London time is the dearest thing that it does.
 */
const REMEMBERED_MAX = 20_000

const remembered = new Map<string, string>()

/** `Tue 3 Mar`, with the year where it differs from the year of `now`. */
export function dateWords(date: string, now: Date): string {
  return remember('d', date, now, () => shell.formatDate(date, now))
}

/** `Tue 3 Mar 10:12` */
export function momentWords(moment: string, now: Date): string {
  return remember('m', moment, now, () => shell.formatDateTime(moment, now))
}

/** `3 Jan to 9 Jan`, `since 3 Jan`; the same day once */
export function periodWords(start: string | undefined, end: string | undefined, now: Date): string {
  return remember('p', `${start}/${end}`, now, () => shell.formatPeriod(start, end, now))
}

/** `March 2026`, in London */
export function monthWords(moment: string): string {
  return remember('y', moment, new Date(0), () => shell.formatMonth(moment))
}

/** What is said depends on today's year alone; an hour keeps clear of both ends of it. */
function remember(kind: string, what: string, now: Date, say: () => string): string {
  const key = `${kind}${what}/${Math.floor(now.getTime() / 3_600_000)}`
  const known = remembered.get(key)
  if (known !== undefined) return known
  if (remembered.size >= REMEMBERED_MAX) remembered.clear()
  const words = say()
  remembered.set(key, words)
  return words
}
