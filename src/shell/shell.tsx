import type { FastifyRequest } from 'fastify'
import { renderToStaticMarkup } from 'react-dom/server'
import type { Clock, Databases, Log, Settings, Viewer } from '../kernel/index.ts'
import { type Assets, openAssets } from './assets.ts'
import type { FooterFacts } from './footer.tsx'
import { type Destination, PageFrame } from './frame.tsx'
import type { Page } from './send-page.tsx'

const FOOTER_AGE_MS = 2_000
const NO_FOOTER: FooterFacts = { feeds: [] }

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
  /** what a role may look for, its usual purpose first */
  purposesOf(role: string): readonly Named[]
  /** what the agreement calls a partner; undefined: it knows no such partner */
  organisationName(organisation: string): string | undefined
  /** where the header leads: those that exist and that the viewer may use */
  destinations(viewer: Viewer): readonly Destination[]
  /** where the header's search sends what was typed; undefined: this viewer does not search */
  search?(viewer: Viewer): { action: string; field: string; hint: string } | undefined
  footerFacts(): Promise<FooterFacts>
}

export type Shell = {
  readonly deps: ShellDeps
  readonly assets: Assets
  /** the whole document */
  render(request: FastifyRequest, page: Page): Promise<string>
}

export function openShell(deps: ShellDeps): Shell {
  const assets = openAssets()
  const footer = rememberedFooter(deps)
  return {
    deps,
    assets,
    async render(request, page) {
      const facts = await footer()
      return `<!doctype html>${renderToStaticMarkup(frame(deps, assets, request, page, facts))}`
    },
  }
}

function frame(
  deps: ShellDeps,
  assets: Assets,
  request: FastifyRequest,
  page: Page,
  footer: FooterFacts,
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
      destinations={viewer ? deps.destinations(viewer) : []}
      search={viewer && deps.search?.(viewer)}
      viewer={viewer}
      words={{
        role: (viewer && deps.knownRole(viewer.actor.role)) ?? '',
        organisation: (viewer && deps.organisationName(viewer.actor.organisation)) ?? '',
        purpose: purposes.find(({ id }) => id === viewer?.purpose)?.label ?? viewer?.purpose ?? '',
      }}
      purposes={page.purposeBar === false ? undefined : purposes}
      footer={footer}
      now={deps.clock.now()}
      csrf={request.csrf}
      nonce={request.nonce}
      stylesheet={assets.stylesheet}
      scripts={(page.script ?? []).map((name) => assets.script(name))}
      here={request.method === 'GET' ? request.url : '/'}
    />
  )
}

/** The footer's facts cost three rooms a question: asked at most every two seconds, for everybody. */
function rememberedFooter(deps: ShellDeps): () => Promise<FooterFacts> {
  let facts: Promise<FooterFacts> = Promise.resolve(NO_FOOTER)
  let askedAt = Number.NEGATIVE_INFINITY
  return () => {
    const now = performance.now()
    if (now - askedAt > FOOTER_AGE_MS) {
      askedAt = now
      facts = deps.footerFacts().catch((error: unknown) => {
        deps.log.warn({ event: 'the footer could not be read', room: 'shell', error })
        return NO_FOOTER
      })
    }
    return facts
  }
}
