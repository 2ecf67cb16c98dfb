import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Actor, Viewer } from '../kernel/index.ts'
import type { SessionRow } from './queries-sessions.ts'
import type { Shell } from './shell.tsx'

declare module 'fastify' {
  interface FastifyRequest {
    /** who asks and what for; absent when nobody is signed in */
    viewer?: Viewer
    /** all their roles, where they have several */
    choices: readonly Actor[]
    /** id of the provider that vouched for them */
    issuer: string
    /** theirs, as long as it is open; there too where they have not chosen one of several roles yet */
    session?: SessionRow
    /** the one that this browser had, which is over */
    over?: SessionRow
    /** for this response's own scripts and styles */
    nonce: string
    /** proves that a form came from our own page */
    csrf: string
  }
  interface FastifyInstance {
    shell: Shell
  }
}

export type PageRequest = FastifyRequest

/** Where somebody who has several roles says in which of them they are here. */
export const ROLE_PATH = '/role'

/**
 * The viewer, or undefined after the reply has been sent: a page is led to sign-in and comes back to
 * where it was, or to their roles where they have not chosen one yet; anything else is answered 401 in words.
 *
 *     const viewer = requireViewer(request, reply)
 *     if (viewer === undefined) return reply
 */
export function requireViewer(request: FastifyRequest, reply: FastifyReply): Viewer | undefined {
  if (request.viewer) return request.viewer
  if (wantsPage(request)) {
    const comeBack = request.method === 'GET' ? `?return=${encodeURIComponent(request.url)}` : ''
    reply.redirect((request.choices.length > 1 ? ROLE_PATH : '/sign-in') + comeBack, 303)
  } else {
    reply.code(401).type('text/plain; charset=utf-8').send('Sign in first, at /sign-in.\n')
  }
  return undefined
}

/** A path of this place to go back to; anything that could lead elsewhere becomes `/`. */
export function safeReturn(path: unknown): string {
  if (typeof path !== 'string' || path.length > 2_000) return '/'
  // `//host` and `/\host` leave the place in every browser; control characters are dropped by some.
  return /^\/(?![/\\])[\x21-\x7e]*$/.test(path) && !path.startsWith('/sign-') ? path : '/'
}

function wantsPage(request: FastifyRequest): boolean {
  const accept = request.headers.accept ?? '*/*'
  return accept.includes('text/html') || accept.includes('*/*')
}
