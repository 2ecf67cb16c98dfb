import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Clock, Databases, Settings, Viewer } from '../kernel/index.ts'
import { cookieOf, setCookie } from './cookie.ts'
import { issueToken } from './issue-token.ts'
import { readSession } from './queries-sessions.ts'
import { endingWords, isOver } from './session.ts'
import { hashToken } from './token.ts'

type Deps = { databases: Databases; clock: Clock; settings: Pick<Settings, 'origin'> }

/** For as long as a meeting takes, whoever stands before it. */
const SCREEN_MS = 90 * 60_000

/** What a screen at which nobody is shows: in whose name and until when, or why it shows nothing. */
export type Screen =
  | { readonly viewer: Viewer; readonly until: Date }
  | { readonly over: readonly string[] }

/**
 * Somebody who is signed in leaves a screen to itself for a while: it gets a session of its own, which opens nothing
 * but the pages that ask for it, and which they, or an officer, can end like any other. Their own may end before.
 */
export async function beginScreen(reply: FastifyReply, deps: Deps, viewer: Viewer): Promise<void> {
  const token = await issueToken(deps, viewer, SCREEN_MS / 1_000, 'A screen on a wall')
  setCookie(reply, 'screen', token, isHttps(deps))
}

/** Undefined where this browser is no such screen. It is never prolonged. */
export async function screenOf(request: FastifyRequest, deps: Deps): Promise<Screen | undefined> {
  const token = cookieOf(request, 'screen', isHttps(deps))
  if (token === undefined) return undefined
  const session = await readSession(deps.databases.care.short, hashToken(token))
  if (session === undefined) return undefined
  if (!isOver(session, deps.clock.now())) {
    const { actor, purpose, expires_at: until } = session
    return { viewer: { actor: { ...actor, via: 'web' }, purpose }, until }
  }
  const ended = session.ended_at === null ? [] : endingWords(session, (role) => role)
  return {
    over:
      ended.length > 0 ? ended : [`${session.actor.name} started it, and its 90 minutes are over.`],
  }
}

function isHttps({ settings }: Pick<Deps, 'settings'>): boolean {
  return settings.origin.startsWith('https:')
}
