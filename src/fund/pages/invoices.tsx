import type { FastifyInstance } from 'fastify'
import { formatPounds } from '../../kernel/index.ts'
import type { Place } from '../../room.ts'
import {
  action,
  BackLink,
  EmptyState,
  formatDate,
  requireViewer,
  sendPage,
  Table,
} from '../../shell/index.ts'
import { READ } from '../actions.ts'
import { ANSWER_LIKENESS } from '../answer-likeness.ts'
import { unansweredLines } from '../queries-lines.ts'

/** Invoices that say the same as an earlier one under another number, until somebody says what they are. */
export function registerInvoices(app: FastifyInstance, place: Place): void {
  app.get('/fund/invoices', action(READ), async (request, reply) => {
    const viewer = requireViewer(request, reply)
    if (viewer === undefined) return reply
    const lines = await unansweredLines(place.databases.care.short)
    const may = place.whyNot(viewer, ANSWER_LIKENESS) === undefined
    const now = place.clock.now()
    const body = (
      <>
        <BackLink href="/fund">Money</BackLink>
        <h1>Which invoices have come twice?</h1>
        <Table
          caption="Invoices that look like an earlier one"
          hideCaption
          columns={[
            { head: 'Invoice', cell: ({ said }) => said.invoice_number ?? '' },
            { head: 'Supplier', cell: ({ said }) => said.supplier ?? '' },
            { head: 'Dated', nowrap: true, cell: ({ day }) => formatDate(day, now) },
            { head: 'How much', align: 'right', cell: ({ pence }) => formatPounds(pence) },
            { head: 'In', cell: ({ file, row }) => `${file}, row ${row}` },
            {
              head: 'What to do',
              hideHead: true,
              cell: ({ id, said }) =>
                may ? (
                  <a href={`/do/${ANSWER_LIKENESS}?line=${id}&then=%2Ffund%2Finvoices`}>
                    Say what it is
                    <span className="nhsuk-u-visually-hidden">: {said.invoice_number}</span>
                  </a>
                ) : null,
            },
          ]}
          rows={lines}
          rowKey={({ id }) => id}
          empty={<EmptyState title="No invoice waits for an answer." />}
        />
      </>
    )
    return sendPage(request, reply, { title: 'Invoices', nav: 'fund', body })
  })
}
