import cookie from '@fastify/cookie'
import formbody from '@fastify/formbody'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import {
  type Clock,
  type Databases,
  type Log,
  markUnseen,
  type Settings,
  type Viewer,
} from '../kernel/index.ts'
import { type Assets, openAssets } from './assets.ts'
import type { SignInLimits } from './attempt.ts'
import type { Destination } from './destination.tsx'
import { drawMarkup } from './draw-markup.ts'
import { drawFor } from './drawn-for.ts'
import type { FooterFacts } from './footer.tsx'
import { PageFrame } from './frame.tsx'
import { type MadeUpProvider, openMadeUpProvider } from './made-up-provider.ts'
import * as heldPages from './pages/held.tsx'
import { sendPageRefusal } from './pages/page-refusal.tsx'
import * as purposePages from './pages/purpose.ts'
import * as rolePages from './pages/role.tsx'
import * as sessionPages from './pages/sessions.tsx'
import * as signInPages from './pages/sign-in.tsx'
import { type PersonaGroup, readPersonas } from './personas.ts'
import { CALLBACK_PATH, EMBEDDED_CLIENT, openRelyingParties } from './relying-party.ts'
import { guardRequests } from './request-guard.ts'
import { guardRoutes, type MayOpen } from './route-guard.ts'
import type { Page } from './send-page.tsx'
import { openSignIn } from './sign-in.ts'
import { hashToken } from './token.ts'
import { acceptUploads } from './upload.ts'

const FOOTER_AGE_MS = 2_000
/** A form holds words, not files. */
const FORM_BYTES_MAX = 256 * 1024

export type Named = { id: string; label: string }

/** What the shell must know and may not ask for: the rooms that know it lie below it. */
export type ShellDeps = {
  databases: Databases
  clock: Clock
  log: Log
  settings: Settings
  /** 'Southmere' */
  placeName(): string
  /** what the agreement in effect calls a role; undefined: it knows no such role */
  knownRole(role: string): string | undefined
  /** parties whose staff may hold a role; empty for people who act for nobody but themselves */
  heldAt?(role: string): readonly string[] | undefined
  /** what a role may look for, its usual purpose first */
  purposesOf(role: string): readonly Named[]
  /** what the agreement calls a partner and which side it is on; undefined: it knows no such partner */
  partner(organisation: string): { label: string; side: string } | undefined
  /** what every page must say now, such as that the agreement has ended; undefined: nothing */
  notice?(): string | undefined
  /** why a viewer may not open a page that does this; undefined where they may */
  mayOpen: MayOpen
  /** where the header leads: those that exist and that the viewer may use */
  destinations(viewer: Viewer): readonly Destination[]
  /** where the header's search sends what was typed; undefined: this viewer does not search */
  search?(viewer: Viewer): { action: string; field: string; hint: string } | undefined
  footerFacts(): Promise<FooterFacts>
  limits: SignInLimits
}

export type Shell = {
  /** the whole document */
  render(request: FastifyRequest, page: Page): Promise<string>
  /** hooks and routes, on the app itself and before any room registers its pages */
  register(app: FastifyInstance): Promise<void>
}

export function openShell(deps: ShellDeps): Shell {
  const assets = openAssets()
  const footer = rememberedFooter(deps)
  const shell: Shell = {
    register: (app) => registerShell(app, shell, deps, assets),
    async render(request, page) {
      const facts = page.plain || page.bare ? undefined : await footer()
      const whole = frame(deps, assets, request, page, facts)
      return `<!doctype html>${markUnseen(drawFor(request, () => drawMarkup(whole)))}`
    },
  }
  return shell
}

