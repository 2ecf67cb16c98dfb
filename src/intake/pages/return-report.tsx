import type { FastifyInstance } from 'fastify'
import type { ReactNode } from 'react'
import { formatPounds } from '../../kernel/index.ts'
import {
  action,
  BackLink,
  capital,
  EmptyState,
  formatCount,
  formatDateTime,
  formatFullDate,
  type ListAddress,
  ListPaging,
  listAddress,
  pageOf,
  plural,
  requireViewer,
  SummaryList,
  sendPage,
  sendProblem,
  Table,
} from '../../shell/index.ts'
import type { CellFault, FieldCounts, ReturnReport } from '../cld-check.ts'
import { wantingWords } from '../cld-check.ts'
import type { FeedRow } from '../feed-kind.ts'
import { lastReport, type Reported } from '../queries-returns.ts'
import type { IntakePages } from '../register.ts'

export function reportHref(source: string): string {
  return `/intake/returns/${encodeURIComponent(source)}`
}

/** What is wrong with the last return of a council, row by row: for people of the party that gives it alone. */
export function registerReturnReport(app: FastifyInstance, place: IntakePages): void {
  app.get('/intake/returns/:feed', action('intake.watch'), async (request, reply) => {
    const viewer = requireViewer(request, reply)
    if (viewer === undefined) return reply
    const { feed: asked } = request.params as { feed: string }
    const feeds = place.agreement?.current()?.table<FeedRow>('feed') ?? []
    const feed = feeds.find(({ id, party }) => id === asked && party === viewer.actor.organisation)
    if (feed === undefined) {
      return sendProblem(request, reply, {
        status: 404,
        title: 'There is no such return of yours',
        sentences: ['What is wrong with a return is shown to those who gave it.'],
        next: { href: '/intake', label: 'See the feeds' },
      })
    }
    const told = await lastReport(place.databases.care.short, feed.id)
    const address = listAddress(reportHref(feed.id), {}, request.query)
    const body = <ReturnPage {...{ told, address, name: feed.name }} now={place.clock.now()} />
    return sendPage(request, reply, {
      title: 'What is wrong with our return?',
      nav: 'intake',
      body,
    })
  })
}

function ReturnPage(props: {
  told: Reported | undefined
  name: string
  address: ListAddress
  now: Date
}): ReactNode {
  const { told, name, address, now } = props
  if (told === undefined) {
    return (
      <>
        <BackLink href="/intake">Feeds</BackLink>
        <h1>What is wrong with our return?</h1>
        <EmptyState title="No return has come yet" />
      </>
    )
  }
  const { report, start, end, at } = told
  const { rows, page } = pageOf(report.faults, address.page)
  return (
    <>
      <BackLink href="/intake">Feeds</BackLink>
      <h1>What is wrong with our return?</h1>
      <p className="cc-lead">{capital(wantingWords(report))}.</p>
      <p>
        {capital(name)}, {formatFullDate(start)} to {formatFullDate(end)}, received{' '}
        {formatDateTime(at.toISOString(), now)}. No value is quoted here: look at the row in your
        file.
      </p>
      <Table
        caption="Row by row"
        columns={[
          { head: 'Row', cell: ({ row }: CellFault) => formatCount(row), align: 'right' },
          { head: 'Column', cell: ({ column }) => column ?? 'the row' },
          { head: 'What is wrong', cell: ({ sentence }) => sentence },
          { head: 'In the department’s words', cell: ({ status }) => status },
        ]}
        rows={rows}
        rowKey={({ row, column = '', rule }) => `${row} ${column} ${rule}`}
        empty={<EmptyState title="Nothing is wrong with any row" />}
      />
      <ListPaging label="What is wrong" address={address} page={page} />
      {report.more > 0 && (
        <p>{plural(report.more, 'fault more is', 'faults more are')} counted only.</p>
      )}
      <Fields fields={report.fields} />
      <Sums report={report} />
    </>
  )
}

function Fields({ fields }: { fields: readonly FieldCounts[] }): ReactNode {
  return (
    <Table
      caption="Field by field"
      columns={[
        { head: 'Field', cell: ({ name }: FieldCounts) => name },
        { head: 'Must be filled', cell: ({ mandatory }) => formatCount(mandatory), align: 'right' },
        { head: 'Blank then', cell: ({ missing }) => formatCount(missing), align: 'right' },
        { head: 'Valid', cell: ({ valid }) => formatCount(valid), align: 'right' },
        { head: 'Invalid', cell: ({ invalid }) => formatCount(invalid), align: 'right' },
        {
          head: 'Asked for',
          cell: ({ asked, rule }) => (asked === undefined ? '' : `${capital(asked)} (${rule.by})`),
        },
      ]}
      rows={fields}
      rowKey={({ name }) => name}
    />
  )
}

/** Which time it covers and what its services cost, by the department's sums. */
function Sums({ report: { periods, costs } }: { report: ReturnReport }): ReactNode {
  const covers = periods.map(({ start, end, derived }) => ({
    key: 'Covers',
    value: `${formatFullDate(start)} to ${formatFullDate(end)}, as it says`,
    note:
      derived === undefined
        ? 'too few events to work out which time they cover'
        : `its events cover ${formatFullDate(derived.start)} to ${formatFullDate(derived.end)}`,
  }))
  const cost = {
    key: 'Services cost',
    value: formatPounds(BigInt(costs.pence), { pence: false }),
    note: `in that time, of ${formatCount(costs.costed)} of ${plural(costs.services, 'service', 'services')}`,
  }
  return <SummaryList rows={[...covers, cost]} />
}
