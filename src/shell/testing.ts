import cookie from '@fastify/cookie'
import formbody from '@fastify/formbody'
import fastify, { type FastifyInstance } from 'fastify'
import type { Viewer } from '../kernel/index.ts'
import { openAssets } from './assets.ts'
import { SIGN_IN_LIMITS } from './attempt.ts'
import { sendPageRefusal } from './pages/page-refusal.tsx'
import { guardRoutes } from './route-guard.ts'
import { openShell, type ShellDeps } from './shell.tsx'
import { acceptUploads } from './upload.ts'

export { Sampler } from './sampler.tsx'
export { tokenIn, Visitor } from './visitor.ts'

/**
 * For tests of pages: an app with the shell's frame in which every request comes from `viewer`. Give
 * what the page must show of the shell's own facts in `deps`; there is no sign-in and no database.
 *
 *     const app = await pageTestApp({ viewer })
 *     register(app, place)
 *     const answer = await app.inject('/people/…')
 */
export async function pageTestApp(options: {
  viewer?: Viewer
  deps?: Partial<ShellDeps>
}): Promise<FastifyInstance> {
  const app = fastify()
  await app.register(cookie)
  await app.register(formbody)
  acceptUploads(app)
  const { viewer } = options
  const deps = { ...plainDeps(), ...options.deps } as ShellDeps
  app.decorate('shell', openShell(deps))
  openAssets().register(app)
  app.decorateRequest('nonce', '')
  app.decorateRequest('csrf', '')
  app.decorateRequest('viewer', undefined)
  app.decorateRequest('issuer', '')
  app.addHook('onRequest', async (request) => {
    request.viewer = viewer
    request.choices = []
    request.nonce = 'nonce'
    request.csrf = 'csrf'
  })
  guardRoutes(app, deps.mayOpen, sendPageRefusal)
  return app
}

function plainDeps(): Partial<ShellDeps> {
  return {
    clock: { now: () => new Date() },
    log: { info: () => {}, warn: () => {}, error: () => {} },
    settings: { mode: 'made-up' } as ShellDeps['settings'],
    placeName: () => 'Southmere',
    knownRole: (role) => role.replaceAll('-', ' '),
    purposesOf: () => [{ id: 'direct-care', label: 'direct care' }],
    partner: (id) => ({ label: id, side: '' }),
    destinations: () => [],
    mayOpen: () => undefined,
    footerFacts: async () => ({ feeds: [] }),
    limits: SIGN_IN_LIMITS,
  }
}
