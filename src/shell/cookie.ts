import type { FastifyReply, FastifyRequest } from 'fastify'
import { ABSOLUTE_MS } from './session.ts'

/** `held` opens what was typed here when a session was over; `screen` is that of a screen at which nobody is. */
type Kind = 'session' | 'visitor' | 'held' | 'screen'

const NAMES: Readonly<Record<Kind, string>> = {
  session: 'concordat',
  visitor: 'concordat-visitor',
  held: 'concordat-held',
  screen: 'concordat-screen',
}
const SECONDS: Readonly<Record<Kind, number>> = {
  session: ABSOLUTE_MS / 1000,
  visitor: 60 * 60,
  held: ABSOLUTE_MS / 1000,
  screen: ABSOLUTE_MS / 1000,
}

/**
 * `__Host-` makes a browser refuse the cookie unless it came over https, for this host alone; over plain
 * http, which is for localhost only, a browser would refuse the name.
 */
function nameOf(kind: Kind, https: boolean): string {
  return https ? `__Host-${NAMES[kind]}` : NAMES[kind]
}

export function cookieOf(request: FastifyRequest, kind: Kind, https: boolean): string | undefined {
  return request.cookies[nameOf(kind, https)]
}

export function setCookie(reply: FastifyReply, kind: Kind, token: string, https: boolean): void {
  reply.setCookie(nameOf(kind, https), token, {
    path: '/',
    httpOnly: true,
    sameSite: 'lax',
    secure: https,
    maxAge: SECONDS[kind],
  })
}

export function clearCookie(reply: FastifyReply, kind: Kind, https: boolean): void {
  reply.clearCookie(nameOf(kind, https), {
    path: '/',
    httpOnly: true,
    sameSite: 'lax',
    secure: https,
  })
}
