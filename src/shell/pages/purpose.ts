import type { FastifyInstance } from 'fastify'
import { PUBLIC } from '../../kernel/index.ts'
import { cookieOf } from '../cookie.ts'
import { setPurpose } from '../queries-sessions.ts'
import { action } from '../route-guard.ts'
import type { ShellDeps } from '../shell.tsx'
import { hashToken } from '../token.ts'
import { requireViewer, safeReturn } from '../viewer.ts'
import { sendProblem } from './problem.tsx'

/** One click in the purpose bar: from now on looks are logged under the new purpose. */
export function register(app: FastifyInstance, deps: ShellDeps): void {
  const https = deps.settings.origin.startsWith('https:')
  app.post('/purpose', action(PUBLIC), async (request, reply) => {
    const viewer = requireViewer(request, reply)
    if (viewer === undefined) return reply
    const body = request.body as { purpose?: unknown; return?: unknown }
    const purpose = deps.purposesOf(viewer.actor.role).find(({ id }) => id === body.purpose)
    if (purpose === undefined) {
      return sendProblem(request, reply, {
        status: 403,
        title: 'Your purpose is unchanged',
        sentences: ['The agreement in effect does not give your role that purpose.'],
        next: { href: safeReturn(body.return), label: 'Go back' },
      })
    }
    const token = cookieOf(request, 'session', https)!
    await setPurpose(deps.databases.care.short, hashToken(token), purpose.id)
    return reply.redirect(safeReturn(body.return), 303)
  })
}
