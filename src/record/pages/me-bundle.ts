import { Readable } from 'node:stream'
import type { FastifyInstance } from 'fastify'
import { action, requireViewer, sendProblem } from '../../shell/index.ts'
import { lookAtOwnRecord } from '../own-record.ts'
import type { RecordPlace } from './person-place.ts'
import { sendRefusal } from './refusal.tsx'

/** The resident's proof bundle: every look at them, to check without us in a browser or on a command line. */
export function register(app: FastifyInstance, place: RecordPlace): void {
  app.get('/me/bundle', action('record.own'), async (request, reply) => {
    const viewer = requireViewer(request, reply)
    if (viewer === undefined) return reply
    const look = await lookAtOwnRecord(place, viewer, 'proof of looks')
    if (look.outcome === 'refused') return sendRefusal(request, reply, look.refusal)
    if (look.outcome !== 'allowed' || look.view.looks === undefined) {
      return sendProblem(request, reply, {
        status: 404,
        title: 'There is nothing to download',
        sentences: [
          look.outcome === 'several'
            ? 'Your record is being put right: who has looked is yours again once that is done.'
            : 'No looks are held about you here.',
        ],
        next: { href: '/me', label: 'Your record' },
      })
    }
    const pieces = place.trail.streamBundle([...look.view.identity])
    return reply
      .type('application/json; charset=utf-8')
      .header('cache-control', 'no-store')
      .header('content-disposition', 'attachment; filename="who-has-looked.json"')
      .send(Readable.from(pieces))
  })
}
