import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { ReactNode } from 'react'
import { isPersonId } from '../../kernel/index.ts'
import {
  action,
  BackLink,
  capital,
  EmptyState,
  Paging,
  requireViewer,
  sendPage,
  Table,
} from '../../shell/index.ts'
import { type KeptPage, lookAtKept, lookAtOwnKept } from '../look-at-kept.ts'
import { dateWords, momentWords } from './dates.ts'
import { readQuery } from './person.tsx'
import type { RecordPlace } from './person-place.ts'
import { sendRefusal, sendUnknown } from './refusal.tsx'

type KeptRequest = { Params: { personId: string } }

/** What is kept of a person and stands in no line of their page, plainly: for staff, and for the person. */
export function register(app: FastifyInstance, place: RecordPlace): void {
  app.get<KeptRequest>('/people/:personId/kept', action('record.find'), async (request, reply) => {
    const viewer = requireViewer(request, reply)
    if (viewer === undefined) return reply
    const { personId } = request.params
    if (!isPersonId(personId)) return sendUnknown(request, reply)
    const { page } = readQuery(request.query)
    const look = await lookAtKept(place, viewer, personId, page)
    if (look.outcome === 'unknown') return sendUnknown(request, reply)
    if (look.outcome === 'refused') return sendRefusal(request, reply, look.refusal)
    return send(request, reply, look.page, `/people/${personId}`, look.page.name)
  })
  app.get('/me/kept', action('record.own'), async (request, reply) => {
    const viewer = requireViewer(request, reply)
    if (viewer === undefined) return reply
    const look = await lookAtOwnKept(place, viewer, readQuery(request.query).page)
    if (look.outcome === 'refused') return sendRefusal(request, reply, look.refusal)
    if (look.outcome !== 'allowed') return reply.redirect('/me', 303)
    return send(request, reply, look.page, '/me', 'Your record')
  })
}

function send(
  request: FastifyRequest,
  reply: FastifyReply,
  page: KeptPage,
  path: string,
  back: string,
): Promise<FastifyReply> {
  const title = path === '/me' ? 'Also kept about you' : `Also kept about ${page.name}`
  const body = <KeptList page={page} path={path} back={back} title={title} />
  return sendPage(request, reply, { title, nav: path === '/me' ? 'me' : 'people', body })
}

export function KeptList(props: {
  page: KeptPage
  path: string
  back: string
  title: string
  /** that it is as it was known before */
  then?: ReactNode
}): ReactNode {
  const { page, path, back, title, then } = props
  const now = new Date(page.at)
  const first = (page.number - 1) * page.size + 1
  const link = (to: number) => `${path}/kept${to > 1 ? `?page=${to}` : ''}`
  return (
    <>
      <BackLink href={path}>{back}</BackLink>
      {then}
      <h1>{title}</h1>
      <p className="cc-lead">
        What sources sent besides what stands on the page itself, as plainly as it can be told.
      </p>
      <Table
        caption="The newest first"
        rows={page.lines}
        rowKey={({ key }) => key}
        empty={<EmptyState title="Nothing else is kept." />}
        columns={[
          {
            head: 'What',
            cell: ({ kind, words }) => [capital(kind), words].filter(Boolean).join(': '),
          },
          { head: 'Note', cell: ({ note }) => note && capital(note) },
          {
            head: 'Date',
            cell: ({ at }) => (at ? dateWords(at, now) : 'Not recorded'),
            nowrap: true,
          },
          {
            head: 'Source',
            cell: ({ source, learntAt }) => (
              <>
                {source}
                <span className="cc-learnt">learnt {momentWords(learntAt, now)}</span>
              </>
            ),
          },
        ]}
      />
      <Paging
        label="what is kept"
        position={`${first} to ${first + page.lines.length - 1} of ${page.total}`}
        previous={page.number > 1 ? link(page.number - 1) : undefined}
        next={page.number * page.size < page.total ? link(page.number + 1) : undefined}
      />
    </>
  )
}
