import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { isRefusal, PUBLIC, type Refusal } from '../../kernel/index.ts'
import type { TooMany } from '../attempt.ts'
import { HELD_PATH } from '../foreign-form.ts'
import { CHOOSE_PATH, type MadeUpProvider } from '../made-up-provider.ts'
import { type PersonaGroup, personaById } from '../personas.ts'
import { CALLBACK_PATH, type RelyingParty } from '../relying-party.ts'
import { action } from '../route-guard.ts'
import { sendPage } from '../send-page.tsx'
import { endingWords } from '../session.ts'
import type { ShellDeps } from '../shell.tsx'
import type { SignIn } from '../sign-in.ts'
import { ROLE_PATH, safeReturn } from '../viewer.ts'
import { heldFirst } from './held.tsx'
import { sendProblem } from './problem.tsx'
import { SignInPage, type SignInPageProps } from './sign-in-page.tsx'

export type SignInDeps = {
  deps: ShellDeps
  signIn: SignIn
  parties: readonly RelyingParty[]
  /** the made-up people, where there are any to be */
  people: readonly PersonaGroup[]
  provider?: MadeUpProvider
}

export function register(app: FastifyInstance, room: SignInDeps): void {
  const { signIn, people } = room

  app.get('/sign-in', action(PUBLIC), async (request, reply) => {
    const query = request.query as { return?: unknown; out?: string; everywhere?: string }
    if (isElsewhere(request, room.deps))
      return reply.redirect(room.deps.settings.origin + request.url, 303)
    signIn.welcome(request, reply)
    const elsewhere = await signOutElsewhere(room, query.out)
    return sendSignIn(request, reply, room, {
      action: '/sign-in',
      returnTo: safeReturn(query.return),
      signedOut: query.out !== undefined,
      ended: endedWords(request, room.deps, query.everywhere !== undefined),
      held: query.return === HELD_PATH,
      elsewhere,
    })
  })

  app.post('/sign-in', action(PUBLIC), async (request, reply) => {
    const body = request.body as { person?: unknown; return?: unknown }
    const person = typeof body.person === 'string' ? personaById(people, body.person) : undefined
    return begin(request, reply, room, { returnTo: body.return, hint: person?.id })
  })

  // A link and not a form: a provider may lead through addresses that no form may be sent to.
  app.get('/sign-in/begin', action(PUBLIC), async (request, reply) => {
    const query = request.query as { return?: unknown; with?: unknown }
    const issuer = typeof query.with === 'string' ? query.with : undefined
    return begin(request, reply, room, { returnTo: query.return, issuer })
  })

  app.get(CALLBACK_PATH, action(PUBLIC), async (request, reply) => {
    const done = await signIn.finish(request, reply)
    if (isRefusal(done)) return sendRefused(request, reply, done)
    // What they had left here before is shown first, wherever they were going.
    const back = await heldFirst(request, room.deps, done)
    const chooses = `${ROLE_PATH}?return=${encodeURIComponent(back)}`
    return reply.redirect(done.roles > 1 ? chooses : back, 303)
  })

  app.post('/sign-out', action(PUBLIC), async (request, reply) => {
    const { issuer } = request
    await signIn.signOut(request, reply)
    return reply.redirect(issuer === '' ? '/sign-in?out' : `/sign-in?out=${issuer}`, 303)
  })

  if (room.provider) registerChoice(app, room, room.provider)
}

function endedWords(
  request: FastifyRequest,
  deps: ShellDeps,
  everywhere: boolean,
): string[] | undefined {
  if (everywhere) return ['You have signed out everywhere.']
  const role = (id: string) => deps.knownRole(id) ?? id.replaceAll('-', ' ')
  return request.over && endingWords(request.over, role)
}

/** Where they can sign out of their own account too; a provider that does not answer must not stop the page. */
async function signOutElsewhere(
  { parties, deps }: SignInDeps,
  out: string | undefined,
): Promise<string | undefined> {
  const party = parties.find(({ issuer }) => issuer.id === out)
  try {
    return await party?.signOutAddress()
  } catch (error) {
    deps.log.warn({ event: 'a sign-in provider did not answer', room: 'shell', error })
    return undefined
  }
}

/**
 * 127.0.0.1 and localhost are one machine and two places to a browser: cookies of the one are not sent to
 * the other. Behind a proxy the name in the request may be the proxy's own, so there it says nothing.
 */
function isElsewhere(request: FastifyRequest, { settings }: ShellDeps): boolean {
  const origin = new URL(settings.origin)
  return origin.protocol === 'http:' && request.host !== origin.host
}

/** Where the embedded provider asks who this is: answered already if a person's button was pressed. */
function registerChoice(app: FastifyInstance, room: SignInDeps, provider: MadeUpProvider): void {
  app.get(`${CHOOSE_PATH}/:uid`, action(PUBLIC), async (request, reply) => {
    const asked = await provider.askedFor(request, reply).catch(() => 'expired' as const)
    if (asked === 'expired') return reply.redirect('/sign-in', 303)
    if (asked !== undefined) return provider.choose(request, reply, asked)
    room.signIn.welcome(request, reply)
    return sendSignIn(request, reply, room, { action: request.url, returnTo: '/' })
  })

  app.post(`${CHOOSE_PATH}/:uid`, action(PUBLIC), async (request, reply) => {
    const { person } = request.body as { person?: unknown }
    const chosen = typeof person === 'string' ? personaById(room.people, person) : undefined
    if (chosen === undefined) return reply.redirect(request.url, 303)
    return provider.choose(request, reply, chosen.id)
  })
}

async function begin(
  request: FastifyRequest,
  reply: FastifyReply,
  room: SignInDeps,
  options: { returnTo: unknown; hint?: string; issuer?: string },
): Promise<FastifyReply> {
  const begun = await room.signIn.begin(request, reply, options)
  if (isRefusal(begun)) return sendRefused(request, reply, begun)
  return reply.redirect(begun.address, 303)
}

function sendRefused(
  request: FastifyRequest,
  reply: FastifyReply,
  refusal: Refusal | TooMany,
): Promise<FastifyReply> {
  const wait = 'retryAfterSeconds' in refusal ? refusal.retryAfterSeconds : undefined
  if (wait !== undefined) reply.header('retry-after', String(wait))
  return sendProblem(request, reply, {
    status: wait !== undefined ? 429 : refusal.code === 'provider-away' ? 503 : 403,
    title: 'You are not signed in',
    sentences: [refusal.sentence, refusal.next ?? 'Sign in again.'],
    next: { href: '/sign-in', label: 'Go to sign-in' },
  })
}

function sendSignIn(
  request: FastifyRequest,
  reply: FastifyReply,
  room: SignInDeps,
  page: Omit<SignInPageProps, 'place' | 'people' | 'roleName' | 'providers'>,
): Promise<FastifyReply> {
  const { deps, people, provider } = room
  const body = (
    <SignInPage
      {...page}
      place={deps.placeName()}
      people={provider && people}
      providers={room.parties.map(({ issuer }) => issuer)}
      roleName={deps.knownRole}
    />
  )
  return sendPage(request, reply, { title: 'Sign in', purposeBar: false, body })
}
