import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto'

/** 256 random bits that a browser holds. */
export function newToken(): string {
  return randomBytes(32).toString('base64url')
}

/** What the database holds in its place. A random token needs no salt and no slow hash. */
export function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('base64url')
}

/**
 * The value that every form of one browser carries. Derived from the cookie, so it needs no column;
 * nobody who cannot read the cookie can make it, and the database's hash does not give it away.
 */
export function csrfOf(token: string): string {
  return createHmac('sha256', token).update('csrf').digest('base64url')
}

/** By which a form that is sent after its session is over is known. */
export function formHashOf(token: string): string {
  return hashToken(csrfOf(token))
}

/** Compares in constant time, whatever was sent. */
export function sameText(given: unknown, expected: string): boolean {
  if (typeof given !== 'string' || expected === '') return false
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(given), digest(expected))
}
