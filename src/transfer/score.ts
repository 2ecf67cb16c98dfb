import type { PersonId } from '../kernel/index.ts'
import type { SaidBy } from './fact.ts'
import type { HandoverItem } from './handover-item.ts'

/** How somebody arrived, as one party that received them says it. */
export type Score = {
  readonly id: string
  /** the telling of the stay by which it was found */
  readonly stay: string
  /** what the agreement asked then */
  readonly asked: readonly HandoverItem[]
  /** what of it was so */
  readonly found: readonly HandoverItem[]
  readonly clause: string
  /** ISO: when they said it */
  readonly at: string
  readonly by: SaidBy
}

/** As it is kept: about the source person whose stay it is. */
export type KeptScore = Score & { readonly personId: PersonId; readonly actor: string }

/** Of each party the last word, in the order in which they were said. */
export function standingScores<S extends Score>(scores: readonly S[]): S[] {
  const byParty = new Map<string, S>()
  const ordered = [...scores].sort((a, b) => (a.at + a.id < b.at + b.id ? -1 : 1))
  for (const score of ordered) byParty.set(score.by.organisation, score)
  return ordered.filter((score) => byParty.get(score.by.organisation) === score)
}

/** What of what was asked was so: of a hundred, rounded; undefined where nothing was asked. */
export function scoreOf(
  counts: readonly { readonly asked: number; readonly found: number }[],
): number | undefined {
  const asked = counts.reduce((sum, one) => sum + one.asked, 0)
  const found = counts.reduce((sum, one) => sum + one.found, 0)
  return asked === 0 ? undefined : Math.round((100 * found) / asked)
}
