import type { FastifyInstance } from 'fastify'
import type { ReactNode } from 'react'
import { capital, PUBLIC } from '../../kernel/index.ts'
import { Button, PostForm } from '../components/form.tsx'
import { Table } from '../components/table.tsx'
import { Tag } from '../components/tag.tsx'
import { endSessionsOf, openSessions, type SessionRow } from '../queries-sessions.ts'
import { action } from '../route-guard.ts'
import { sendPage } from '../send-page.tsx'
import type { ShellDeps } from '../shell.tsx'
import { requireViewer } from '../viewer.ts'
import { formatAgo, formatDateTime } from '../words.ts'

export const SESSIONS_PATH = '/sessions'
/** More than anybody has; a program's tokens are among them. */
const SHOWN_MAX = 200
const ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/** Where I am signed in: each session, and how to end one or all of them. */
export function register(app: FastifyInstance, deps: ShellDeps): void {
  const db = deps.databases.care.short
  app.get(SESSIONS_PATH, action(PUBLIC), async (request, reply) => {
    const viewer = requireViewer(request, reply)
    if (viewer === undefined) return reply
    const now = deps.clock.now()
    const sessions = await openSessions(db, now, { actorId: viewer.actor.id, limit: SHOWN_MAX })
    const role = (id: string) => deps.knownRole(id) ?? id.replaceAll('-', ' ')
    const body = <Sessions {...{ sessions, role, now }} here={request.session?.id} />
    return sendPage(request, reply, { title: 'Where you are signed in', purposeBar: false, body })
  })
  app.post(`${SESSIONS_PATH}/end`, action(PUBLIC), async (request, reply) => {
    const viewer = requireViewer(request, reply)
    if (viewer === undefined) return reply
    const { session, all } = (request.body ?? {}) as { session?: unknown; all?: unknown }
    const id = typeof session === 'string' && ID.test(session) ? session : undefined
    const everywhere = all !== undefined
    if (!everywhere && id === undefined) return reply.redirect(SESSIONS_PATH, 303)
    const [actorId, at] = [viewer.actor.id, deps.clock.now()]
    const ending = { how: 'elsewhere' } as const
    await endSessionsOf(db, { actorId, at, ending, ...(everywhere ? {} : { id }) })
    const goneToo = everywhere || id === request.session?.id
    return reply.redirect(goneToo ? '/sign-in?everywhere' : SESSIONS_PATH, 303)
  })
}

type SessionsProps = {
  sessions: readonly SessionRow[]
  /** the one that this page is asked in */
  here?: string
  role(id: string): string
  now: Date
}

function Sessions({ sessions, here, role, now }: SessionsProps): ReactNode {
  return (
    <>
      <h1>Where you are signed in</h1>
      <p className="cc-lead">
        A session ends after 30 minutes in which nothing is asked for, and after 12 hours. If you do
        not know one of these, end it, and change the password of your account.
      </p>
      <PostForm action={`${SESSIONS_PATH}/end`} label="Your sessions">
        <Table
          caption="Your sessions, the one used last first"
          hideCaption
          rows={sessions}
          rowKey={({ id }) => id}
          columns={[
            { head: 'Where', cell: (one) => <Where session={one} isHere={one.id === here} /> },
            { head: 'In which role', cell: ({ actor }) => capital(role(actor.role)) },
            {
              head: 'Since',
              cell: ({ created_at }) => formatDateTime(created_at, now),
              nowrap: true,
            },
            { head: 'Last used', cell: ({ seen_at }) => formatAgo(seen_at, now) },
            {
              head: 'End it',
              hideHead: true,
              cell: ({ id, browser }) =>
                id !== here && (
                  <Button kind="secondary" small name="session" value={id} about={browser}>
                    Sign out there
                  </Button>
                ),
            },
          ]}
        />
        <Button kind="warning" name="all" value="yes">
          Sign out everywhere
        </Button>
      </PostForm>
    </>
  )
}

function Where(props: { session: SessionRow; isHere: boolean }): ReactNode {
  const { browser, address } = props.session
  return (
    <>
      {browser} {props.isHere && <Tag tone="green">This one</Tag>}
      {address !== '' && <small className="cc-learnt">from {address}</small>}
    </>
  )
}
