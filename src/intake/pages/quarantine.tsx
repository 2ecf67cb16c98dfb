import type { FastifyInstance } from 'fastify'
import type { ReactNode } from 'react'
import {
  action,
  BackLink,
  Button,
  EmptyState,
  formatCount,
  formatDateTime,
  Paging,
  PostForm,
  plural,
  requireViewer,
  sendPage,
  Table,
} from '../../shell/index.ts'
import { listQuarantine, type Quarantined, type QuarantinePage } from '../quarantine.ts'
import type { IntakePages } from '../register.ts'
import type { Replayed } from '../replay-item.ts'

const KINDS: Record<Quarantined['kind'], string> = {
  'fhir-bundle': 'Entry of a FHIR bundle',
  'fhir-resource': 'FHIR resource',
  'fhir-ndjson': 'FHIR resource on a line',
  hl7v2: 'HL7 v2 message',
  'cld-csv': 'Row of Client Level Data',
}

const REPLAY = 'intake.replay'

/** What could not be read, and why: never what it says, because nobody has asked about anybody. */
export function registerQuarantine(app: FastifyInstance, place: IntakePages): void {
  const { databases, clock } = place
  app.get('/intake/quarantine', action('intake.watch'), async (request, reply) => {
    const viewer = requireViewer(request, reply)
    if (viewer === undefined) return reply
    const { before, said } = request.query as { before?: string; said?: string }
    const page = await listQuarantine(databases.care.short, { before })
    const props = {
      page,
      now: clock.now(),
      mayReplay: place.whyNot(viewer, REPLAY) === undefined,
      said,
    }
    const body = <Quarantine {...props} first={before === undefined} />
    return sendPage(request, reply, { title: 'Quarantine', nav: 'intake', body })
  })
  app.post('/intake/quarantine/:id/replay', action(REPLAY), async (request, reply) => {
    const viewer = requireViewer(request, reply)
    if (viewer === undefined) return reply
    const { id } = request.params as { id: string }
    const answer = await place.call(REPLAY, { viewer, input: { id } })
    const said = !answer.ok ? 'gone' : (answer.result as Replayed).parsed ? 'read' : 'unread'
    return reply.redirect(`/intake/quarantine?said=${said}`, 303)
  })
}

const SAID: Record<string, string> = {
  read: 'The item could be read this time, and is in the record now.',
  unread: 'The item still cannot be read.',
  gone: 'That item is no longer in quarantine.',
}

type Props = { page: QuarantinePage; now: Date; mayReplay: boolean; said?: string; first: boolean }

function Quarantine({ page, now, mayReplay, said, first }: Props): ReactNode {
  const { items, total, next } = page
  return (
    <>
      <BackLink href="/intake">Feeds</BackLink>
      <h1>What could not be read?</h1>
      <p className="cc-lead">
        {total === 0
          ? 'Nothing: everything that arrived could be read.'
          : `${plural(total, 'item', 'items')}. Each is kept as it came; the rest of its file went on.`}
      </p>
      {said !== undefined && SAID[said] && <p role="status">{SAID[said]}</p>}
      <Table
        caption="Items in quarantine, newest first"
        columns={columns(now, mayReplay)}
        rows={items}
        rowKey={({ id }) => id}
        empty={<EmptyState title={first ? 'Quarantine is empty' : 'No older items'} />}
      />
      <Paging
        label="Quarantine"
        position={`${formatCount(items.length)} of ${formatCount(total)}`}
        previous={first ? undefined : '/intake/quarantine'}
        next={next === undefined ? undefined : `/intake/quarantine?before=${next}`}
      />
    </>
  )
}

function columns(now: Date, mayReplay: boolean) {
  const told = [
    { head: 'Item', cell: ({ id }: Quarantined) => `Item ${id}` },
    { head: 'From', cell: ({ source }: Quarantined) => source },
    { head: 'What', cell: ({ kind }: Quarantined) => KINDS[kind] },
    { head: 'Why', cell: why },
    { head: 'Place in the file', cell: ({ place }: Quarantined) => place },
    { head: 'Arrived', cell: ({ receivedAt }: Quarantined) => formatDateTime(receivedAt, now) },
  ]
  return mayReplay ? [...told, { head: 'Next step', hideHead: true, cell: replayForm }] : told
}

function why({ reason, reasonPlace }: Quarantined): ReactNode {
  return (
    <>
      {reason}
      {reasonPlace && <span className="cc-learnt"> in {reasonPlace}</span>}
    </>
  )
}

function replayForm({ id, kept }: Quarantined): ReactNode {
  if (!kept) return 'too large to keep'
  return (
    <PostForm action={`/intake/quarantine/${id}/replay`}>
      <Button kind="secondary" small about={`item ${id}`}>
        Read again
      </Button>
    </PostForm>
  )
}
