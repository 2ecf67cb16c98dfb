import type { FastifyInstance } from 'fastify'
import { proxyRules } from '../../access/index.ts'
import { isPersonId } from '../../kernel/index.ts'
import { action, BackLink, requireViewer, sendPage } from '../../shell/index.ts'
import { lookAtPerson } from '../look-at-person.ts'
import { actsForOthers } from '../own-acts.ts'
import { drawOwn } from './draw-own.tsx'
import type { RecordPlace } from './person-place.ts'
import { sendRefusal, sendUnknown } from './refusal.tsx'

/** The record of a person for whom somebody acts, in the words in which the person reads it. Each opening is a look. */
export function register(app: FastifyInstance, place: RecordPlace): void {
  app.get<{ Params: { personId: string } }>(
    '/for/:personId',
    action('record.own'),
    async (request, reply) => {
      const viewer = requireViewer(request, reply)
      if (viewer === undefined) return reply
      const { personId } = request.params
      if (!isPersonId(personId)) return sendUnknown(request, reply)
      const { databases, clock, agreement } = place
      const acts = await actsForOthers(databases.care.short, viewer.actor, clock.now())
      const as = acts.find((act) => act.personId === personId)?.says.as
      const rule = proxyRules(agreement.current()).find((one) => one.relationship === as)
      const what = `record, read for them by ${rule?.name ?? 'somebody who acts for them'}`
      const look = await lookAtPerson(place, viewer, personId, { what })
      if (look.outcome === 'unknown') return sendUnknown(request, reply)
      if (look.outcome === 'refused') return sendRefusal(request, reply, look.refusal)
      const title = look.view.who.name
      const own = { viewer, view: look.view, path: `/for/${personId}`, title }
      const body = (
        <>
          <BackLink href="/me#proxies">Your record</BackLink>
          {await drawOwn(place, own, request.query)}
        </>
      )
      return sendPage(request, reply, { title, nav: 'me', body })
    },
  )
}
