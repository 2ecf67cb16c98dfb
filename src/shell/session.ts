import type { SessionRow } from './queries.ts'

/** Shared computers on wards: a session nobody uses ends soon, and none outlives a long shift. */
export const IDLE_MS = 30 * 60_000
export const ABSOLUTE_MS = 12 * 60 * 60_000
/** Writing down each request would double the cost of a page; once a minute is exact enough. */
const TOUCH_EVERY_MS = 60_000

/** When a session that is used now ends if it is not used again. */
export function expiryOf(createdAt: Date, now: Date): Date {
  return new Date(Math.min(now.getTime() + IDLE_MS, createdAt.getTime() + ABSOLUTE_MS))
}

export function isOver(session: Pick<SessionRow, 'expires_at' | 'created_at'>, now: Date): boolean {
  return session.expires_at <= now || now.getTime() - session.created_at.getTime() >= ABSOLUTE_MS
}

export function needsTouch(session: Pick<SessionRow, 'seen_at'>, now: Date): boolean {
  return now.getTime() - session.seen_at.getTime() >= TOUCH_EVERY_MS
}
