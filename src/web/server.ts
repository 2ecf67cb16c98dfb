import type { Server } from 'node:http'
import fastify, { type FastifyInstance } from 'fastify'
import type { Clock, Databases, Log, NewsHub, Settings } from '../kernel/index.ts'
import { openShell, type ShellDeps } from '../shell/index.ts'
import { answerErrors, answerUnroutable } from './error-pages.ts'
import { type Check, registerHealth } from './health.ts'
import { logRequests } from './log-requests.ts'
import { type Gauges, openMetrics } from './metrics.ts'
import { type Hears, registerNewsStream } from './news-stream.ts'

/** Anything larger than this is a file: those have forms of their own, which keep to their own limits. */
const BODY_BYTES_MAX = 1024 * 1024
const HEADER_MS = 20_000
/** A file over a slow line takes its time. */
const REQUEST_MS = 5 * 60_000

export type ServerDeps = {
  settings: Settings
  clock: Clock
  log: Log
  databases: Databases
  news: Pick<NewsHub, 'subscribe'>
  /** which keys of a topic a viewer may hear of; undefined where the topic is not for them */
  hears: Hears
  shell: ShellDeps
  /** what must hold before requests are sent here */
  checks: readonly Check[]
  gauges: Gauges
  /** the pages of the rooms */
  register(app: FastifyInstance): void | Promise<void>
}

/**
 * The server, ready to listen; closing it answers what is under way, ends the streams of news and
 * takes nothing new.
 */
export async function openServer(deps: ServerDeps): Promise<FastifyInstance> {
  const app = fastify({
    logger: false,
    bodyLimit: BODY_BYTES_MAX,
    requestTimeout: REQUEST_MS,
    trustProxy: deps.settings.proxies.length > 0 ? deps.settings.proxies : false,
    routerOptions: { maxParamLength: 300, ignoreTrailingSlash: true },
    forceCloseConnections: 'idle',
    frameworkErrors: answerUnroutable,
  })
  const server: Server = app.server
  server.headersTimeout = HEADER_MS
  logRequests(app, deps.log)
  answerErrors(app, deps.log)
  const metrics = openMetrics(app, deps.gauges)
  await openShell(deps.shell).register(app)
  registerHealth(app, deps.checks)
  metrics.register(app)
  registerNewsStream(app, deps.news, deps.hears)
  await deps.register(app)
  return app
}
