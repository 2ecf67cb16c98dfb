import type { Fact } from './fact.ts'

/** A fact as a page tells it, with the reviews that found the same after it and before anything else was found. */
export type ToldFact = Fact & { readonly again: readonly string[] }

/**
 * Pure: what is true last first. Reviews are made twice a day, and one that finds what the one before it found is told
 * with it: when it was made, ISO.
 */
export function toldFacts(facts: readonly Fact[], standing: ReadonlySet<string>): ToldFact[] {
  const told: (ToldFact & { again: string[] })[] = []
  let last: (ToldFact & { again: string[] }) | undefined
  const ordered = [...facts].sort((a, b) => Date.parse(a.at) - Date.parse(b.at))
  for (const fact of ordered) {
    const isReview = fact.kind === 'review' && fact.instead === undefined && standing.has(fact.id)
    const isAlike = isReview && last?.met === fact.met && last?.by.name === fact.by.name
    if (isAlike) last!.again.push(fact.at)
    else {
      const row = { ...fact, again: [] }
      told.push(row)
      if (fact.kind === 'review') last = row
    }
  }
  return told.reverse()
}
