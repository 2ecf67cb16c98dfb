import type { FastifyReply, FastifyRequest } from 'fastify'
import { cookieOf, setCookie } from './cookie.ts'
import {
  HELD_BYTES_MAX,
  HELD_MAX,
  HELD_MS,
  type HeldKey,
  heldFields,
  readHeldKeys,
  sealForm,
  writeHeldKeys,
} from './held-form.ts'
import { sendProblem } from './pages/problem.tsx'
import { deleteHeld, insertHeld, type SessionRow, sessionOfForm } from './queries-sessions.ts'
import type { ShellDeps } from './shell.tsx'
import { hashToken } from './token.ts'
import { formatTime } from './words.ts'

export const HELD_PATH = '/held'
/** What is about the session itself, and is not worth doing later. */
const NOT_HELD = /^\/(sign-|purpose$|role$|sessions|held)/

/**
 * A form that does not belong to the session that sends it is never done. Where it came from a page of a session that
 * is over, what was typed is kept for whoever typed it, in this browser alone: they are shown it again once they have
 * signed in, and send it themselves.
 */
export async function answerForeignForm(
  request: FastifyRequest,
  reply: FastifyReply,
  deps: ShellDeps,
  given: unknown,
): Promise<FastifyReply> {
  const earlier = await earlierSession(deps, given)
  const body: unknown = request.body
  const typed = request.headers['content-type']?.startsWith('application/x-www-form-urlencoded')
  const { pathname } = new URL(request.url, deps.settings.origin)
  if (earlier === undefined || !typed || request.is404 || NOT_HELD.test(pathname)) {
    return sendForeignForm(request, reply, earlier)
  }
  const { held, sealed } = sealForm({ path: request.url, fields: heldFields(body as Body) })
  if (sealed.length > HELD_BYTES_MAX) return sendForeignForm(request, reply, earlier)
  const until = await hold(request, reply, deps, { actorId: earlier.actor.id, held, sealed })
  const owner = request.session?.actor.id
  if (owner === undefined) return reply.redirect(`/sign-in?return=${HELD_PATH}`, 303)
  if (owner === earlier.actor.id) return reply.redirect(HELD_PATH, 303)
  return sendOfAnother(request, reply, until)
}

type Body = Readonly<Record<string, unknown>>

async function earlierSession(
  { databases }: ShellDeps,
  given: unknown,
): Promise<SessionRow | undefined> {
  if (typeof given !== 'string' || !/^[\w-]{43}$/.test(given)) return undefined
  return sessionOfForm(databases.care.short, hashToken(given))
}

async function hold(
  request: FastifyRequest,
  reply: FastifyReply,
  { databases, clock, settings }: ShellDeps,
  { actorId, held, sealed }: { actorId: string; held: HeldKey; sealed: Buffer },
): Promise<Date> {
  const https = settings.origin.startsWith('https:')
  const at = clock.now()
  const expiresAt = new Date(at.getTime() + HELD_MS)
  const row = { id: held.id, actorId, sealed, at, expiresAt }
  await insertHeld(databases.care.short, row, HELD_MAX)
  const keys = [held, ...readHeldKeys(cookieOf(request, 'held', https))]
  setCookie(reply, 'held', writeHeldKeys(keys), https)
  return expiresAt
}

/** What was held and is sent now is in the hands of the page that it goes to. */
export async function dropSent(
  request: FastifyRequest,
  reply: FastifyReply,
  { databases, settings }: ShellDeps,
): Promise<void> {
  const { _held: id } = (request.body ?? {}) as { _held?: unknown }
  if (typeof id !== 'string' || request.session === undefined) return
  const https = settings.origin.startsWith('https:')
  const keys = readHeldKeys(cookieOf(request, 'held', https))
  if (!keys.some((one) => one.id === id)) return
  await deleteHeld(databases.care.short, id, request.session.actor.id)
  setCookie(reply, 'held', writeHeldKeys(keys.filter((one) => one.id !== id)), https)
}

function sendOfAnother(
  request: FastifyRequest,
  reply: FastifyReply,
  until: Date,
): Promise<FastifyReply> {
  return sendProblem(request, reply, {
    status: 409,
    title: 'Somebody else opened that page',
    sentences: [
      'Since then you signed in here, in another window. Nothing was changed, and nothing was done in your name.',
      `What was typed is kept until ${formatTime(until)} for whoever opened the page, and nobody else can read it.`,
      'They find it when they sign in in this browser.',
    ],
    next: { href: '/', label: 'Go to Today' },
  })
}

/** A page left open past its session is by far the most frequent cause, so it says that first. */
function sendForeignForm(
  request: FastifyRequest,
  reply: FastifyReply,
  earlier: SessionRow | undefined,
): Promise<FastifyReply> {
  const file = request.headers['content-type']?.startsWith('multipart/form-data')
  return sendProblem(request, reply, {
    status: 403,
    title: 'Nothing was changed',
    sentences: [
      earlier === undefined
        ? 'The page that you sent this from is too old, or was not one of ours.'
        : 'The page that you sent this from was opened before you signed in anew, or before your session ended.',
      file
        ? 'Open the page again and choose the file once more: a file is not kept for you.'
        : 'Open the page again and repeat what you did.',
    ],
    next: { href: '/', label: 'Go to Today' },
  })
}
