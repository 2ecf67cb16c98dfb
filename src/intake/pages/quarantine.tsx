import type { FastifyInstance } from 'fastify'
import type { ReactNode } from 'react'
import {
  action,
  BackLink,
  Button,
  capital,
  EmptyState,
  formatDateTime,
  type ListAddress,
  ListChoice,
  ListPaging,
  listAddress,
  PostForm,
  plural,
  requireViewer,
  sendPage,
  Table,
} from '../../shell/index.ts'
import { pageOfQuarantine, type Quarantined } from '../quarantine.ts'
import type { IntakePages } from '../register.ts'
import type { Replayed } from '../replay-item.ts'

const KINDS: Record<Quarantined['kind'], string> = {
  'fhir-bundle': 'Entry of a FHIR bundle',
  'fhir-resource': 'FHIR resource',
  'fhir-ndjson': 'FHIR resource on a line',
  hl7v2: 'HL7 v2 message',
  'cld-csv': 'Row of Client Level Data',
}

const FILE_KINDS = Object.keys(KINDS) as Quarantined['kind'][]
const REPLAY = 'intake.replay'

/** What could not be read, and why: never what it says, because nobody has asked about anybody. */
export function registerQuarantine(app: FastifyInstance, place: IntakePages): void {
  const { databases, clock } = place
  app.get('/intake/quarantine', action('intake.watch'), async (request, reply) => {
    const viewer = requireViewer(request, reply)
    if (viewer === undefined) return reply
    const { said } = request.query as { said?: string }
    const feeds = await place.feeds()
    const address = listAddress(
      '/intake/quarantine',
      { source: feeds.map(({ feed }) => feed), kind: FILE_KINDS, order: ['oldest'] },
      request.query,
    )
    const found = await pageOfQuarantine(databases.care.short, {
      source: address.chosen('source'),
      kind: address.chosen('kind'),
      oldest: address.chosen('order') === 'oldest',
      page: address.page,
    })
    const names = new Map(feeds.map(({ feed, name }) => [feed, name]))
    const mayReplay = place.whyNot(viewer, REPLAY) === undefined
    const body = <Quarantine {...{ found, names, address, mayReplay, said, now: clock.now() }} />
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

const SAID = new Map([
  ['read', 'The item could be read this time, and is in the record now.'],
  ['unread', 'The item still cannot be read.'],
  ['gone', 'That item is no longer in quarantine.'],
])

type Props = {
  found: Awaited<ReturnType<typeof pageOfQuarantine>>
  /** what people call each feed */
  names: ReadonlyMap<string, string>
  address: ListAddress
  mayReplay: boolean
  said?: string
  now: Date
}

function Quarantine({ found, names, address, mayReplay, said, now }: Props): ReactNode {
  const { items, page, counts } = found
  const total = counts.reduce((sum, { count }) => sum + count, 0)
  return (
    <>
      <BackLink href="/intake">Feeds</BackLink>
      <h1>What could not be read?</h1>
      <p className="cc-lead">
        {total === 0
          ? 'Nothing: everything that arrived could be read.'
          : `${plural(total, 'item', 'items')}. Each is kept as it came; the rest of its file went on.`}
      </p>
      {said !== undefined && SAID.has(said) && <p role="status">{SAID.get(said)}</p>}
      {total > 0 && <Choices counts={counts} names={names} address={address} />}
      <Table
        caption="Items in quarantine"
        hideCaption
        columns={columns(names, now, mayReplay)}
        rows={items}
        rowKey={({ id }) => id}
        empty={
          <EmptyState title={total === 0 ? 'Quarantine is empty' : 'Nothing of this is there'} />
        }
      />
      <ListPaging label="Quarantine" address={address} page={page} />
    </>
  )
}

function Choices(
  props: Pick<Props, 'names' | 'address'> & Pick<Props['found'], 'counts'>,
): ReactNode {
  const { counts, names, address } = props
  const sources = [...new Set(counts.map(({ source }) => source))]
  const kinds = FILE_KINDS.filter((kind) => counts.some((one) => one.kind === kind))
  const sum = (of: typeof counts) => of.reduce((all, { count }) => all + count, 0)
  return (
    <>
      {sources.length > 1 && (
        <ListChoice
          label="From"
          address={address}
          name="source"
          options={[
            { label: 'Everybody' },
            ...sources.map((source) => ({
              value: source,
              label: capital(names.get(source) ?? source),
              count: sum(counts.filter((one) => one.source === source)),
            })),
          ]}
        />
      )}
      {kinds.length > 1 && (
        <ListChoice
          label="What"
          address={address}
          name="kind"
          options={[
            { label: 'Everything' },
            ...kinds.map((kind) => ({
              value: kind,
              label: KINDS[kind],
              count: sum(counts.filter((one) => one.kind === kind)),
            })),
          ]}
        />
      )}
      <ListChoice
        label="Order"
        address={address}
        name="order"
        options={[{ label: 'Newest first' }, { value: 'oldest', label: 'Oldest first' }]}
      />
    </>
  )
}

function columns(names: Props['names'], now: Date, mayReplay: boolean) {
  const told = [
    { head: 'Item', cell: ({ id }: Quarantined) => `Item ${id}` },
    { head: 'From', cell: ({ source }: Quarantined) => names.get(source) ?? source },
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
