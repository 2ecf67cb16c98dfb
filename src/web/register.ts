import type { FastifyInstance } from 'fastify'
import type { Place } from '../room.ts'
import { registerCommands } from './command-route.ts'
import { registerForms } from './pages/do.tsx'
import { register as registerFigures } from './pages/figures.tsx'
import { registerMatchQuality } from './pages/match-quality.tsx'
import { register as registerToday } from './pages/today.tsx'

/** Commands by name, their forms, Today and its figures. */
export function register(app: FastifyInstance, place: Place): void {
  registerCommands(app, place)
  registerForms(app, place)
  registerToday(app, place)
  registerFigures(app, place)
  registerMatchQuality(app, place)
}
