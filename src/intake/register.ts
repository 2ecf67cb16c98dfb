import type { FastifyInstance } from 'fastify'
import type { Place } from '../room.ts'
import type { Feed } from './feeds.ts'
import { registerCertificates } from './pages/certificates.tsx'
import { registerFeeds } from './pages/feeds.tsx'
import { registerQuarantine } from './pages/quarantine.tsx'
import { registerReturnReport } from './pages/return-report.tsx'
import { registerSend } from './pages/send.tsx'
import type { IntakePlace } from './receive-items.ts'

/** What this room's pages need of the place. */
export type IntakePages = IntakePlace &
  Pick<Place, 'whyNot'> & { feeds(): Promise<readonly Feed[]> }

/**
 * `/intake`: when each feed last arrived; below it `certificates`, what each gives and gets (also `/public/feeds`),
 * `quarantine`, what could not be read, and `send`, a file. */
export function register(app: FastifyInstance, place: IntakePages): void {
  registerFeeds(app, place)
  registerCertificates(app, place)
  registerQuarantine(app, place)
  registerReturnReport(app, place)
  registerSend(app, place)
}
