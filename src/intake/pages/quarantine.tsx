import type { FastifyInstance } from 'fastify'
import type { ReactNode } from 'react'
import {
  action,
  BackLink,
  EmptyState,
  formatCount,
  formatDateTime,
  Paging,
  plural,
  requireViewer,
  sendPage,
  Table,
} from '../../shell/index.ts'
import { ownKinds } from '../own-kinds.ts'
import { listQuarantine, type Quarantined, type QuarantinePage } from '../quarantine.ts'
import type { IntakePages } from '../register.ts'

const REPLAY = 'intake.replay'

/** What could not be read, and why: never what it says, because nobody has asked about anybody. */
export function registerQuarantine(app: FastifyInstance, place: IntakePages): void {
  const { databases, clock, fileKinds = ownKinds } = place
  app.get('/intake/quarantine', action('intake.watch'), async (request, reply) => {
    const viewer = requireViewer(request, reply)
    if (viewer === undefined) return reply
    const { before } = request.query as { before?: string }
    const page = await listQuarantine(databases.care.short, { before })
    const props = {
      page,
      now: clock.now(),
      mayReplay: place.whyNot(viewer, REPLAY) === undefined,
      itemWords: (kind: string) => fileKinds.find(({ id }) => id === kind)?.item ?? kind,
    }
    const body = <Quarantine {...props} first={before === undefined} />
    return sendPage(request, reply, { title: 'Quarantine', nav: 'intake', body })
  })
}

type ItemWords = (kind: string) => string
type Props = {
  page: QuarantinePage
  now: Date
  mayReplay: boolean
  itemWords: ItemWords
  first: boolean
}

function Quarantine({ page, now, mayReplay, itemWords, first }: Props): ReactNode {
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
      <Table
        caption="Items in quarantine, newest first"
        columns={columns(now, mayReplay, itemWords)}
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

function columns(now: Date, mayReplay: boolean, itemWords: ItemWords) {
  const told = [
    { head: 'Item', cell: ({ id }: Quarantined) => `Item ${id}` },
    { head: 'From', cell: ({ source }: Quarantined) => source },
    { head: 'What', cell: ({ kind }: Quarantined) => itemWords(kind) },
    { head: 'Why', cell: why },
    { head: 'Place in the file', cell: ({ place }: Quarantined) => place },
    { head: 'Arrived', cell: ({ receivedAt }: Quarantined) => formatDateTime(receivedAt, now) },
  ]
  return mayReplay ? [...told, { head: 'Next step', hideHead: true, cell: replayLink }] : told
}

function why({ reason, reasonPlace }: Quarantined): ReactNode {
  return (
    <>
      {reason}
      {reasonPlace && <span className="cc-learnt"> in {reasonPlace}</span>}
    </>
  )
}

function replayLink({ id, kept }: Quarantined): ReactNode {
  if (!kept) return 'too large to keep'
  return (
    <a
      className="nhsuk-button nhsuk-button--secondary nhsuk-button--small"
      href={`/do/${REPLAY}?id=${id}&then=/intake/quarantine`}
    >
      Read again<span className="nhsuk-u-visually-hidden"> item {id}</span>
    </a>
  )
}
