import type { FastifyInstance } from 'fastify'
import type { ReactNode } from 'react'
import { isPersonId } from '../../kernel/index.ts'
import {
  AsideNote,
  AskTime,
  action,
  formatDateTime,
  KNOWN_AT,
  requireViewer,
  sendPage,
  timeAsked,
} from '../../shell/index.ts'
import { lookAtPerson } from '../look-at-person.ts'
import type { PersonView } from '../person-view.ts'
import { ASK, PersonPage, readQuery } from './person.tsx'
import type { RecordPlace } from './person-place.ts'
import { sendRefusal, sendUnknown } from './refusal.tsx'

type Asked = { Params: { personId: string }; Querystring: Record<string, unknown> }
type At = { Params: { personId: string; time: string }; Querystring: Record<string, unknown> }

const WHAT = 'person page as it was known before'

/** A person's page as it was known at a time, which stands in its address. */
export function register(app: FastifyInstance, place: RecordPlace): void {
  app.get<Asked>('/people/:personId/known', action('record.find'), (request, reply) => {
    const time = String(request.query[KNOWN_AT] ?? '')
    const person = `/people/${encodeURIComponent(request.params.personId)}`
    if (timeAsked(time) === undefined) return reply.redirect(person)
    return reply.redirect(`${person}/known/${encodeURIComponent(time)}`)
  })
  app.get<At>('/people/:personId/known/:time', action('record.find'), async (request, reply) => {
    const viewer = requireViewer(request, reply)
    if (viewer === undefined) return reply
    const { personId, time } = request.params
    const at = timeAsked(time)
    if (!isPersonId(personId) || at === undefined) return sendUnknown(request, reply)
    const present = place.clock.now()
    if (at >= present) return reply.redirect(`/people/${personId}`)
    const look = await lookAtPerson(place, viewer, personId, { what: WHAT, at })
    if (look.outcome === 'unknown') return sendUnknown(request, reply)
    if (look.outcome === 'refused') return sendRefusal(request, reply, look.refusal)
    const { view } = look
    const path = `/people/${view.personId}/known/${encodeURIComponent(time)}`
    return sendPage(request, reply, {
      title: `${view.who.name}, as it was known`,
      nav: 'people',
      body: (
        <>
          <KnownThen view={view} present={present} />
          <PersonPage view={view} query={readQuery(request.query)} path={path} />
          <AskTime words={ASK} path={`/people/${view.personId}/known`} at={at} present={present} />
        </>
      ),
    })
  })
}

function KnownThen({ view, present }: { view: PersonView; present: Date }): ReactNode {
  return (
    <AsideNote>
      <strong>As it was known {formatDateTime(view.at, present)}.</strong> What was learnt or
      corrected since is not here; who this is, and what is kept beside, is as it is now.{' '}
      <a href={`/people/${view.personId}`}>Show the page as it is now</a>
    </AsideNote>
  )
}
