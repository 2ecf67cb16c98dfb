import type { FastifyInstance } from 'fastify'
import type { ReactNode } from 'react'
import type { Place } from '../../room.ts'
import {
  capital,
  clauseHref,
  EmptyState,
  plural,
  SummaryList,
  sendPage,
  Tag,
} from '../../shell/index.ts'
import type { BoardView } from '../board-view.ts'
import { type PlanPoint, readPlan } from '../plan.ts'
import { PLAN_DOCUMENTS } from '../plan-document.ts'
import { BASES, itemHref, viewFor } from './links.ts'

const STATES = {
  better: { tone: 'green', words: 'Getting better' },
  worse: { tone: 'red', words: 'Getting worse' },
  'no signal': { tone: 'grey', words: 'No signal' },
  'not counted': { tone: 'yellow', words: 'Agreed, not counted' },
  'nothing behind it': { tone: 'orange', words: 'Nothing behind it yet' },
} as const

/** What both sides committed themselves to, each point with what makes it so and how it stands by fact. */
export function registerPlan(app: FastifyInstance, place: Place): void {
  for (const { base, config } of BASES) {
    app.get(`${base}/plan`, config, async (request, reply) => {
      const view = await viewFor(place, base, request, reply)
      if (view === undefined) return reply
      const body = <Plan view={view} points={await readPlan(place, view)} />
      return sendPage(request, reply, { title: 'The plan', nav: 'board', purposeBar: false, body })
    })
  }
}

function Plan({ view, points }: { view: BoardView; points: readonly PlanPoint[] }): ReactNode {
  const behind = points.filter(({ state }) => state !== 'nothing behind it').length
  return (
    <>
      <h1>What did both sides commit themselves to?</h1>
      <p className="cc-lead">
        {plural(points.length, 'point')}; something stands behind {behind} of them.
      </p>
      <ul className="cc-items">
        {Object.entries(PLAN_DOCUMENTS).map(([name, title]) => (
          <li key={name}>
            <a href={`${view.base}/plan/${name}`}>{title}, made of what stands here</a>
          </li>
        ))}
      </ul>
      {points.length === 0 && <EmptyState title="No clause commits anybody to anything." />}
      {points.map((one) => (
        <Point key={one.id} view={view} point={one} />
      ))}
    </>
  )
}

function Point({ view, point }: { view: BoardView; point: PlanPoint }): ReactNode {
  const { tone, words } = STATES[point.state]
  const to = view.base === '/public' ? '/public' : ''
  const links = (numbers: readonly string[]) =>
    numbers.map((number) => (
      <span key={number}>
        <a href={clauseHref(number, to)}>clause {number}</a>{' '}
      </span>
    ))
  return (
    <section>
      <h2>
        {capital(point.point)} <Tag tone={tone}>{words}</Tag>
      </h2>
      <SummaryList
        rows={[
          { key: 'Committed by', value: links([point.clause]) },
          ...(point.clauses.length === 0
            ? []
            : [{ key: 'Made so by', value: links(point.clauses) }]),
          ...point.seen.map(({ name, says }) => ({ key: name, value: says })),
          ...point.paid.map(({ name, says }) => ({ key: `Paid for by ${name}`, value: says })),
          ...point.unpaid.map((name) => {
            return { key: `Paid for by ${name}`, value: 'This year’s fund has no such scheme' }
          }),
          ...point.owners.map(({ side, name, post }) => ({
            key: `For ${view.sideName(side)}`,
            value: name,
            note: post,
          })),
          ...(point.decisions.length === 0
            ? []
            : [{ key: 'Decided', value: <Decided view={view} point={point} /> }]),
        ]}
      />
    </section>
  )
}

function Decided({ view, point }: { view: BoardView; point: PlanPoint }): ReactNode {
  return (
    <ul className="cc-items">
      {point.decisions.map(({ id, title }) => (
        <li key={id}>
          <a href={itemHref(view, id)}>{title}</a>
        </li>
      ))}
    </ul>
  )
}
