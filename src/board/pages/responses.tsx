import type { FastifyInstance } from 'fastify'
import type { ReactNode } from 'react'
import type { Place } from '../../room.ts'
import {
  clauseHref,
  EmptyState,
  formatDate,
  formatWait,
  plural,
  sendPage,
  Table,
  Tag,
} from '../../shell/index.ts'
import { ASK_RESPONSE } from '../ask-response.ts'
import type { BoardView } from '../board-view.ts'
import type { STANDS } from '../fact.ts'
import type { Request } from '../item.ts'
import { isAsked, RESPOND } from '../respond.ts'
import { type ResponseRule, responseRules } from '../response-kind.ts'
import { BASES, doHref, itemHref, viewFor } from './links.ts'
import { VerbLine } from './verb-line.tsx'

const HERE = '/board/responses'
const ANSWERED_SHOWN = 50
const STAND_WORDS = {
  yes: 'Yes.',
  'in-part': 'In part.',
  no: 'No.',
} satisfies Record<(typeof STANDS)[number], string>

/** What was asked of whom, and by when it is to be answered: what is late is late for everybody to see. */
export function registerResponses(app: FastifyInstance, place: Place): void {
  for (const { base, config } of BASES) {
    app.get(`${base}/responses`, config, async (request, reply) => {
      const view = await viewFor(place, base, request, reply)
      if (view === undefined) return reply
      const agreement = place.agreement.current()
      const today = agreement?.today() ?? ''
      const rules = responseRules(agreement)
      const mine = (one: Request) =>
        view.viewer !== undefined && isAsked({ agreement, today }, one, view.viewer)
      const body = <Responses {...{ view, rules, today, mine }} />
      const title = 'Responses that are owed'
      return sendPage(request, reply, { title, nav: 'board', purposeBar: false, body })
    })
  }
}

type Props = {
  readonly view: BoardView
  readonly rules: readonly ResponseRule[]
  readonly today: string
  readonly mine: (one: Request) => boolean
}

function Responses({ view, rules, today, mine }: Props): ReactNode {
  const all = [...view.board.requests.values()]
  const open = all.filter(({ response }) => response === undefined)
  const inTurn = open.sort((a, b) => (a.due < b.due ? -1 : 1))
  const late = open.filter(({ due }) => due < today).length
  const answered = all.filter(({ response }) => response !== undefined).reverse()
  const asks = view.may(ASK_RESPONSE)
  return (
    <>
      <h1>Who owes whom a response?</h1>
      <p className="cc-lead">
        {plural(open.length, 'response')} owed, {late} of them late.
      </p>
      <VerbLine
        verbs={asks ? [{ label: 'Ask for a response', href: doHref(ASK_RESPONSE, {}, HERE) }] : []}
      />
      <Table
        caption="Owed, what is due first at the top"
        rows={inTurn}
        rowKey={({ request }) => request}
        tone={({ due }) => (due < today ? 'alert' : undefined)}
        empty={<EmptyState title="Nothing is owed." />}
        columns={[
          { head: 'Of whom', cell: ({ of }) => view.wholeName(of) },
          { head: 'What was asked', cell: (one) => <Asked view={view} one={one} rules={rules} /> },
          { head: 'Due', nowrap: true, cell: (one) => <Due view={view} one={one} today={today} /> },
          {
            head: 'Next',
            hideHead: true,
            cell: (one) =>
              mine(one) && view.may(RESPOND) ? (
                <a href={doHref(RESPOND, { request: one.request }, HERE)}>
                  Respond
                  <span className="nhsuk-u-visually-hidden"> to {view.wholeName(one.from)}</span>
                </a>
              ) : null,
          },
        ]}
      />
      <Table
        caption="Answered, the newest first"
        rows={answered.slice(0, ANSWERED_SHOWN)}
        rowKey={({ request }) => request}
        empty={<EmptyState title="Nothing was answered yet." />}
        columns={[
          { head: 'Of whom', cell: ({ of }) => view.wholeName(of) },
          { head: 'What was asked', cell: (one) => <Asked view={view} one={one} rules={rules} /> },
          { head: 'Response', cell: (one) => <Answer view={view} one={one} /> },
        ]}
      />
    </>
  )
}

function Asked(props: {
  view: BoardView
  one: Request
  rules: readonly ResponseRule[]
}): ReactNode {
  const { view, one, rules } = props
  const rule = rules.find(({ id }) => id === one.rule)
  const base = view.base === '/public' ? '/public' : ''
  return (
    <>
      {one.text}
      <span className="cc-learnt">
        {view.wholeName(one.from)}, {formatDate(one.at, view.now)}
        {rule !== undefined && (
          <>
            , by <a href={clauseHref(rule.clause, base)}>clause {rule.clause}</a>
          </>
        )}
        {one.item !== undefined && (
          <>
            , on <a href={itemHref(view, one.item)}>an item</a>
          </>
        )}
      </span>
    </>
  )
}

function Due({ view, one, today }: { view: BoardView; one: Request; today: string }): ReactNode {
  return (
    <>
      {formatDate(one.due, view.now)}{' '}
      {one.due < today && (
        <Tag tone="red">{formatWait(view.now.getTime() - Date.parse(one.due))} late</Tag>
      )}
    </>
  )
}

function Answer({ view, one }: { view: BoardView; one: Request }): ReactNode {
  const { stand, text, by, at } = one.response!
  const late = at.slice(0, 10) > one.due
  return (
    <>
      {STAND_WORDS[stand]} {text}
      <span className="cc-learnt">
        {by.name}, {formatDate(at, view.now)}
        {late ? `, late: it was due on ${formatDate(one.due, view.now)}` : ', in time'}
      </span>
    </>
  )
}
