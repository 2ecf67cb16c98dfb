import type { FastifyInstance } from 'fastify'
import type { ReactNode } from 'react'
import { dayInLondon, isMonth } from '../../kernel/index.ts'
import { disclosedWords } from '../../record/index.ts'
import type { Place } from '../../room.ts'
import {
  action,
  BackLink,
  EmptyState,
  formatDate,
  formatMonth,
  plural,
  requireViewer,
  sendPage,
  Table,
} from '../../shell/index.ts'
import { READ } from '../actions.ts'
import { ALL, type DuplicateVisits, duplicateVisits } from '../duplicate-visits.ts'
import { pounds } from './money.tsx'
import { MonthsBeside, monthFrom } from './months-beside.tsx'

/** How often carers whom both sides pay come to one door on one morning: of nobody by name. */
export function registerDuplicates(app: FastifyInstance, place: Place): void {
  app.get('/fund/duplicates', action(READ), async (request, reply) => {
    const viewer = requireViewer(request, reply)
    if (viewer === undefined) return reply
    const last = monthFrom(dayInLondon(place.clock.now()).slice(0, 7), -1)
    const { month: asked = '' } = request.query as { month?: string }
    const month = isMonth(asked) && asked <= last ? asked : last
    const found = (await duplicateVisits(place, month)) ?? []
    const body = <DuplicatesPage {...{ month, last, found, now: place.clock.now() }} />
    return sendPage(request, reply, { title: 'Two at one door', nav: 'fund', body })
  })
}

type Props = { month: string; last: string; found: readonly DuplicateVisits[]; now: Date }

function DuplicatesPage({ month, last, found, now }: Props): ReactNode {
  return (
    <>
      <BackLink href="/fund">Money</BackLink>
      <h1>How often do both sides send somebody on one morning?</h1>
      <p className="cc-lead">
        Mornings of {formatMonth(month)} on which home care and a community nurse came to the same
        door.
      </p>
      <MonthsBeside path="/fund/duplicates" month={month} last={last} />
      <Table
        caption="By week and district"
        columns={[
          {
            head: 'Week of',
            nowrap: true,
            cell: ({ week, weeks }) =>
              weeks > 1
                ? `${formatDate(week, now)}, ${plural(weeks, 'week')}`
                : formatDate(week, now),
          },
          { head: 'Where', cell: ({ area }) => (area === ALL ? 'Everywhere' : area) },
          { head: 'Mornings', align: 'right', cell: ({ pairs }) => disclosedWords(pairs) },
          {
            head: 'Hours of home care',
            align: 'right',
            cell: ({ hours }) => disclosedWords(hours),
          },
          {
            head: 'What they cost',
            align: 'right',
            cell: ({ pence }) => (pence === undefined ? 'too few to show' : pounds(pence)),
          },
        ]}
        rows={found}
        rowKey={({ week, area }) => `${week} ${area}`}
        empty={<EmptyState title="No such morning is known of that month." />}
      />
      <p className="cc-small">
        Whoever opted out is not counted. Small numbers are not shown and the others are rounded,
        each by itself. Two may both be needed: this says where to ask, and is no saving.
      </p>
    </>
  )
}
