import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { action, EmptyState, requireViewer, sendPage } from '../../shell/index.ts'
import type { Act } from '../act.ts'
import { actsForOthers } from '../own-acts.ts'
import { lookAtOwnRecord } from '../own-record.ts'
import { drawOwn } from './draw-own.tsx'
import type { RecordPlace } from './person-place.ts'
import { sendRefusal } from './refusal.tsx'

const PATH = '/me'
const TITLE = 'Your record'

/** The resident's own page: what is held about them, in plain words, and everybody who has looked. */
export function register(app: FastifyInstance, place: RecordPlace): void {
  app.get(PATH, action('record.own'), async (request, reply) => {
    const viewer = requireViewer(request, reply)
    if (viewer === undefined) return reply
    const look = await lookAtOwnRecord(place, viewer, 'own record')
    if (look.outcome === 'refused') return sendRefusal(request, reply, look.refusal)
    if (look.outcome !== 'allowed') {
      const { databases, clock } = place
      const forOthers = await actsForOthers(databases.care.short, viewer.actor, clock.now())
      return sendNothing(request, reply, look.outcome, forOthers)
    }
    const own = { viewer, view: look.view, path: PATH, title: TITLE }
    const body = await drawOwn(place, own, request.query)
    return sendPage(request, reply, { title: TITLE, nav: 'me', body })
  })
}

function sendNothing(
  request: FastifyRequest,
  reply: FastifyReply,
  outcome: 'unknown' | 'several',
  forOthers: readonly Act[],
): Promise<FastifyReply> {
  const body =
    outcome === 'unknown' ? (
      <EmptyState title="Nothing is held about you here.">
        <p>No hospital, practice or council has sent anything that carries your NHS number.</p>
      </EmptyState>
    ) : (
      <EmptyState title="Your record is being put right.">
        <p>
          Records of several people carry your NHS number, and the name that you signed in with is
          on none of them. Nothing is shown until somebody has checked, so that nobody reads what is
          not theirs.
        </p>
      </EmptyState>
    )
  return sendPage(request, reply, {
    title: 'Your record',
    nav: 'me',
    body: (
      <>
        <h1>Your record</h1>
        {body}
        {forOthers.map(({ id, personId }) => (
          <p key={id}>
            <a href={`/for/${personId}`}>Open the record of the person for whom you act</a>
          </p>
        ))}
      </>
    ),
  })
}
