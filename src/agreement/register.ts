import type { FastifyInstance } from 'fastify'
import type { Place } from '../room.ts'
import { registerAgreement } from './pages/agreement.tsx'
import { registerChanges } from './pages/changes.tsx'
import { registerCoverage } from './pages/coverage.tsx'
import { registerDisputes } from './pages/disputes.tsx'
import { registerMine } from './pages/mine.tsx'
import { registerPublicDisputes } from './pages/public-disputes.tsx'

/** The text, what changed in it, what runs by which clause, and what the sides differ about. */
export function register(app: FastifyInstance, place: Place): void {
  registerAgreement(app, place)
  registerChanges(app, place)
  registerMine(app, place)
  registerCoverage(app, place)
  registerDisputes(app, place)
  registerPublicDisputes(app, place)
}
