import type { FastifyInstance } from 'fastify'
import type { ReactNode } from 'react'
import type { Place } from '../../room.ts'
import {
  EmptyState,
  formatDate,
  formatFullDate,
  type ListAddress,
  ListChoice,
  ListPaging,
  listAddress,
  pageOf,
  plural,
  sendPage,
  Table,
} from '../../shell/index.ts'
import { backOnAgenda } from '../as-json.ts'
import { decisionsIn } from '../board.ts'
import type { BoardView } from '../board-view.ts'
import { type Came, cameOf } from '../came.ts'
import type { ShownItem } from '../shown.ts'
import { OUTCOMES } from '../tally.ts'
import { BASES, itemHref, viewFor } from './links.ts'

type Row = {
  readonly item: ShownItem
  readonly came: Came | undefined
  readonly back: ShownItem | undefined
}

/** What was decided, with what was promised of it beside what came. */
export function registerDecisions(app: FastifyInstance, place: Place): void {
  for (const { base, config } of BASES) {
    app.get(`${base}/decisions`, config, async (request, reply) => {
      const view = await viewFor(place, base, request, reply)
      if (view === undefined) return reply
      const rows = await readRows(place, view)
      const address = listAddress(
        `${base}/decisions`,
        { show: ['promised', 'missed', 'back'] },
        request.query,
      )
      const body = <Decisions view={view} rows={rows} address={address} />
      return sendPage(request, reply, {
        title: 'What was decided',
        nav: 'board',
        purposeBar: false,
        body,
      })
    })
  }
}

/** A measure is asked once, however many decisions promise something of it. */
async function readRows(place: Place, view: BoardView): Promise<Row[]> {
  const shown = decisionsIn(view.board).map((one) => view.shown(one))
  return Promise.all(
    shown.map(async (item) => {
      const back = backOnAgenda(view.board, item)
      const came = await cameOf(place, item.decision!.motion)
      return { item, came, back: back && view.shown(back) }
    }),
  )
}

function Decisions(props: {
  view: BoardView
  rows: readonly Row[]
  address: ListAddress
}): ReactNode {
  const { view, rows, address } = props
  const of = {
    promised: rows.filter(({ came }) => came !== undefined),
    missed: rows.filter(({ came }) => came?.kept === false),
    back: rows.filter(({ back }) => back !== undefined),
  }
  const show = address.chosen('show') as keyof typeof of | undefined
  const { rows: some, page } = pageOf(show === undefined ? rows : of[show], address.page)
  const kept = rows.filter(({ came }) => came?.kept === true).length
  return (
    <>
      <h1>What was decided, and what came of it?</h1>
      <p className="cc-lead">
        {plural(rows.length, 'decision')}; of {plural(of.promised.length, 'promise')}, {kept} so far
        kept and {of.missed.length} missed.
      </p>
      <ListChoice
        label="Which ones"
        address={address}
        name="show"
        options={[
          { label: 'All', count: rows.length },
          { value: 'promised', label: 'With a promise', count: of.promised.length },
          { value: 'missed', label: 'Missed', count: of.missed.length },
          { value: 'back', label: 'Back on an agenda', count: of.back.length },
        ]}
      />
      <DecisionTable view={view} rows={some} />
      <ListPaging label="Decisions" address={address} page={page} />
      {view.base === '/public' && (
        <p>
          <a href="/public/decisions.rss">Decisions as a feed</a>
        </p>
      )}
    </>
  )
}

function DecisionTable({ view, rows }: { view: BoardView; rows: readonly Row[] }): ReactNode {
  return (
    <Table
      caption="Decisions, the newest first"
      hideCaption
      rows={rows}
      rowKey={({ item }) => item.id}
      tone={({ came }) => (came?.kept === false ? 'alert' : undefined)}
      empty={<EmptyState title="Nothing is decided yet." />}
      columns={[
        {
          head: 'Decision',
          cell: ({ item }) => <a href={itemHref(view, item.id)}>{item.title}</a>,
        },
        { head: 'When', nowrap: true, cell: ({ item }) => formatDate(item.decision!.at, view.now) },
        { head: 'How', cell: ({ item }) => OUTCOMES[item.decision!.outcome] },
        {
          head: 'Promised',
          cell: ({ came }) =>
            came && `${came.name}: ${came.target} by ${formatFullDate(came.byDay)}`,
        },
        { head: 'Came', cell: ({ came }) => came && cameWords(came) },
        {
          head: 'Comes back',
          cell: ({ item, back }) => {
            const { reviewOn } = item.decision!.motion
            if (back === undefined) return reviewOn && formatFullDate(reviewOn)
            return <a href={itemHref(view, back.id)}>on an agenda</a>
          },
        },
      ]}
    />
  )
}

function cameWords({ says, kept, value }: Came): string {
  if (kept === undefined) return value === undefined ? says : `${says}, so far`
  return `${says}: ${kept ? 'kept' : 'missed'}`
}
