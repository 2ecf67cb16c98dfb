import type { PersonId } from '../kernel/index.ts'
import type { MessageKind } from './message-kind.ts'
import type { Need, Reason, Sign } from './need.ts'
import type { TaskKind } from './task-kind.ts'

/**
 * What may be said of a stay. `review`: whether somebody still meets the criteria to reside; `confirm`: that a side
 * stands behind the present ready date; `send` is a message between two parties, `deliver`, `read` and `attempt` are
 * what is proved of one; the others are of one task. `take-back` only takes something back.
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
  'send',
  'deliver',
  'read',
  'attempt',
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
  /** of a message, of what is proved of it, and of what follows from it for a task: the message that began it */
  readonly asking?: string
  readonly sent?: Sent
  readonly receipt?: Receipt
}

/** A message from one party to another. */
export type Sent = {
  readonly kind: MessageKind
  readonly from: string
  readonly to: string
  /** the message that was the last one when it was sent */
  readonly after?: string
  /** of a referral: what must happen */
  readonly what?: TaskKind
  readonly needs?: readonly Need[]
  /** ISO: for when it is asked, offered or agreed */
  readonly on?: string
  /** of an assessment: the way home */
  readonly pathway?: string
  readonly reason?: Reason
  /** of early notice: what in the record makes it due */
  readonly signs?: readonly Sign[]
}

/** `told`: the number that the receiver's system gave it, or of what an attempt failed. */
export type Receipt = {
  readonly message: string
  readonly way: Way
  readonly told?: string
}

export const WAYS = ['page', 'link', 'interface'] as const
export type Way = (typeof WAYS)[number]

/** What is said by messages, and what follows from them, is withdrawn by a message, and never put right. */
export function isOfMessage({ asking }: Pick<Fact, 'asking'>): boolean {
  return asking !== undefined
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
