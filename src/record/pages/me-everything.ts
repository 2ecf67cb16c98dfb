import type { FastifyInstance } from 'fastify'
import { zipFile } from '../../kernel/index.ts'
import { action, requireViewer, sendProblem } from '../../shell/index.ts'
import { ownPersonId } from '../own-record.ts'
import { takeHome } from '../take-home.ts'
import type { RecordPlace } from './person-place.ts'
import { sendRefusal } from './refusal.tsx'

/** Everything that is held of a resident, as one file to read and to check without us. */
export function registerEverything(app: FastifyInstance, place: RecordPlace): void {
  app.get('/me/everything', action('record.own'), async (request, reply) => {
    const viewer = requireViewer(request, reply)
    if (viewer === undefined) return reply
    const personId = await ownPersonId(place, viewer)
    const taken = typeof personId === 'string' ? await takeHome(place, viewer, personId) : undefined
    if (taken?.outcome === 'refused') return sendRefusal(request, reply, taken.refusal)
    if (taken?.outcome !== 'allowed') {
      return sendProblem(request, reply, {
        status: 404,
        title: 'There is nothing to download',
        sentences: ['Nothing is held about you here, or your record is being put right.'],
        next: { href: '/me', label: 'Your record' },
      })
    }
    return reply
      .type('application/zip')
      .header('cache-control', 'no-store')
      .header('content-disposition', 'attachment; filename="everything-about-me.zip"')
      .send(zipFile(taken.files))
  })
}
