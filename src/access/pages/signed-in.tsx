import type { FastifyInstance } from 'fastify'
import type { ReactNode } from 'react'
import type { Place } from '../../room.ts'
import {
  action,
  capital,
  EmptyState,
  formatAgo,
  formatDateTime,
  type OpenSession,
  openSessions,
  requireViewer,
  sendPage,
  Table,
} from '../../shell/index.ts'
import { type AgreedNames, agreedNames } from '../agreed-names.ts'
import { END_SESSIONS } from '../end-sessions.ts'

const SHOWN_MAX = 500

/** Who is signed in now, for whoever may end a session. */
export function registerSignedIn(
  app: FastifyInstance,
  { agreement, clock, databases }: Pick<Place, 'agreement' | 'clock' | 'databases'>,
): void {
  app.get('/signed-in', action(END_SESSIONS.action), async (request, reply) => {
    const viewer = requireViewer(request, reply)
    if (viewer === undefined) return reply
    const now = clock.now()
    const sessions = await openSessions(databases.care.short, now, { limit: SHOWN_MAX })
    const names = agreedNames(agreement.current())
    const body = <SignedIn {...{ sessions, names, now }} />
    return sendPage(request, reply, {
      title: 'Who is signed in',
      nav: 'signed-in',
      purposeBar: false,
      body,
    })
  })
}

function SignedIn(props: {
  sessions: readonly OpenSession[]
  names: AgreedNames
  now: Date
}): ReactNode {
  const { sessions, names, now } = props
  return (
    <>
      <h1>Who is signed in</h1>
      <p className="cc-lead">
        Where an account may be in the wrong hands, end its sessions here, and have it closed where
        it is kept.
      </p>
      <Table
        caption={
          sessions.length < SHOWN_MAX
            ? 'Every session, the one used last first'
            : `The ${SHOWN_MAX} sessions used last`
        }
        rows={sessions}
        rowKey={({ id }) => id}
        empty={<EmptyState title="Nobody is signed in." />}
        columns={[
          {
            head: 'Who',
            who: true,
            cell: ({ actor }) => (
              <>
                {nameOf(actor)} <small className="cc-learnt cc-code">{actor.id}</small>
              </>
            ),
          },
          {
            head: 'In which role',
            cell: ({ actor }) =>
              [
                capital(names.role(actor.role)),
                actor.organisation && names.party(actor.organisation),
              ]
                .filter(Boolean)
                .join(', '),
          },
          {
            head: 'Where',
            cell: ({ browser, address }) => (
              <>
                {browser} {address !== '' && <small className="cc-learnt">from {address}</small>}
              </>
            ),
          },
          { head: 'Since', cell: (one) => formatDateTime(one.created_at, now), nowrap: true },
          { head: 'Last used', cell: (one) => formatAgo(one.seen_at, now) },
          {
            head: 'End it',
            hideHead: true,
            cell: ({ actor }) => (
              <a
                href={`/do/${END_SESSIONS.action}?who=${encodeURIComponent(actor.id)}&then=/signed-in`}
              >
                End their sessions
                <span className="nhsuk-u-visually-hidden cc-code">: {actor.id}</span>
              </a>
            ),
          },
        ]}
      />
    </>
  )
}

/** Who a resident is, is nobody's to read here: their account is enough to sign them out. */
function nameOf({ organisation, name }: OpenSession['actor']): string {
  return organisation === '' ? 'Somebody for themselves' : name
}
