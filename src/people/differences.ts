import { deathOf } from './death.ts'
import { birthOf } from './demographics.ts'
import type { DoubtReason } from './doubt.ts'
import { postcodeOf } from './keys.ts'
import type { SourcePerson } from './person.ts'

export type Difference = { reason: DoubtReason; persons: readonly SourcePerson[] }

/** What is compared, folded: undefined where a source says nothing of it. */
const COMPARED: readonly [DoubtReason, (person: SourcePerson) => string | undefined][] = [
  ['birth-date', birthOf],
  ['sex', ({ sex }) => (sex === 'unknown' ? undefined : sex)],
  ['address', postcodeOf],
]

/**
 * What sources say differently of one person: each is shown as its own source's word, side by side, and somebody has to
 * ask. What one source says differently in two records of its own is its own to put right.
 *
 * @param persons the source persons of one identity
 */
export function differencesOf(persons: readonly SourcePerson[]): Difference[] {
  if (new Set(persons.map(({ source }) => source)).size < 2) return []
  const death = deathOf(persons)
  // Where a restricted person lives is not told, by a doubt either.
  const restricted = persons.some((person) => person.restricted)
  const found: Difference[] = []
  for (const [reason, read] of COMPARED) {
    if (restricted && reason === 'address') continue
    const told = persons.filter((person) => read(person) !== undefined)
    // Most say the same of one person.
    const [first] = told
    if (first === undefined || told.every((person) => read(person) === read(first))) continue
    const sources = new Set(told.map(({ source }) => source))
    if (sources.size > 1) found.push({ reason, persons: told })
  }
  if (death === undefined || death.sure) return found
  return [...found, { reason: 'death', persons: [...death.said, ...death.unsaid] }]
}
