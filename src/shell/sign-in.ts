import type { FastifyReply, FastifyRequest } from 'fastify'
import {
  type Actor,
  isRefusal,
  newId,
  type Queryable,
  type Refusal,
  refuse,
} from '../kernel/index.ts'
import { tooMany } from './attempt.ts'
import { browserWords } from './browser-words.ts'
import { actorsOf } from './claims.ts'
import { clearCookie, cookieOf, setCookie } from './cookie.ts'
import { providerFailure, type WhyNotVouched } from './provider-failure.ts'
import { deleteExpired, insertSignIn, takeSignIn } from './queries.ts'
import { deleteOver, endSession, insertSession } from './queries-sessions.ts'
import type { RelyingParty } from './relying-party.ts'
import { ABSOLUTE_MS, expiryOf } from './session.ts'
import type { ShellDeps } from './shell.tsx'
import { csrfOf, formHashOf, hashToken, newToken } from './token.ts'
import { safeReturn } from './viewer.ts'

const UNFINISHED_MS = 10 * 60_000

export type SignIn = {
  /** gives a browser that has no session something for its forms to be bound to */
  welcome(request: FastifyRequest, reply: FastifyReply): void
  /** the provider's address to send the browser to, or why not now */
  begin(
    request: FastifyRequest,
    reply: FastifyReply,
    options: { returnTo: unknown; hint?: string; issuer?: string },
  ): Promise<{ address: string } | Refusal>
  /** the browser is back: a new session, or why there is none */
  finish(request: FastifyRequest, reply: FastifyReply): Promise<SignedIn | Refusal>
  signOut(request: FastifyRequest, reply: FastifyReply): Promise<void>
}

/** `roles`: how many they may choose from. */
export type SignedIn = { actorId: string; returnTo: string; roles: number }

type Room = {
  deps: ShellDeps
  parties: readonly RelyingParty[]
  db: Queryable
  https: boolean
}

/** Signing in and out. Nothing is kept in this process: what comes back may come back to another. */
export function openSignIn(deps: ShellDeps, parties: readonly RelyingParty[]): SignIn {
  const https = deps.settings.origin.startsWith('https:')
  const room = { deps, parties, db: deps.databases.care.short, https }
  return {
    welcome(request, reply) {
      if (request.csrf !== '') return
      const visitor = newToken()
      setCookie(reply, 'visitor', visitor, https)
      request.csrf = csrfOf(visitor)
    },
    begin: (request, reply, options) => begin(room, request, reply, options),
    finish: (request, reply) => finish(room, request, reply),
    signOut: (request, reply) => signOut(room, request, reply),
  }
}

async function begin(
  { deps, parties, db, https }: Room,
  request: FastifyRequest,
  reply: FastifyReply,
  options: { returnTo: unknown; hint?: string; issuer?: string },
): Promise<{ address: string } | Refusal> {
  const full = await tooMany(db, deps.clock, 'address', request.ip, deps.limits.address)
  if (full) return full
  const party = parties.find(({ issuer }) => issuer.id === options.issuer) ?? parties[0]!
  const visitor = cookieOf(request, 'visitor', https) ?? newToken()
  setCookie(reply, 'visitor', visitor, https)
  const begun = await orWhyNot(deps, party, () => party.begin(options.hint))
  if (isRefusal(begun)) return begun
  await insertSignIn(db, {
    stateHash: hashToken(begun.state),
    visitorHash: hashToken(visitor),
    nonce: begun.nonce,
    verifier: begun.verifier,
    issuer: party.issuer.id,
    return_to: safeReturn(options.returnTo),
    expiresAt: new Date(deps.clock.now().getTime() + UNFINISHED_MS),
  })
  return { address: begun.url.href }
}

