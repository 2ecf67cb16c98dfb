import type { PersonId } from '../kernel/index.ts'
import type { TaskKind } from './task-kind.ts'

/**
 * What may be said of a stay. `review`: whether somebody still meets the criteria to reside; `confirm`: that a side
 * stands behind the present ready date; the others are of one task. `take-back` only takes something back.
 */
export const FACT_KINDS = [
  'expected',
  'review',
  'confirm',
  'open',
  'take',
  'hand-over',
  'close',
  'take-back',
] as const
export type FactKind = (typeof FACT_KINDS)[number]

/** Who said it. Of a feed, its name and its party. */
export type SaidBy = {
  readonly name: string
  readonly role: string
  readonly organisation: string
  /** '' for who stands on neither */
  readonly side: string
}

/**
 * One thing that somebody said of a stay; it is never changed. What was wrong is put right by a further one that stands
 * `instead` of it.
 */
export type Fact = {
  readonly id: string
  /** the telling of the stay by which it was found: whatever stay that belongs to, it goes with it */
  readonly stay: string
  readonly kind: FactKind
  /** when it was true, ISO, or of an expected date its day */
  readonly at: string
  /** ISO: when this place learnt it */
  readonly learntAt: string
  /** the fact in whose place it stands */
  readonly instead?: string
  readonly by: SaidBy
  /** of `review`: the criteria are met, so that they are not ready */
  readonly met?: boolean
  readonly task?: string
  readonly what?: TaskKind
  /** of `open`, in a feed's own words */
  readonly reason?: string
  /** of `open` and `hand-over`: parties, or `their-family`; with none, nobody holds it */
  readonly holders?: readonly string[]
  /** whom or what the holder waits for */
  readonly waitsFor?: string
  /** of `close`: what it was for came about, or is not needed */
  readonly outcome?: Outcome
}

export const OUTCOMES = ['done', 'not-needed'] as const
export type Outcome = (typeof OUTCOMES)[number]

/** As it is kept: about the source person whose stay it is. */
export type KeptFact = Fact & { readonly personId: PersonId; readonly actor: string }

/**
 * In the order in which they were learnt, and what puts something right after that: the same whatever order they are
 * read in.
 */
export function inOrder(facts: readonly Fact[]): Fact[] {
  const byId = new Map(facts.map((fact) => [fact.id, fact]))
  const depths = new Map(facts.map((fact) => [fact.id, chainOf(fact, byId).length]))
  return [...facts].sort((a, b) => {
    if (a.learntAt !== b.learntAt) return a.learntAt < b.learntAt ? -1 : 1
    return depths.get(a.id)! - depths.get(b.id)! || (a.id < b.id ? -1 : 1)
  })
}

/**
 * What stands of what was said: of each thing the last word, corrections and corrections of corrections. Where the last
 * word takes it back, nothing of it stands.
 */
export function standingFacts(facts: readonly Fact[]): Fact[] {
  const byId = new Map(facts.map((fact) => [fact.id, fact]))
  const last = new Map<string, Fact>()
  for (const fact of inOrder(facts)) last.set(chainOf(fact, byId).at(-1)!, fact)
  return inOrder([...last.values()].filter(({ kind }) => kind !== 'take-back'))
}

/** A fact, what it corrects or takes back, and so on to what was said first. */
function chainOf(fact: Fact, byId: ReadonlyMap<string, Fact>): string[] {
  const chain = [fact.id]
  for (let { instead } = fact; instead !== undefined; instead = byId.get(instead)?.instead) {
    chain.push(instead)
  }
  return chain
}
