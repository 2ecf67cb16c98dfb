import type { FastifyInstance } from 'fastify'
import type { Clock, Settings } from '../kernel/index.ts'
import { registerCheckPage } from './pages/check.tsx'
import { registerTrailPage } from './pages/trail.tsx'
import { serveLog } from './serve-log.ts'
import type { Trail } from './trail.ts'

/** What the trail's pages need of the place. */
export type TrailPlace = { trail: Trail; clock: Clock; settings: Pick<Settings, 'mode' | 'origin'> }

/** The published log and the page that explains it, both for anybody. */
export function register(app: FastifyInstance, place: TrailPlace): void {
  serveLog(app, place.trail.published)
  registerTrailPage(app, place)
  registerCheckPage(app, place)
}