async function finish(
  room: Room,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<SignedIn | Refusal> {
  const { deps, parties, db, https } = room
  const { state } = request.query as { state?: unknown }
  const visitor = cookieOf(request, 'visitor', https)
  if (typeof state !== 'string' || visitor === undefined) return notBegun()
  const row = await takeSignIn(db, hashToken(state), hashToken(visitor), deps.clock.now())
  // A provider that was taken out of the settings since vouches for nobody.
  const party = parties.find(({ issuer }) => issuer.id === row?.issuer)
  if (row === undefined || party === undefined) return notBegun()
  const address = new URL(request.url, deps.settings.origin)
  const claims = await orWhyNot(deps, party, () => party.finish(address, { state, ...row }))
  if (isRefusal(claims)) return claims
  const { knownRole: role, heldAt = () => undefined, partner } = deps
  const actors = actorsOf(claims, party.issuer, { role, heldAt, partner })
  if (isRefusal(actors)) return actors
  const full = await tooMany(db, deps.clock, 'subject', actors[0]!.id, deps.limits.subject)
  if (full) return full
  const useful = actors.filter((one) => deps.purposesOf(one.role).length > 0)
  const [actor, ...others] = useful
  if (actor === undefined) return noPurpose()
  // In which of several roles somebody came is for them to say: until then they are here in none.
  const purpose = others.length > 0 ? '' : deps.purposesOf(actor.role)[0]!.id
  await startSession(room, request, reply, { actor, purpose, choices: useful, issuer: row.issuer })
  return { actorId: actor.id, returnTo: row.return_to, roles: useful.length }
}

/**
 * A new token at each sign-in, and the old session ended with the same statement: what was known before is worth
 * nothing, and a database that is away leaves the old one as it was.
 */
async function startSession(
  room: Room,
  request: FastifyRequest,
  reply: FastifyReply,
  begun: { actor: Actor; purpose: string; choices: readonly Actor[]; issuer: string },
): Promise<void> {
  const { deps, db, https } = room
  const now = deps.clock.now()
  const earlier = cookieOf(request, 'session', https)
  const token = newToken()
  const kept = ({ via: _, ...actor }: Actor) => actor
  const session = {
    id: newId(),
    tokenHash: hashToken(token),
    formHash: formHashOf(token),
    actor: kept(begun.actor),
    choices: begun.choices.map(kept),
    issuer: begun.issuer,
    purpose: begun.purpose,
    browser: browserWords(request.headers['user-agent']),
    address: request.ip,
    at: now,
    expiresAt: expiryOf(now, now),
  }
  await insertSession(db, session, earlier && hashToken(earlier))
  clearCookie(reply, 'visitor', https)
  setCookie(reply, 'session', token, https)
  await throwAway(deps, now)
}

/** Whoever signed in has signed in: what is over can be thrown away at the next sign-in as well. */
async function throwAway({ databases, log }: ShellDeps, now: Date): Promise<void> {
  const before = new Date(now.getTime() - ABSOLUTE_MS)
  const db = databases.care.short
  try {
    await Promise.all([deleteExpired(db, now, before), deleteOver(db, now, before)])
  } catch (error) {
    log.warn({ event: 'what is over could not be thrown away', room: 'shell', error })
  }
}

async function signOut(
  { deps, db, https }: Room,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<void> {
  const token = cookieOf(request, 'session', https)
  if (token !== undefined) await endSession(db, hashToken(token), deps.clock.now())
  clearCookie(reply, 'session', https)
  clearCookie(reply, 'visitor', https)
  request.viewer = undefined
}

/** What the provider answers, or what the person is told where it does not; what it wrote is not logged. */
async function orWhyNot<T>(
  { log }: ShellDeps,
  { issuer }: RelyingParty,
  ask: () => Promise<T>,
): Promise<T | Refusal<WhyNotVouched>> {
  try {
    return await ask()
  } catch (error) {
    const refusal = providerFailure(error, issuer)
    log.warn({
      event: 'a sign-in was not completed',
      room: 'shell',
      source: issuer.id,
      code: refusal.code,
      error,
    })
    return refusal
  }
}

function notBegun(): Refusal {
  return refuse('not-begun', 'This sign-in was begun too long ago, or in another browser.', {
    next: 'Sign in again.',
  })
}

function noPurpose(): Refusal {
  return refuse('no-purpose', 'The agreement in effect gives your role nothing to look for.', {
    next: 'Ask the people who look after the agreement on your side.',
  })
}
