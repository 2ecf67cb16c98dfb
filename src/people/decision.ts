import type { PersonId } from '../kernel/index.ts'
import { DOUBT_REASONS, type Doubt, type DoubtReason } from './doubt.ts'

/** What people say of two records. */
export const SAYINGS = ['same', 'different'] as const
export type Saying = (typeof SAYINGS)[number]

/** What somebody said of two records for their side, and has not taken back. */
export type Said = { a: PersonId; b: PersonId; says: Saying; side: string }

/** In the place of a side: whoever the records are taken for has said it of themselves. */
export const THEMSELVES = 'themselves'

/**
 * What a source says of one person otherwise than others: it is put right by a source, never by saying who they are.
 */
const DIFFERENCES: ReadonlySet<DoubtReason> = new Set(['death', 'birth-date', 'sex', 'address'])

/** Those that people can settle by saying who is who. */
export const DECIDABLE = DOUBT_REASONS.filter((reason) => !DIFFERENCES.has(reason))
/** Those that a source alone can. */
export const FOR_SOURCES = DOUBT_REASONS.filter((reason) => DIFFERENCES.has(reason))

/** Whether people can settle it by saying who is who; else only what sources say can. */
export function isDecidable({ reason, persons }: Pick<Doubt, 'reason' | 'persons'>): boolean {
  return persons.length > 1 && !DIFFERENCES.has(reason)
}

/**
 * The pairs that are meant where all whom a doubt is about are said to be one, or to be different.
 *
 * @param groups whom it is about, those together who are one person now
 */
export function pairsMeant(
  groups: readonly (readonly PersonId[])[],
  says: Saying,
): [PersonId, PersonId][] {
  const firsts = groups.map((group) => [...group].sort()[0]!).sort()
  if (says === 'same') return firsts.slice(1).map((other) => [firsts[0]!, other])
  return firsts.flatMap((a, at) => firsts.slice(at + 1).map((b): [PersonId, PersonId] => [a, b]))
}

/** What holds of a pair: what the person says themselves, else what every side that has to look has said alike. */
export function agreed(said: readonly Said[], needed: readonly string[]): Saying | undefined {
  const own = said.find(({ side }) => side === THEMSELVES)
  if (own !== undefined) return own.says
  return SAYINGS.find((one) =>
    needed.every((side) => said.some((by) => by.side === side && by.says === one)),
  )
}
