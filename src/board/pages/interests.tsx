import type { FastifyInstance } from 'fastify'
import type { ReactNode } from 'react'
import type { Place } from '../../room.ts'
import { EmptyState, formatDate, sendPage, Table } from '../../shell/index.ts'
import type { BoardView } from '../board-view.ts'
import type { REGIMES } from '../fact.ts'
import { BASES, itemHref, viewFor } from './links.ts'

const REGIME_WORDS = {
  councillors: 'councillors’ register',
  'nhs-register': 'NHS register',
  neither: 'neither register',
} satisfies Record<(typeof REGIMES)[number], string>

type Row = {
  readonly body: string
  readonly member: string
  readonly what: string
  readonly regime: (typeof REGIMES)[number]
  readonly at: string
  readonly party?: string
  readonly item?: string
}

/** Both registers side by side: who has to do with what, and is therefore out of it. */
export function registerInterests(app: FastifyInstance, place: Place): void {
  for (const { base, config } of BASES) {
    app.get(`${base}/interests`, config, async (request, reply) => {
      const view = await viewFor(place, base, request, reply)
      if (view === undefined) return reply
      const body = <Interests view={view} />
      return sendPage(request, reply, { title: 'Interests', nav: 'board', purposeBar: false, body })
    })
  }
}

function Interests({ view }: { view: BoardView }): ReactNode {
  const ofItems = [...view.board.items.values()].flatMap(({ id, body, interests }) =>
    interests.map((one): Row => {
      // What somebody has to do with a private item would tell what it is about.
      const kept = view.shown(view.board.items.get(id)!).kept
      const what = kept ? 'private until the item opens' : one.what
      return { ...one, what, body, item: id }
    }),
  )
  const rows = [...view.board.register.map((one): Row => one), ...ofItems].sort((a, b) =>
    a.at > b.at ? -1 : 1,
  )
  return (
    <>
      <h1>Who has an interest in what?</h1>
      <p className="cc-lead">
        Whoever has an interest in an item has no part in it: not its private papers, not the room,
        not the quorum, not the vote.
      </p>
      <Table
        caption="Interests, the newest first"
        hideCaption
        rows={rows}
        rowKey={({ member, at, item }) => `${member}${at}${item ?? ''}`}
        empty={<EmptyState title="Nobody has declared one." />}
        columns={[
          { head: 'Who', cell: ({ body, member }) => view.nameOf(body, member) },
          { head: 'What', cell: ({ what }) => what },
          { head: 'Register', cell: ({ regime }) => REGIME_WORDS[regime] },
          { head: 'In', cell: (one) => <InWhat view={view} row={one} /> },
          { head: 'Declared', nowrap: true, cell: ({ at }) => formatDate(at, view.now) },
        ]}
      />
    </>
  )
}

function InWhat({ view, row }: { view: BoardView; row: Row }): ReactNode {
  if (row.item === undefined) return <>everything that touches {view.partyName(row.party ?? '')}</>
  const item = view.board.items.get(row.item)!
  return <a href={itemHref(view, item.id)}>{view.shown(item).title}</a>
}
