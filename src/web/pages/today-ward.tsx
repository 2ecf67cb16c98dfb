import type { FastifyReply, FastifyRequest } from 'fastify'
import type { ReactNode } from 'react'
import type { Viewer } from '../../kernel/index.ts'
import type { FeedState } from '../../record/index.ts'
import { type BedList, lookAtBedChanges, lookAtBeds } from '../../record/index.ts'
import type { TodayLine } from '../../room.ts'
import {
  EmptyState,
  type Figure,
  FigureStrip,
  formatCount,
  formatWait,
  ListPaging,
  listAddress,
  plural,
  sendPage,
} from '../../shell/index.ts'
import { drawFigures } from '../draw-figures.ts'
import { otherSideName } from '../other-side.ts'
import { heardOf } from '../own-feeds.ts'
import type { WardRow } from '../ward-list.ts'
import { Beds } from './beds.tsx'
import { AskKnownAt, KnownThen, pastOnly, type ShownAddress } from './known-at.tsx'
import { AlsoWaits } from './lines.tsx'
import { SinceThis } from './list-changes.tsx'
import { LateFeeds } from './row-cells.tsx'
import { Figures } from './today-figures.tsx'
import { UnnamedWard } from './today-no-ward.tsx'
import type { TodayPlace } from './today-place.ts'
import { rowsOf, sendWardChanges } from './ward-changes.tsx'

export async function sendWard(
  request: FastifyRequest,
  reply: FastifyReply,
  place: TodayPlace,
  viewer: Viewer,
): Promise<FastifyReply> {
  const { actor } = viewer
  const { unit } = actor
  const address = listAddress('/', {}, request.query)
  const what = unit === undefined ? 'list of people in hospital' : 'ward list'
  const { since } = address
  const present = place.clock.now()
  const at = pastOnly(address.knownAt, present)
  const now = at ?? present
  const changes = since && (await lookAtBedChanges(place, viewer, { unit, since, what }))
  if (changes) return sendWardChanges(request, reply, place, viewer, changes)
  const [list, feeds, lines] = await Promise.all([
    lookAtBeds(place, viewer, { unit, page: address.page, what, at }),
    place.feeds(),
    place.today(viewer),
  ])
  const agreement = place.agreement.current()
  const heard = agreement && heardOf(agreement, feeds, actor.organisation)
  const { sendsReadyDates } = list
  const hospital = agreement?.parties.find(({ id }) => id === actor.organisation)?.name
  const where = unit ?? hospital ?? 'The hospital'
  const isNamed = list.inBed > 0 || list.unitIsNamed
  const isIdle = list.inBed === 0 && lines.length === 0
  const figures = isIdle && at === undefined ? await drawFigures(request, place, viewer) : undefined
  return sendPage(request, reply, {
    title: `Today, ${where}`,
    nav: 'today',
    script: ['live'],
    body: isNamed ? (
      <Ward
        list={list}
        // What is said of now is no part of a list of then.
        lines={at === undefined ? lines : []}
        rows={rowsOf(place, viewer, list.people, { sendsReadyDates, heard, now })}
        where={where}
        address={address}
        late={at === undefined ? (heard?.late ?? []) : []}
        isHeard={heard?.hospitals ?? false}
        other={otherSideName(agreement, actor.side)}
        below={figures && <Figures {...figures} />}
        knownAt={at}
        present={present}
        now={now}
      />
    ) : (
      <UnnamedWard unit={where} units={list.units} />
    ),
  })
}

export type WardProps = {
  list: Omit<BedList, 'people' | 'units' | 'unitIsNamed'>
  /** those of the page */
  rows: readonly WardRow[]
  /** what else waits for the viewer */
  lines?: readonly TodayLine[]
  /** 'Ward 6', 'Mere General' */
  where: string
  address: ShownAddress
  knownAt?: Date
  present?: Date
  late: readonly FeedState[]
  /** the hospital has told of its beds at some time */
  isHeard: boolean
  /** how both sides call the other one: 'the council' */
  other: string
  /** where nothing waits */
  below?: ReactNode
  now: Date
}

export function Ward(props: WardProps): ReactNode {
  const { list, where, now } = props
  const longest = props.rows.find(({ readyAt }) => readyAt !== undefined)
  if (list.inBed === 0) return <EmptyWard {...props} />
  return (
    <>
      <h1>{headingOf(list, where)}</h1>
      <KnownThen {...props} />
      <p className="cc-lead">{leadOf(list, longest)}</p>
      <LateFeeds feeds={props.late} now={now} />
      <AlsoWaits lines={props.lines ?? []} />
      <FigureStrip figures={figuresOf(list)} />
      {props.knownAt === undefined && <SinceThis address={props.address} version={list.version} />}
      <Beds {...props} />
      <ListPaging label={`People in ${where}`} address={props.address} page={list.page} />
      <AskKnownAt {...props} />
      <p className="cc-learnt">Each person listed has it in their log that you saw this.</p>
    </>
  )
}

function EmptyWard(props: WardProps): ReactNode {
  const { where, late, lines = [], isHeard, list, address, below, now } = props
  return (
    <>
      <h1>
        {where}: {emptyHeading(props)}
      </h1>
      <KnownThen {...props} />
      <LateFeeds feeds={late} now={now} />
      <AlsoWaits lines={lines} />
      {props.knownAt === undefined && <SinceThis address={address} version={list.version} />}
      <EmptyState
        title={
          props.knownAt !== undefined
            ? 'Nothing was known then of anybody here whom you may see now.'
            : isHeard
              ? 'The hospital’s feed tells of nobody who is here now.'
              : 'Nothing has come from the hospital yet.'
        }
      >
        <p>Whoever comes in is on this page when the hospital has said so.</p>
      </EmptyState>
      {below}
      <AskKnownAt {...props} />
    </>
  )
}

function emptyHeading({ isHeard, knownAt }: WardProps): string {
  if (knownAt !== undefined) return 'nobody was known to be in a bed'
  return isHeard ? 'nobody is in a bed' : 'who is in a bed is not known'
}

function headingOf({ sendsReadyDates, ready }: WardProps['list'], where: string): string {
  if (!sendsReadyDates) return `${where}: who can go home is not known`
  return `${where}: ${ready === 0 ? 'nobody' : plural(ready, 'person', 'people')} can go home`
}

function leadOf(list: WardProps['list'], longest: WardRow | undefined): string {
  if (!list.sendsReadyDates) {
    return 'Nobody in the hospital has a ready date: either it sends none, or nobody is ready.'
  }
  if (list.ready === 0) return 'Nobody who is ready is waiting.'
  if (longest === undefined) return 'Those who can go home are on the first page.'
  const what = longest.waitsFor === undefined ? '' : `, for ${longest.waitsFor.what}`
  return `${longest.name} has waited longest: ${formatWait(longest.waitedMs!)}${what}.`
}

/** Without a ready date from anybody, nought would be a claim that nobody made. */
function figuresOf({ sendsReadyDates, ready, waitedMs, inBed }: WardProps['list']): Figure[] {
  const beds = { label: 'in a bed', value: formatCount(inBed) }
  if (!sendsReadyDates) {
    return [{ label: 'can go home', value: 'not known', note: 'no ready date sent' }, beds]
  }
  return [
    { label: 'can go home', value: ready, tone: ready > 0 ? 'alert' : 'good' },
    { label: 'waited, all together', value: waitedMs === 0 ? '0' : formatWait(waitedMs) },
    beds,
  ]
}
