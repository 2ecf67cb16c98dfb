import type { FastifyInstance, FastifyRequest } from 'fastify'
import { cookieOf } from './cookie.ts'
import { answerForeignForm, dropSent } from './foreign-form.ts'
import { newNonce, securityHeaders } from './page-headers.ts'
import { readSession, touchSession } from './queries-sessions.ts'
import { expiryOf, isOver, needsTouch } from './session.ts'
import type { ShellDeps } from './shell.tsx'
import { csrfOf, hashToken, sameText } from './token.ts'

const SAFE_METHODS = ['GET', 'HEAD', 'OPTIONS']

declare module 'fastify' {
  interface FastifyContextConfig {
    /** false: the answer is the same for everybody, so nobody's session is read */
    session?: boolean
    /** false: the caller proves itself by other means than a cookie */
    csrf?: boolean
  }
}

/** Before any handler: headers on every answer, who asks, and that a form came from our own page. */
export function guardRequests(app: FastifyInstance, deps: ShellDeps): void {
  const https = deps.settings.origin.startsWith('https:')
  app.decorateRequest('nonce', '')
  app.decorateRequest('csrf', '')
  app.decorateRequest('viewer', undefined)
  app.decorateRequest('issuer', '')
  app.decorateRequest('session', undefined)
  app.decorateRequest('over', undefined)
  app.decorateRequest('choices', null as unknown as never[])
  app.addHook('onRequest', async (request, reply) => {
    request.nonce = newNonce()
    request.choices = []
    reply.headers(securityHeaders(request.nonce, https))
    if (request.routeOptions.config.session === false) return
    const visitor = cookieOf(request, 'visitor', https)
    if (visitor !== undefined) request.csrf = csrfOf(visitor)
    await readViewer(request, deps, https)
  })
  app.addHook('preHandler', async (request, reply) => {
    if (SAFE_METHODS.includes(request.method) || request.routeOptions.config.csrf === false) return
    if (request.viewer !== undefined && bearerOf(request) !== undefined) return
    const body = request.body as { _csrf?: unknown } | undefined | null
    const given = request.headers['x-csrf'] ?? body?._csrf
    if (!sameText(given, request.csrf)) return answerForeignForm(request, reply, deps, given)
    await dropSent(request, reply, deps)
  })
}

async function readViewer(request: FastifyRequest, deps: ShellDeps, https: boolean): Promise<void> {
  const bearer = bearerOf(request)
  const token = bearer ?? cookieOf(request, 'session', https)
  if (token === undefined) return
  const hash = hashToken(token)
  const session = await readSession(deps.databases.care.short, hash)
  const now = deps.clock.now()
  if (session === undefined) return
  if (isOver(session, now)) {
    request.over = session
    return
  }
  request.session = session
  // Without a purpose they have not said yet in which of their roles they are here.
  if (session.purpose !== '') {
    request.viewer = { actor: { ...session.actor, via: 'web' }, purpose: session.purpose }
  }
  request.choices = (session.choices ?? []).map((actor) => ({ ...actor, via: 'web' as const }))
  request.issuer = session.issuer
  request.csrf = csrfOf(token)
  if (isByHand(request) && needsTouch(session, now)) {
    await touchSession(deps.databases.care.short, hash, now, expiryOf(session.created_at, now))
  }
}

/** A program that carries its token in a header proves by it that no other site has sent the request. */
export function bearerOf(request: FastifyRequest): string | undefined {
  return /^Bearer ([\w-]{20,100})$/.exec(request.headers.authorization ?? '')?.[1]
}

/** A page that refreshes itself on an unwatched screen must not keep its session alive. */
function isByHand(request: FastifyRequest): boolean {
  return request.headers['sec-fetch-dest'] !== 'empty'
}
