import type { FastifyReply, FastifyRequest } from 'fastify'
import type { ReactNode } from 'react'
import type { Viewer } from '../../kernel/index.ts'
import { lookAtOpen } from '../../record/index.ts'
import {
  type Column,
  EmptyState,
  FigureStrip,
  formatDate,
  formatList,
  formatWait,
  LiveNote,
  plural,
  sendPage,
  Table,
} from '../../shell/index.ts'
import { type WardList, type WardRow, wardListOf } from '../ward-list.ts'
import { ARRIVED, type TodayPlace } from './today-place.ts'

/** A ward has some thirty beds; a whole hospital is shown up to this many. */
const PEOPLE_MAX = 300

export async function sendWard(
  request: FastifyRequest,
  reply: FastifyReply,
  place: TodayPlace,
  viewer: Viewer,
): Promise<FastifyReply> {
  const { unit } = viewer.actor
  const listed = await lookAtOpen(place, viewer, {
    kind: 'stay',
    unit,
    limit: PEOPLE_MAX,
    what: unit === undefined ? 'list of people in hospital' : 'ward list',
  })
  const now = place.clock.now()
  const list = wardListOf(listed, now)
  const where = unit ?? 'The hospital'
  return sendPage(request, reply, {
    title: `Today, ${where}`,
    nav: 'today',
    script: ['live'],
    body: <Ward list={list} where={where} hasWards={unit === undefined} now={now} />,
  })
}

export function Ward(props: {
  list: WardList
  where: string
  hasWards: boolean
  now: Date
}): ReactNode {
  const { list, where, hasWards, now } = props
  const { ready, others } = list
  if (ready.length + others.length === 0) {
    return (
      <>
        <h1>{where}: nobody is in a bed</h1>
        <EmptyState title="The hospital’s feed tells of nobody who is here now.">
          <p>Whoever comes in is on this page when the hospital has said so.</p>
        </EmptyState>
        <LiveNote topic={ARRIVED} words="Something new has arrived. Show it" />
      </>
    )
  }
  return (
    <>
      <h1>
        {where}: {ready.length === 0 ? 'nobody' : plural(ready.length, 'person', 'people')} can go
        home
      </h1>
      <p className="cc-lead">{leadOf(list)}</p>
      <FigureStrip
        figures={[
          { label: 'can go home', value: ready.length, tone: ready.length > 0 ? 'alert' : 'good' },
          {
            label: 'waited, all together',
            value: list.waitedMs === 0 ? '0' : formatWait(list.waitedMs),
          },
          { label: 'in a bed', value: ready.length + others.length },
        ]}
      />
      {ready.length > 0 && (
        <Table
          caption="Can go home, the longest wait first"
          columns={[...personColumns(hasWards), ...readyColumns(now)]}
          rows={ready}
          rowKey={({ personId }) => personId}
          tone={({ waitedMs }) => (waitedMs! > 86_400_000 ? 'alert' : undefined)}
        />
      )}
      {others.length > 0 && (
        <Table
          caption={ready.length === 0 ? 'In a bed' : 'Not ready yet'}
          columns={[...personColumns(hasWards), ...otherColumns(now)]}
          rows={others}
          rowKey={({ personId }) => personId}
        />
      )}
      <LiveNote topic={ARRIVED} words="Something new has arrived. Show it" />
      <p className="cc-learnt">Each person listed has it in their log that you saw this.</p>
    </>
  )
}

function leadOf({ ready }: WardList): string {
  const [longest] = ready
  if (longest === undefined) return 'Nobody who is ready is waiting.'
  const reason = longest.waitingFor ? ` ${longest.waitingFor}.` : ''
  return `${longest.name} has waited longest: ${formatWait(longest.waitedMs!)}.${reason}`
}

function personColumns(hasWards: boolean): Column<WardRow>[] {
  const columns: Column<WardRow>[] = [
    { head: 'Person', cell: (row) => <a href={`/people/${row.personId}`}>{row.name}</a> },
    { head: 'Age', cell: (row) => row.age ?? '', align: 'right' },
  ]
  return hasWards ? [...columns, { head: 'Ward', cell: (row) => row.ward, nowrap: true }] : columns
}

function readyColumns(now: Date): Column<WardRow>[] {
  return [
    { head: 'Waits for', cell: (row) => row.waitingFor ?? 'Not said' },
    { head: 'Care at home', cell: careWords },
    { head: 'Ready since', cell: (row) => formatDate(row.readyAt!, now), nowrap: true },
    { head: 'Has waited', cell: (row) => formatWait(row.waitedMs!), align: 'right' },
  ]
}

function otherColumns(now: Date): Column<WardRow>[] {
  return [
    { head: 'Care at home', cell: careWords },
    { head: 'In since', cell: (row) => (row.inSince ? formatDate(row.inSince, now) : '') },
    {
      head: 'Expected to leave',
      cell: (row) => (row.expectedEnd ? formatDate(row.expectedEnd, now) : ''),
    },
  ]
}

function careWords(row: WardRow): string {
  return row.care.length === 0 ? 'None known' : formatList(row.care)
}
