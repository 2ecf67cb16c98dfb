import type { FastifyReply, FastifyRequest } from 'fastify'
import type { ReactNode } from 'react'
import type { Viewer } from '../../kernel/index.ts'
import { lookAtOpen, sourcesOf } from '../../record/index.ts'
import {
  EmptyState,
  type Figure,
  FigureStrip,
  formatDate,
  formatList,
  formatWait,
  LiveNote,
  plural,
  sendPage,
  Table,
} from '../../shell/index.ts'
import { type AwayRow, awayOf, type WorkRow, workOf } from '../case-list.ts'
import { ARRIVED, type TodayPlace } from './today-place.ts'

/** The oldest are shown; whoever has more than this waiting needs more than a list. */
const LIST_MAX = 50

export async function sendCases(
  request: FastifyRequest,
  reply: FastifyReply,
  place: TodayPlace,
  viewer: Viewer,
): Promise<FastifyReply> {
  const open = (kind: 'request' | 'assessment') =>
    lookAtOpen(place, viewer, { kind, limit: LIST_MAX, what: 'list of open cases' })
  const [requests, assessments, away] = await Promise.all([
    open('request'),
    open('assessment'),
    place.ownInHospital?.(viewer),
  ])
  const now = place.clock.now()
  const work = workOf([...requests, ...assessments])
  const agreement = place.agreement.current()
  const partyName = agreement ? sourcesOf(agreement).partyName : () => undefined
  return sendPage(request, reply, {
    title: 'Today',
    nav: 'today',
    script: ['live'],
    body: <Cases work={work} away={away && awayOf(away, now, partyName)} now={now} />,
  })
}

export function Cases(props: {
  work: readonly WorkRow[]
  /** absent where the record does not tell: then nothing is said of it */
  away?: readonly AwayRow[]
  now: Date
}): ReactNode {
  const { work, away = [], now } = props
  if (work.length + away.length === 0) return <NothingWaits known={props.away !== undefined} />
  return (
    <>
      <h1>{headingOf(work, away)}</h1>
      <FigureStrip figures={figuresOf(work, props.away)} />
      {away.length > 0 && <Away rows={away} now={now} />}
      {work.length > 0 && <Work rows={work} now={now} />}
      <LiveNote topic={ARRIVED} words="Something new has arrived. Show it" />
      <p className="cc-learnt">Each person listed has it in their log that you saw this.</p>
    </>
  )
}

function NothingWaits(props: { known: boolean }): ReactNode {
  return (
    <>
      <h1>Nothing needs you now</h1>
      <EmptyState
        title={`No request or assessment is open${
          props.known ? ', and nobody whom we care for is in hospital' : ''
        }.`}
      >
        <p>
          <a href="/people">Find a person</a>
        </p>
      </EmptyState>
    </>
  )
}

function headingOf(work: readonly WorkRow[], away: readonly AwayRow[]): string {
  const ready = away.filter(({ readyAt }) => readyAt !== undefined).length
  const requests = work.filter(({ kind }) => kind === 'request').length
  if (ready > 0) return `${plural(ready, 'person', 'people')} can come home to our care`
  if (requests > 0) return `${plural(requests, 'request waits', 'requests wait')} for an answer`
  if (work.length > 0) {
    return `${plural(work.length, 'assessment is', 'assessments are')} under way`
  }
  return `${plural(away.length, 'person', 'people')} of ours ${away.length === 1 ? 'is' : 'are'} in hospital`
}

function figuresOf(work: readonly WorkRow[], away: readonly AwayRow[] | undefined): Figure[] {
  const requests = work.filter(({ kind }) => kind === 'request').length
  const figures: Figure[] = [
    { label: 'requests wait', value: requests, tone: requests > 0 ? 'alert' : 'good' },
    { label: 'assessments under way', value: work.length - requests },
  ]
  if (away === undefined) return figures
  const ready = away.filter(({ readyAt }) => readyAt !== undefined).length
  return [
    ...figures,
    { label: 'of our people are in hospital', value: away.length },
    { label: 'of them can come home', value: ready, tone: ready > 0 ? 'alert' : undefined },
  ]
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
        { head: 'In since', cell: (row) => dateOf(row.inSince, now), nowrap: true },
        { head: 'Can come home since', cell: (row) => dateOf(row.readyAt, now) || 'Not ready' },
      ]}
    />
  )
}

function Work(props: { rows: readonly WorkRow[]; now: Date }): ReactNode {
  const { now } = props
  const waited = ({ since }: WorkRow) => (since ? now.getTime() - Date.parse(since) : Number.NaN)
  return (
    <Table
      caption="Open cases, the longest wait first"
      rows={props.rows}
      rowKey={({ personId }) => personId}
      columns={[
        { head: 'Person', cell: (row) => <a href={`/people/${row.personId}`}>{row.name}</a> },
        { head: 'What', cell: (row) => row.label },
        { head: 'Came by', cell: (row) => row.route ?? '' },
        { head: 'Since', cell: (row) => dateOf(row.since, now), nowrap: true },
        { head: 'Has waited', cell: (row) => formatWait(waited(row)), align: 'right' },
      ]}
    />
  )
}

function dateOf(moment: string | undefined, now: Date): string {
  return moment === undefined ? '' : formatDate(moment, now)
}