async function registerShell(
  app: FastifyInstance,
  shell: Shell,
  deps: ShellDeps,
  assets: Assets,
): Promise<void> {
  app.decorate('shell', shell)
  await app.register(cookie)
  await app.register(formbody, { bodyLimit: FORM_BYTES_MAX })
  acceptUploads(app)
  guardRequests(app, deps)
  guardRoutes(app, deps.mayOpen, async (request, reply, refusal) => {
    const elsewhere = homeOf(request, deps)
    if (elsewhere === undefined) return sendPageRefusal(request, reply, refusal)
    return reply.redirect(elsewhere, 303)
  })
  assets.register(app)
  const parties = openRelyingParties(
    deps.settings,
    () => loopbackOf(app),
    deps.limits.providerSeconds,
  )
  const people = madeUpPeople(deps.settings)
  const provider = people && (await embeddedProvider(deps, people))
  await provider?.register(app)
  const signIn = openSignIn(deps, parties)
  signInPages.register(app, { deps, signIn, parties, people: people ?? [], provider })
  rolePages.register(app, deps)
  purposePages.register(app, deps)
  sessionPages.register(app, deps)
  heldPages.register(app, deps)
}

/** Who asks for the first page and has none is led to what they may open, as residents are to their record. */
function homeOf({ url, viewer }: FastifyRequest, deps: ShellDeps): string | undefined {
  if (url !== '/' || viewer === undefined) return undefined
  return deps.destinations(viewer).find(({ href }) => href !== '/')?.href
}

/** Nobody made up can sign in to a live place, nor where the place has a provider of its own. */
function madeUpPeople(settings: Settings): PersonaGroup[] | undefined {
  if (settings.mode !== 'made-up' || settings.issuers.length > 0) return undefined
  return readPersonas(settings.placeFolder)
}

function embeddedProvider(deps: ShellDeps, people: PersonaGroup[]): Promise<MadeUpProvider> {
  const { settings } = deps
  return openMadeUpProvider({
    db: deps.databases.care.short,
    origin: settings.origin,
    clientId: EMBEDDED_CLIENT,
    redirectUri: settings.origin + CALLBACK_PATH,
    people,
  })
}

/** Where this very server can be asked from the inside. */
function loopbackOf(app: FastifyInstance): string {
  const [first] = app.addresses()
  if (first === undefined || typeof first === 'string') {
    throw new Error('the server does not listen on a port yet')
  }
  const host = first.address === '::1' ? '[::1]' : '127.0.0.1'
  return `http://${host}:${first.port}`
}

function frame(
  deps: ShellDeps,
  assets: Assets,
  request: FastifyRequest,
  page: Page,
  footer: FooterFacts | undefined,
) {
  const { viewer } = request
  const purposes = viewer ? deps.purposesOf(viewer.actor.role) : []
  return (
    <PageFrame
      placeName={deps.placeName()}
      madeUp={deps.settings.mode === 'made-up'}
      title={page.title}
      body={page.body}
      nav={page.nav}
      bare={page.bare}
      notice={deps.notice?.()}
      destinations={viewer ? deps.destinations(viewer) : []}
      search={viewer && deps.search?.(viewer)}
      viewer={viewer}
      hasRoles={request.choices.length > 1}
      session={viewer ? hashToken(request.csrf).slice(0, 16) : ''}
      words={{
        role: (viewer && deps.knownRole(viewer.actor.role)) ?? '',
        organisation: (viewer && deps.partner(viewer.actor.organisation)?.label) ?? '',
        purpose: purposes.find(({ id }) => id === viewer?.purpose)?.label ?? viewer?.purpose ?? '',
      }}
      purposes={page.purposeBar === false || page.plain ? undefined : purposes}
      footer={footer}
      now={deps.clock.now()}
      nonce={request.nonce}
      stylesheet={assets.stylesheet}
      scripts={['session', ...(page.script ?? [])].map((name) => assets.script(name))}
      here={request.method === 'GET' ? request.url : '/'}
    />
  )
}

/** The footer's facts cost three rooms a question: asked at most every two seconds, for everybody. */
function rememberedFooter(deps: ShellDeps): () => Promise<FooterFacts | undefined> {
  let facts: Promise<FooterFacts | undefined> = Promise.resolve(undefined)
  let askedAt = Number.NEGATIVE_INFINITY
  return () => {
    const now = performance.now()
    if (now - askedAt > FOOTER_AGE_MS) {
      askedAt = now
      facts = deps.footerFacts().catch((error: unknown) => {
        deps.log.warn({ event: 'the footer could not be read', room: 'shell', error })
        return undefined
      })
    }
    return facts
  }
}
