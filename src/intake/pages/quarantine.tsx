import type { FastifyInstance } from 'fastify'
import type { ReactNode } from 'react'
import {
  action,
  BackLink,
  capital,
  EmptyState,
  formatDateTime,
  type ListAddress,
  ListChoice,
  ListPaging,
  listAddress,
  plural,
  requireViewer,
  sendPage,
  Table,
} from '../../shell/index.ts'
import type { FileKind } from '../kind.ts'
import { ownKinds } from '../own-kinds.ts'
import { isOwnSource, REPLAY } from '../own-quarantine.ts'
import { pageOfQuarantine, type Quarantined } from '../quarantine.ts'
import type { IntakePages } from '../register.ts'
import { ReadTogether } from './read-together.tsx'

/** What of somebody's own could not be read, and why: never what it says, because nobody has asked about anybody. */
export function registerQuarantine(app: FastifyInstance, place: IntakePages): void {
  const { databases, clock, fileKinds = ownKinds } = place
  app.get('/intake/quarantine', action('intake.watch'), async (request, reply) => {
    const viewer = requireViewer(request, reply)
    if (viewer === undefined) return reply
    const feeds = await place.feeds()
    const address = listAddress(
      '/intake/quarantine',
      {
        source: feeds.map(({ feed }) => feed),
        kind: fileKinds.map(({ id }) => id),
        order: ['oldest'],
      },
      request.query,
    )
    const found = await pageOfQuarantine(databases.care.short, {
      isOwn: isOwnSource(place, viewer),
      source: feeds.find(({ feed }) => feed === address.chosen('source'))?.feed,
      kind: address.chosen('kind'),
      oldest: address.chosen('order') === 'oldest',
      page: address.page,
    })
    const names = new Map(feeds.map(({ feed, name }) => [feed, name]))
    const mayReplay = place.whyNot(viewer, REPLAY.name) === undefined
    const props = { found, names, fileKinds, address, mayReplay, now: clock.now() }
    const body = <Quarantine {...props} />
    return sendPage(request, reply, { title: 'Quarantine', nav: 'intake', body })
  })
}

type Props = {
  found: Awaited<ReturnType<typeof pageOfQuarantine>>
  /** what people call each feed */
  names: ReadonlyMap<string, string>
  fileKinds: readonly FileKind[]
  address: ListAddress
  mayReplay: boolean
  now: Date
}

function Quarantine({ found, names, fileKinds, address, mayReplay, now }: Props): ReactNode {
  const { items, page, counts } = found
  const total = counts.reduce((sum, { count }) => sum + count, 0)
  return (
    <>
      <BackLink href="/intake">Feeds</BackLink>
      <h1>What could not be read?</h1>
      <p className="cc-lead">
        {total === 0
          ? 'Nothing: everything that we sent could be read.'
          : `${plural(total, 'item', 'items')}. Each is kept as it came; the rest of its file went on.`}
      </p>
      <p>Each party sees its own quarantine, and nobody else’s.</p>
      {mayReplay && total > 0 && <ReadTogether {...{ found, names }} />}
      {total > 0 && <Choices {...{ counts, names, fileKinds, address }} />}
      <Table
        caption="Items in quarantine"
        hideCaption
        columns={columns(names, fileKinds, now, mayReplay)}
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
  props: Pick<Props, 'names' | 'fileKinds' | 'address'> & Pick<Props['found'], 'counts'>,
): ReactNode {
  const { counts, names, fileKinds, address } = props
  const sources = [...new Set(counts.map(({ source }) => source))]
  const kinds = fileKinds.filter(({ id }) => counts.some(({ kind }) => kind === id))
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
            ...kinds.map(({ id, item }) => ({
              value: id,
              label: item,
              count: sum(counts.filter(({ kind }) => kind === id)),
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

function columns(
  names: Props['names'],
  fileKinds: Props['fileKinds'],
  now: Date,
  mayReplay: boolean,
) {
  const itemWords = (kind: string) => fileKinds.find(({ id }) => id === kind)?.item ?? kind
  const told = [
    { head: 'Item', cell: ({ id }: Quarantined) => `Item ${id}` },
    { head: 'From', cell: ({ source }: Quarantined) => names.get(source) ?? source },
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
      href={`/do/${REPLAY.name}?id=${id}&then=/intake/quarantine`}
    >
      Read again<span className="nhsuk-u-visually-hidden"> item {id}</span>
    </a>
  )
}
