import type { FastifyInstance } from 'fastify'
import type { Place } from '../room.ts'
import { registerLinks } from './pages/link.tsx'
import { registerMailbox } from './pages/mailbox.tsx'
import { registerSignedIn } from './pages/signed-in.tsx'

/** Links, the mails that carry them, and who is signed in. */
export function register(app: FastifyInstance, place: Place): void {
  registerLinks(app, place)
  registerMailbox(app, place)
  registerSignedIn(app, place)
}
