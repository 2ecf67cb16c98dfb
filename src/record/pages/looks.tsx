import type { FastifyInstance } from 'fastify'
import { agreedNames } from '../../access/index.ts'
import { isPersonId } from '../../kernel/index.ts'
import { action, BackLink, plural, requireViewer, sendPage } from '../../shell/index.ts'
import { lookAtPerson, startOfMonth } from '../look-at-person.ts'
import { objectCommand } from '../object.ts'
import { readLooks } from '../read-looks.ts'
import { LookTable } from './look-table.tsx'
import { ObjectFor } from './objection.tsx'
import { readQuery } from './person.tsx'
import type { RecordPlace } from './person-place.ts'
import { sendRefusal, sendUnknown } from './refusal.tsx'

const WHAT = 'list of looks'

/** Who has looked at a person: for those whom the agreement lets know. Reading it is a look as well. */
export function register(app: FastifyInstance, place: RecordPlace): void {
  app.get<{ Params: { personId: string } }>(
    '/people/:personId/looks',
    action('record.looks'),
    async (request, reply) => {
      const viewer = requireViewer(request, reply)
      if (viewer === undefined) return reply
      const { personId } = request.params
      if (!isPersonId(personId)) return sendUnknown(request, reply)
      const look = await lookAtPerson(place, viewer, personId, { what: WHAT, needs: 'looks' })
      if (look.outcome === 'unknown') return sendUnknown(request, reply)
      if (look.outcome === 'refused') return sendRefusal(request, reply, look.refusal)
      const { view } = look
      const looks = await readLooks(place, view, {
        page: readQuery(request.query).looks,
      })
      const month = startOfMonth(place.clock.now())
      const counted = await place.trail.lookCounts(view.identity, month)
      const path = `/people/${view.personId}/looks`
      // Whoever checks the looks of both sides need not be told whom they are about.
      const named = view.who.names.length > 0
      const title = named ? `Who has looked at ${view.who.name}` : 'Who has looked at this person'
      const mayObject = place.whyNot(viewer, objectCommand.name) === undefined
      const body = (
        <>
          {named && <BackLink href={`/people/${view.personId}`}>{view.who.name}</BackLink>}
          <h1>{title}</h1>
          <p className="cc-lead">
            {plural(counted.people, 'person', 'people')} this month, {plural(counted.looks, 'look')}
          </p>
          <div id="looks">
            <LookTable
              looks={looks}
              names={agreedNames(place.agreement.current())}
              now={new Date(view.at)}
              path={path}
            />
          </div>
          {!named && mayObject && <ObjectFor person={view.personId} then={path} />}
        </>
      )
      return sendPage(request, reply, { title, nav: 'people', body })
    },
  )
}
