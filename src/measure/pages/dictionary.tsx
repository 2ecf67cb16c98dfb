import type { FastifyInstance } from 'fastify'
import type { ReactNode } from 'react'
import type { Place } from '../../room.ts'
import {
  action,
  BackLink,
  type Column,
  Details,
  plural,
  requireViewer,
  sendPage,
  Table,
} from '../../shell/index.ts'
import { READ } from '../actions.ts'
import { type PlanningView, planningViews } from '../queries-dictionary.ts'

/** What whoever counts may read: every view of the planning schema, by what it says of itself. */
export function registerDictionary(app: FastifyInstance, place: Place): void {
  app.get('/measure/dictionary', action(READ), async (request, reply) => {
    const viewer = requireViewer(request, reply)
    if (viewer === undefined) return reply
    const views = await planningViews(place.databases.planning.short)
    return sendPage(request, reply, {
      title: 'What can be counted',
      nav: 'measure',
      body: <Dictionary views={views} />,
    })
  })
}

function Dictionary({ views }: { views: readonly PlanningView[] }): ReactNode {
  return (
    <>
      <BackLink href="/measure">What we count</BackLink>
      <h1>What can be counted</h1>
      <p className="cc-lead">
        Whoever counts reads these tables and nothing else. They name nobody, and nobody who opted
        out is in them. A definition is given months, person and occurrence by those names.
      </p>
      {views.map(({ name, says, columns }) => (
        <section key={name}>
          <h2 className="cc-code">{name}</h2>
          <p>{says}</p>
          <Details summary={`See what it holds: ${plural(columns.length, 'column')}`}>
            <Table
              caption={'Its columns'}
              hideCaption
              columns={COLUMNS}
              rows={columns}
              rowKey={(column) => column.name}
            />
          </Details>
        </section>
      ))}
    </>
  )
}

const COLUMNS: Column<PlanningView['columns'][number]>[] = [
  { head: 'Column', cell: ({ name }) => <span className="cc-code">{name}</span> },
  { head: 'What it holds', cell: ({ type }) => type },
]
