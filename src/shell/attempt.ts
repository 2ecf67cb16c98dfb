import { type Clock, type Queryable, type Refusal, refuse } from '../kernel/index.ts'
import { countAttempt } from './queries.ts'
import { hashToken } from './token.ts'
import { formatTime } from './words.ts'

export const WINDOW_MS = 10 * 60_000

/**
 * How many sign-ins one address and one person may begin in ten minutes. A hospital's thousands may
 * share one address at the start of a shift; a person signs in a few times.
 */
export type SignInLimits = {
  address: number
  subject: number
  /** how long a provider may take for each of its answers; 10 unless said */
  providerSeconds?: number
}
export const SIGN_IN_LIMITS: SignInLimits = { address: 600, subject: 30 }

export type TooMany = Refusal & { retryAfterSeconds: number }

/** Counts this attempt; refuses it when it is one too many. */
export async function tooMany(
  db: Queryable,
  clock: Clock,
  what: 'address' | 'subject',
  value: string,
  limit: number,
): Promise<TooMany | undefined> {
  const now = clock.now()
  const row = await countAttempt(
    db,
    hashToken(`${what}:${value}`),
    now,
    new Date(now.getTime() - WINDOW_MS),
  )
  if (row.count <= limit) return undefined
  const again = new Date(row.started_at.getTime() + WINDOW_MS)
  const whose = what === 'address' ? 'from this network' : 'as this person'
  return {
    ...refuse(
      'too-many-sign-ins',
      `There have been more than ${limit} sign-ins ${whose} in ten minutes.`,
      { next: `You can sign in again after ${formatTime(again)}.` },
    ),
    retryAfterSeconds: Math.max(1, Math.ceil((again.getTime() - now.getTime()) / 1000)),
  }
}
