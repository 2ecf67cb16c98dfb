import type { FastifyInstance } from 'fastify'
import type { ReactNode } from 'react'
import type { Place } from '../../../src/room.ts'
import {
  action,
  EmptyState,
  formatDate,
  plural,
  requireViewer,
  sendPage,
  Table,
} from '../../../src/shell/index.ts'
import { type Reminder, undoneReminders } from '../queries.ts'
import { reminderCycle, stateOf } from '../reminder-cycle.ts'

/** Which reminders are open. Whose they are and what they say stands on the page of the person. */
export function registerReminders(app: FastifyInstance, place: Place): void {
  app.get('/reminders', action('example.read'), async (request, reply) => {
    const viewer = requireViewer(request, reply)
    if (viewer === undefined) return reply
    const reminders = await undoneReminders(place.databases.care.short)
    const body = <Reminders reminders={reminders} now={place.clock.now()} />
    return sendPage(request, reply, { title: 'Reminders', nav: 'reminders', body })
  })
}

function Reminders({ reminders, now }: { reminders: readonly Reminder[]; now: Date }): ReactNode {
  return (
    <>
      <h1>What must not be forgotten?</h1>
      <p className="cc-lead">
        {plural(reminders.length, 'reminder is', 'reminders are')} not done.
      </p>
      <Table
        caption="Reminders, the oldest first"
        rows={reminders}
        rowKey={({ id }) => id}
        empty={<EmptyState title="Nothing is to be remembered." />}
        columns={[
          { head: 'Set', cell: ({ setAt }) => formatDate(setAt, now) },
          { head: 'State', cell: (one) => reminderCycle.states[stateOf(one)] },
          {
            head: 'About',
            cell: ({ personId }) => <a href={`/people/${personId}#reminders`}>Open the record</a>,
          },
        ]}
      />
    </>
  )
}
