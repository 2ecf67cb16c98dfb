import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { ReactNode } from 'react'
import { agreedNames } from '../../access/index.ts'
import { isPersonId, type PersonId, type Viewer } from '../../kernel/index.ts'
import {
  AsideNote,
  AskTime,
  action,
  formatDateTime,
  formatList,
  KNOWN_AT,
  requireViewer,
  sendPage,
  timeAsked,
} from '../../shell/index.ts'
import { lookAtKept } from '../look-at-kept.ts'
import { lookAtPerson } from '../look-at-person.ts'
import { drawSections, unknownThen } from '../section.ts'
import { KeptList } from './kept.tsx'
import { ASK, PersonPage, readQuery } from './person.tsx'
import type { RecordPlace } from './person-place.ts'
import { sendRefusal, sendUnknown } from './refusal.tsx'

type Asked = { Params: { personId: string }; Querystring: Record<string, unknown> }
type At = { Params: { personId: string; time: string }; Querystring: Record<string, unknown> }

const WHAT = 'person page as it was known before'

/** A person's page as it was known at a time, which stands in its address; and what was kept beside then. */
export function register(app: FastifyInstance, place: RecordPlace): void {
  app.get<Asked>('/people/:personId/known', action('record.find'), (request, reply) => {
    const time = String(request.query[KNOWN_AT] ?? '')
    const person = `/people/${encodeURIComponent(request.params.personId)}`
    if (timeAsked(time) === undefined) return reply.redirect(person)
    return reply.redirect(`${person}/known/${encodeURIComponent(time)}`)
  })
  app.get<At>('/people/:personId/known/:time', action('record.find'), async (request, reply) => {
    const asked = await whatIsAsked(request, reply, place)
    if (asked === undefined) return reply
    const { viewer, personId, at, path, present } = asked
    const look = await lookAtPerson(place, viewer, personId, { what: WHAT, at })
    if (look.outcome === 'unknown') return sendUnknown(request, reply)
    if (look.outcome === 'refused') return sendRefusal(request, reply, look.refusal)
    const { view } = look
    const { name, identifiers } = view.who
    const names = agreedNames(place.agreement.current())
    const all = place.sections ?? []
    const sections = await drawSections(all, viewer, view, names, at)
    const unshown = unknownThen(all, view)
    return sendPage(request, reply, {
      title: `${name}, as it was known`,
      nav: 'people',
      body: (
        <>
          <KnownThen page={`/people/${personId}`} {...{ at, present }}>
            {identifiers.length === 0 && 'Nothing was known of this person then. '}
            {unshown.length > 0 &&
              `Not shown as it was known then: ${formatList(unshown.map(lowered))}. `}
          </KnownThen>
          <PersonPage {...{ view, sections, path }} query={readQuery(request.query)} />
          <AskTime words={ASK} path={`/people/${personId}/known`} at={at} present={present} />
        </>
      ),
    })
  })
  app.get<At>(
    '/people/:personId/known/:time/kept',
    action('record.find'),
    async (request, reply) => {
      const asked = await whatIsAsked(request, reply, place)
      if (asked === undefined) return reply
      const { viewer, personId, at, path, present } = asked
      const look = await lookAtKept(place, viewer, personId, readQuery(request.query).page, at)
      if (look.outcome === 'unknown') return sendUnknown(request, reply)
      if (look.outcome === 'refused') return sendRefusal(request, reply, look.refusal)
      const { page } = look
      const title = `Also kept about ${page.name}, as it was known`
      const then = <KnownThen page={`/people/${personId}/kept`} {...{ at, present }} />
      const body = <KeptList {...{ page, path, title, then }} back={page.name} />
      return sendPage(request, reply, { title, nav: 'people', body })
    },
  )
}

/** Of whom, and as at which time; undefined where there is no answer to that, and one has been sent. */
async function whatIsAsked(
  request: FastifyRequest<At>,
  reply: FastifyReply,
  place: RecordPlace,
): Promise<
  { viewer: Viewer; personId: PersonId; at: Date; path: string; present: Date } | undefined
> {
  const viewer = requireViewer(request, reply)
  if (viewer === undefined) return undefined
  const { personId, time } = request.params
  const at = timeAsked(time)
  const present = place.clock.now()
  if (isPersonId(personId) && at !== undefined && at < present) {
    const path = `/people/${personId}/known/${encodeURIComponent(time)}`
    return { viewer, personId, at, path, present }
  }
  if (isPersonId(personId) && at !== undefined) await reply.redirect(`/people/${personId}`)
  else await sendUnknown(request, reply)
  return undefined
}

/** In the middle of a sentence. */
function lowered(title: string): string {
  return `${title.slice(0, 1).toLowerCase()}${title.slice(1)}`
}

function KnownThen(props: {
  /** the same as it is now */
  page: string
  at: Date
  present: Date
  children?: ReactNode
}): ReactNode {
  const { page, at, present, children } = props
  return (
    <AsideNote>
      <strong>As it was known {formatDateTime(at, present)}.</strong> What was learnt or corrected
      since is not here; who may see it is decided by what is known now. {children}
      <a href={page}>Show the page as it is now</a>
    </AsideNote>
  )
}
