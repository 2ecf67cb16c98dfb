import { type Actor, type Refusal, refuse } from '../kernel/index.ts'
import { type Fact, type FactKind, isOfMessage } from './fact.ts'
import type { ReadStay } from './read-stays.ts'

/**
 * What somebody puts right or takes back: of the same kind, of this stay, and said by their own side. What the other
 * side says is contested, and never put right for it.
 */
export function corrected(
  { facts }: ReadStay,
  instead: string | undefined,
  kind: FactKind | undefined,
  { side }: Pick<Actor, 'side'>,
): Fact | Refusal<'not-yours' | 'closed'> | undefined {
  if (instead === undefined) return undefined
  const wrong = facts.find(({ id }) => id === instead)
  const isTheirs = wrong !== undefined && side !== '' && wrong.by.side === side
  if (isTheirs && isOfMessage(wrong)) {
    return refuse('closed', 'A message that was sent is not taken back: withdraw what it asks.')
  }
  if (isTheirs && (kind === undefined || wrong.kind === kind)) return wrong
  return refuse('not-yours', 'Only the side that said it can put that right or take it back.', {
    next: 'Where the sides differ, contest the minutes.',
  })
}

/** What is asked, offered or agreed for a time that is over is for no time at all. */
export function passed(on: string | undefined, now: Date): Refusal<'past'> | undefined {
  if (on === undefined || on >= now.toISOString()) return undefined
  return refuse('past', 'That time has passed: say one that is to come.')
}

/** Two clocks differ by a little. */
const AHEAD_MS = 5 * 60_000

/** What has not happened yet is not said as if it had. */
export function ahead(at: string, now: Date): Refusal<'too-early'> | undefined {
  if (Date.parse(at) <= now.getTime() + AHEAD_MS) return undefined
  return refuse('too-early', 'That time has not come yet: say it when it has happened.')
}
