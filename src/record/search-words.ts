import { type PeopleQuery, readNhsNumber } from '../people/index.ts'

const DATE = /\b(\d{1,2})[/.\- ](\d{1,2})[/.\- ](\d{4})\b|\b(\d{4})-(\d{2})-(\d{2})\b/

/**
 * What somebody typed into one box: an NHS number, or a name and a birth date in either order
 * (`Martha Okello 12/3/1944`, `Okello, 1944-03-12`). A sentence where it is neither.
 */
export function readSearchWords(text: string): { query: PeopleQuery } | { error: string } {
  const trimmed = text.trim()
  if (trimmed === '') return { error: 'Type an NHS number, or a name and a birth date' }
  const date = DATE.exec(trimmed)
  if (date !== null) {
    const birthDate = calendarDate(date)
    if (birthDate === undefined) return { error: 'The birth date must be a day that exists' }
    const name = trimmed.replace(date[0], ' ').replace(/\s+/g, ' ').trim()
    return readName(name, birthDate)
  }
  if (/\d/.test(trimmed)) return readSearchNumber(trimmed)
  return { error: 'Type a birth date as well: many people share a name' }
}

/** A placeholder such as 999 999 9999 is a number that nobody has: it finds nobody, like any other. */
export function readSearchNumber(text: string): { query: PeopleQuery } | { error: string } {
  const read = readNhsNumber(text)
  if (read.ok) return { query: { nhsNumber: read.number } }
  const digits = text.replace(/[\s-]/g, '')
  if (/^(\d)\1{9}$/.test(digits)) return { query: { nhsNumber: digits } }
  return { error: `That is not an NHS number: ${read.why}` }
}

function readName(name: string, birthDate: string): { query: PeopleQuery } | { error: string } {
  const [before, after] = name.split(',').map((part) => part.trim())
  if (after !== undefined && before) {
    return { query: { family: before, given: after || undefined, birthDate } }
  }
  const words = (before ?? '').split(' ').filter((word) => word !== '')
  if (words.length === 0) return { error: 'Type a family name with the birth date' }
  const family = words.at(-1)!
  return { query: { family, given: words.length > 1 ? words[0] : undefined, birthDate } }
}

function calendarDate(match: RegExpExecArray): string | undefined {
  const [, d, m, y, year, month, day] = match
  const parts = [y ?? year, m ?? month, d ?? day].map(Number) as [number, number, number]
  const date = new Date(Date.UTC(parts[0], parts[1] - 1, parts[2]))
  if (date.getUTCMonth() !== parts[1] - 1 || date.getUTCDate() !== parts[2]) return undefined
  return date.toISOString().slice(0, 10)
}
