import type { Ending, SessionRow } from './queries-sessions.ts'
import { formatTime } from './words.ts'

/** Shared computers on wards: a session nobody uses ends soon, and none outlives a long shift. */
export const IDLE_MS = 30 * 60_000
export const ABSOLUTE_MS = 12 * 60 * 60_000
/** Writing down each request would double the cost of a page; once a minute is exact enough. */
const TOUCH_EVERY_MS = 60_000

/** When a session that is used now ends if it is not used again. */
export function expiryOf(createdAt: Date, now: Date): Date {
  return new Date(Math.min(now.getTime() + IDLE_MS, createdAt.getTime() + ABSOLUTE_MS))
}

type Standing = Pick<SessionRow, 'expires_at' | 'created_at' | 'ended_at'>

export function isOver({ expires_at, created_at, ended_at }: Standing, now: Date): boolean {
  const old = now.getTime() - created_at.getTime() >= ABSOLUTE_MS
  return ended_at !== null || expires_at <= now || old
}

export function needsTouch(session: Pick<SessionRow, 'seen_at'>, now: Date): boolean {
  return now.getTime() - session.seen_at.getTime() >= TOUCH_EVERY_MS
}

/**
 * What somebody is told whose session is over, in sentences; none where they ended it there themselves.
 *
 * @param role what the agreement calls a role
 */
export function endingWords(
  { ending, ended_at, created_at, expires_at }: Standing & { ending: Ending | null },
  role: (id: string) => string,
): string[] {
  if (ended_at === null || ending === null) {
    const whole = expires_at.getTime() - created_at.getTime() >= ABSOLUTE_MS
    return [
      whole
        ? 'You were signed out, because you had been signed in for 12 hours.'
        : 'You were signed out, because nothing had been asked for here for 30 minutes.',
    ]
  }
  const at = formatTime(ended_at)
  if (ending.how === 'elsewhere') return [`At ${at} you signed this browser out from another.`]
  if (ending.how !== 'officer') return []
  const who = `${ending.name}, ${role(ending.role)}`
  const reason = ending.reason.replace(/[.\s]+$/, '')
  return [
    `At ${at} your session was ended by ${who}.`,
    `They wrote: ${reason}.`,
    'If you did nothing that you would expect this for, tell whoever looks after accounts in your organisation.',
  ]
}
