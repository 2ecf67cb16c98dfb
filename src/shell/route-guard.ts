import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { PUBLIC, type Viewer } from '../kernel/index.ts'
import { requireViewer } from './viewer.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** what opening it does, as `room.verb`, or `public`; a route that names none does not start */
    action?: string
  }
}

/** For a route: `app.get('/money', action('fund.read'), …)`. */
export function action(name: string): { config: { action: string } } {
  return { config: { action: name } }
}

/** A route as it was registered: `GET /people/:personId` and what opening it does. */
export type NamedRoute = { method: string; url: string; action: string }

const routes = new WeakMap<object, NamedRoute[]>()

/** Every route of a server, for whoever wants to walk them all. */
export function routesOf(app: FastifyInstance): readonly NamedRoute[] {
  return routes.get(app.server) ?? []
}

/** Why somebody may not open a page; undefined where they may. */
export type MayOpen = (viewer: Viewer, action: string) => PageRefusal | undefined

export type PageRefusal = {
  asked: string
  sentence: string
  clause?: { number: string; heading?: string; text?: string }
  askWhom?: string
}

/**
 * Every route names an action, and nobody opens it whom no clause lets. It stands before every handler, so that a
 * page cannot forget to ask.
 */
export function guardRoutes(
  app: FastifyInstance,
  mayOpen: MayOpen,
  refuse: (
    request: FastifyRequest,
    reply: FastifyReply,
    refusal: PageRefusal,
  ) => Promise<FastifyReply>,
): void {
  const named: NamedRoute[] = []
  routes.set(app.server, named)
  app.addHook('onRoute', ({ config, method, url }) => {
    if (config?.action === undefined) {
      throw new Error(`${String(method)} ${url} names no action: name one, or say public`)
    }
    for (const one of [method].flat()) named.push({ method: one, url, action: config.action })
  })
  app.addHook('preHandler', async (request, reply) => {
    const named = request.routeOptions.config.action
    if (request.is404 || named === undefined || named === PUBLIC) return
    const viewer = requireViewer(request, reply)
    if (viewer === undefined) return reply
    const refusal = mayOpen(viewer, named)
    if (refusal !== undefined) return refuse(request, reply, refusal)
  })
}
