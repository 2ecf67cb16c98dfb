import type { FastifyReply, FastifyRequest } from 'fastify'
import type { ReactNode } from 'react'
import type { Viewer } from '../../kernel/index.ts'
import { lookAtOpen } from '../../record/index.ts'
import {
  EmptyState,
  FigureStrip,
  formatDate,
  formatList,
  formatWait,
  plural,
  sendPage,
  Table,
} from '../../shell/index.ts'
import { type AwayRow, awayOf, type RequestRow, requestsOf } from '../case-list.ts'
import type { TodayPlace } from './today.tsx'

/** The oldest are shown; whoever has more than this waiting needs more than a list. */
const REQUESTS_MAX = 50

export async function sendCases(
  request: FastifyRequest,
  reply: FastifyReply,
  place: TodayPlace,
  viewer: Viewer,
): Promise<FastifyReply> {
  const [asked, away] = await Promise.all([
    lookAtOpen(place, viewer, { kind: 'request', limit: REQUESTS_MAX, what: 'list of requests' }),
    place.ownInHospital?.(viewer),
  ])
  const now = place.clock.now()
  return sendPage(request, reply, {
    title: 'Today',
    nav: 'today',
    body: <Cases requests={requestsOf(asked)} away={away && awayOf(away, now)} now={now} />,
  })
}

export function Cases(props: {
  requests: readonly RequestRow[]
  /** absent where the record cannot tell */
  away?: readonly AwayRow[]
  now: Date
}): ReactNode {
  const { requests, away = [], now } = props
  const ready = away.filter(({ readyAt }) => readyAt !== undefined)
  if (requests.length + away.length === 0) {
    return (
      <>
        <h1>Nothing needs you now</h1>
        <EmptyState title="No request waits, and nobody whom we care for is in hospital.">
          <p>
            <a href="/people">Find a person</a>
          </p>
        </EmptyState>
      </>
    )
  }
  return (
    <>
      <h1>{headingOf(requests.length, ready.length, away.length)}</h1>
      <FigureStrip
        figures={[
          {
            label: requests.length === REQUESTS_MAX ? 'requests or more wait' : 'requests wait',
            value: requests.length,
            tone: requests.length > 0 ? 'alert' : 'good',
          },
          ...(props.away
            ? [
                { label: 'of our people are in hospital', value: away.length },
                { label: 'of them can come home', value: ready.length },
              ]
            : []),
        ]}
      />
      {away.length > 0 && <Away rows={away} now={now} />}
      {requests.length > 0 && <Requests rows={requests} now={now} />}
      <p className="cc-learnt">Each person listed has it in their log that you saw this.</p>
    </>
  )
}

function headingOf(requests: number, ready: number, away: number): string {
  if (ready > 0) return `${plural(ready, 'person', 'people')} can come home to our care`
  if (requests > 0) return `${plural(requests, 'request waits', 'requests wait')} for an answer`
  return `${plural(away, 'person', 'people')} of ours ${away === 1 ? 'is' : 'are'} in hospital`
}

function Away(props: { rows: readonly AwayRow[]; now: Date }): ReactNode {
  const { now } = props
  return (
    <Table
      caption="Our people in hospital, those who can come home first"
      rows={props.rows}
      rowKey={({ personId }) => personId}
      tone={({ readyAt }) => (readyAt === undefined ? undefined : 'alert')}
      columns={[
        { head: 'Person', cell: (row) => <a href={`/people/${row.personId}`}>{row.name}</a> },
        { head: 'Our care', cell: (row) => formatList(row.care) },
        { head: 'Where', cell: (row) => [row.hospital, row.ward].filter(Boolean).join(', ') },
        { head: 'In since', cell: (row) => (row.inSince ? formatDate(row.inSince, now) : '') },
        {
          head: 'Can come home since',
          cell: (row) => (row.readyAt ? formatDate(row.readyAt, now) : 'Not ready'),
        },
      ]}
    />
  )
}

function Requests(props: { rows: readonly RequestRow[]; now: Date }): ReactNode {
  const { now } = props
  return (
    <Table
      caption="Requests, the longest wait first"
      rows={props.rows}
      rowKey={({ personId }) => personId}
      columns={[
        { head: 'Person', cell: (row) => <a href={`/people/${row.personId}`}>{row.name}</a> },
        { head: 'Asked for', cell: (row) => row.label },
        { head: 'Came', cell: (row) => row.route ?? '' },
        { head: 'Since', cell: (row) => (row.since ? formatDate(row.since, now) : '') },
        {
          head: 'Has waited',
          cell: (row) => (row.since ? formatWait(now.getTime() - Date.parse(row.since)) : ''),
          align: 'right',
        },
      ]}
    />
  )
}
