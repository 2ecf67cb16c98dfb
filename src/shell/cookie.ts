import type { FastifyReply, FastifyRequest } from 'fastify'
import { ABSOLUTE_MS } from './session.ts'

const VISITOR_SECONDS = 60 * 60

/**
 * `__Host-` makes a browser refuse the cookie unless it came over https, for this host alone; over plain
 * http, which is for localhost only, a browser would refuse the name.
 */
function nameOf(kind: 'session' | 'visitor', https: boolean): string {
  const name = kind === 'session' ? 'concordat' : 'concordat-visitor'
  return https ? `__Host-${name}` : name
}

export function cookieOf(
  request: FastifyRequest,
  kind: 'session' | 'visitor',
  https: boolean,
): string | undefined {
  return request.cookies[nameOf(kind, https)]
}

export function setCookie(
  reply: FastifyReply,
  kind: 'session' | 'visitor',
  token: string,
  https: boolean,
): void {
  const maxAge = kind === 'session' ? ABSOLUTE_MS / 1000 : VISITOR_SECONDS
  reply.setCookie(nameOf(kind, https), token, {
    path: '/',
    httpOnly: true,
    sameSite: 'lax',
    secure: https,
    maxAge,
  })
}

export function clearCookie(
  reply: FastifyReply,
  kind: 'session' | 'visitor',
  https: boolean,
): void {
  reply.clearCookie(nameOf(kind, https), {
    path: '/',
    httpOnly: true,
    sameSite: 'lax',
    secure: https,
  })
}
