import type { FastifyInstance } from 'fastify'
import type { ReactNode } from 'react'
import type { Place } from '../../room.ts'
import { action, EmptyState, formatDate, plural, sendPage, Table } from '../../shell/index.ts'
import { READ } from '../actions.ts'
import type { BoardView } from '../board-view.ts'
import { CLOSE_ACTION } from '../close-action.ts'
import type { ActionToDo } from '../item.ts'
import { doHref, itemHref, viewFor } from './links.ts'

const DONE_SHOWN = 20

/** What members have taken on: what is late stands first. */
export function registerActions(app: FastifyInstance, place: Place): void {
  app.get('/board/actions', action(READ), async (request, reply) => {
    const view = await viewFor(place, '/board', request, reply)
    if (view === undefined) return reply
    const today = place.agreement.current()?.today() ?? ''
    const body = <Actions view={view} today={today} />
    return sendPage(request, reply, {
      title: 'What is to be done',
      nav: 'board',
      purposeBar: false,
      body,
    })
  })
}

function Actions({ view, today }: { view: BoardView; today: string }): ReactNode {
  // What hangs on an item that somebody may not read is not hinted at.
  const all = [...view.board.actions.values()].filter(({ item }) => {
    const of = item === undefined ? undefined : view.board.items.get(item)
    return of !== undefined && !view.shown(of).kept
  })
  const open = all.filter(({ done }) => done === undefined).sort((a, b) => (a.due < b.due ? -1 : 1))
  const done = all.filter((one) => one.done !== undefined).reverse()
  const late = open.filter(({ due }) => due < today)
  return (
    <>
      <h1>What is to be done, by whom?</h1>
      <p className="cc-lead">
        {plural(open.length, 'thing')} to do, {late.length} of them late.
      </p>
      <ActionTable
        view={view}
        rows={open}
        caption="To do, what is due first at the top"
        today={today}
      />
      <ActionTable view={view} rows={done.slice(0, DONE_SHOWN)} caption="Done" today={today} />
    </>
  )
}

function ActionTable(props: {
  view: BoardView
  rows: readonly ActionToDo[]
  caption: string
  today: string
}): ReactNode {
  const { view, rows, caption, today } = props
  return (
    <Table
      caption={caption}
      rows={rows}
      rowKey={({ action: id }) => id}
      tone={({ due, done }) => (done === undefined && due < today ? 'alert' : undefined)}
      empty={<EmptyState title="Nothing." />}
      columns={[
        { head: 'What', cell: ({ what }) => what },
        { head: 'Who', cell: (one) => ownerOf(view, one) },
        { head: 'Until', nowrap: true, cell: ({ due }) => formatDate(due, view.now) },
        { head: 'For', cell: ({ item }) => <a href={itemHref(view, item!)}>the item</a> },
        {
          head: 'How it stands',
          cell: (one) => <Standing view={view} action={one} today={today} />,
        },
        {
          head: 'Next',
          hideHead: true,
          cell: (one) =>
            one.done === undefined && mayClose(view, one) ? (
              <a href={doHref(CLOSE_ACTION, { action: one.action }, '/board/actions')}>
                Say that it is done<span className="nhsuk-u-visually-hidden">: {one.what}</span>
              </a>
            ) : null,
        },
      ]}
    />
  )
}

function Standing(props: { view: BoardView; action: ActionToDo; today: string }): ReactNode {
  const { view, action, today } = props
  const { done, due, closes } = action
  if (done !== undefined) {
    return (
      <>
        {done.how}
        {done.fact !== undefined && (
          <span className="cc-learnt">closed by this fact, and by nobody’s word</span>
        )}
      </>
    )
  }
  return (
    <>
      {due < today ? 'late' : 'to do'}
      {closes !== undefined && (
        <span className="cc-learnt">closed by itself {view.closesWords(closes)}</span>
      )}
    </>
  )
}

function ownerOf({ board, nameOf }: BoardView, { owner, item }: ActionToDo): string {
  return nameOf(board.items.get(item!)?.body ?? '', owner)
}

function mayClose(view: BoardView, { owner, item }: ActionToDo): boolean {
  const seat = view.seat(view.board.items.get(item!)?.body ?? '')
  const own = view.viewer?.actor.id === owner
  return view.may(CLOSE_ACTION) && (own || seat?.chair === true || seat?.clerk === true)
}
