import type { FastifyInstance } from 'fastify'
import type { ReactNode } from 'react'
import { action, ClauseLink, Details, plural, requireViewer, sendPage } from '../../shell/index.ts'
import { lookAtPerson } from '../look-at-person.ts'
import type { PersonView } from '../person-view.ts'
import { momentWords } from './dates.ts'
import { PersonBanner } from './person-banner.tsx'
import { PersonNow, Wishes } from './person-now.tsx'
import type { FeedState, RecordPlace } from './person-place.ts'
import { PersonTimeline, type TimelineQuery } from './person-timeline.tsx'
import { sendRefusal, sendUnknown } from './refusal.tsx'
import { capital } from './said.tsx'

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

type PersonRequest = { Params: { personId: string }; Querystring: { side?: string; page?: string } }

export function register(app: FastifyInstance, place: RecordPlace): void {
  app.get<PersonRequest>('/people/:personId', action('record.find'), async (request, reply) => {
    const viewer = requireViewer(request, reply)
    if (viewer === undefined) return reply
    const { personId } = request.params
    if (!isPersonId(personId)) return sendUnknown(request, reply)
    const look = await lookAtPerson(place, viewer, personId)
    if (look.outcome === 'unknown') return sendUnknown(request, reply)
    if (look.outcome === 'refused') return sendRefusal(request, reply, look.refusal)
    const { view } = look
    const feeds = await place.feeds()
    const query = readQuery(request.query)
    return sendPage(request, reply, {
      title: view.who.name,
      nav: 'people',
      body: (
        <PersonPage view={view} feeds={feeds} query={query} path={`/people/${view.personId}`} />
      ),
    })
  })
}

export function isPersonId(text: string): boolean {
  return UUID.test(text)
}

/** The timeline and the list of looks stand on one page of a resident: each has its own place in the address. */
export function readQuery(query: unknown): TimelineQuery & { looks: number } {
  const { side, page, looks } = (query ?? {}) as Record<string, unknown>
  return {
    side: typeof side === 'string' && side !== '' ? side : undefined,
    page: pageNumber(page),
    looks: pageNumber(looks),
  }
}

function pageNumber(text: unknown): number {
  return typeof text === 'string' && /^[1-9]\d{0,4}$/.test(text) ? Number(text) : 1
}

/** Who this is, what is true now, who is caring, what happened: the answer before any scrolling. */
export function PersonPage(props: {
  view: PersonView
  feeds: readonly FeedState[]
  query: TimelineQuery
  path: string
}): ReactNode {
  const { view, feeds, query, path } = props
  const now = new Date(view.at)
  return (
    <>
      <PersonBanner view={view} now={now} />
      <Wishes view={view} now={now} />
      <PersonNow view={view} now={now} />
      <PersonTimeline view={view} query={query} now={now} path={path} />
      <div className="cc-columns">
        <NotReached feeds={feeds} now={now} />
        {view.looks && (
          <section>
            <h2>Who has looked</h2>
            <p>
              <a href={`${path}/looks`}>
                {plural(view.looks.people, 'person', 'people')} this month
              </a>
            </p>
          </section>
        )}
      </div>
      <NotShown view={view} />
    </>
  )
}

/** The same on everybody's page: it says what the place has heard, never whether this person is known. */
export function NotReached(props: { feeds: readonly FeedState[]; now: Date }): ReactNode {
  const late = props.feeds.filter((feed) => feed.late)
  return (
    <section>
      <h2>Not reached</h2>
      {late.length === 0 ? (
        <p>Every feed has arrived when it should.</p>
      ) : (
        <ul className="cc-items">
          {late.map((feed) => (
            <li key={feed.name}>
              <span className="cc-late">{capital(feed.name)}</span>
              {feed.lastArrivedAt
                ? `: last heard ${momentWords(feed.lastArrivedAt, props.now)}`
                : ': never heard'}
              {feed.explained !== undefined && <p className="cc-learnt">{feed.explained}</p>}
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}

/** Parts that the agreement keeps from this viewer, with the clause. Sensitive parts are not named. */
function NotShown(props: { view: PersonView }): ReactNode {
  const { withheld } = props.view
  if (withheld.length === 0) return null
  return (
    <Details summary={`Not shown to you: ${withheld.map(({ words }) => words).join(', ')}`}>
      <ul className="nhsuk-list nhsuk-list--bullet">
        {withheld.map(({ words, clause, sentence }) => (
          <li key={words}>
            {words}: {sentence} <ClauseLink number={clause} />
          </li>
        ))}
      </ul>
    </Details>
  )
}
