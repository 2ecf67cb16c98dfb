import type { FastifyInstance } from 'fastify'
import type { ReactNode } from 'react'
import {
  action,
  byCount,
  EmptyState,
  formatCount,
  type ListAddress,
  listAddress,
  plural,
  requireViewer,
  sendPage,
  Table,
  Tag,
} from '../../shell/index.ts'
import { ANSWER_LATE } from '../answer-late.ts'
import type { FeedRow } from '../feed-kind.ts'
import type { Feed } from '../feeds.ts'
import { feedsToSend, SEND } from '../feeds-to-send.ts'
import { type Loose, looseOf, looseWords } from '../loose-files.ts'
import { isOwnSource } from '../own-quarantine.ts'
import { countQuarantined } from '../quarantine.ts'
import { lastReportedFields } from '../queries-returns.ts'
import type { IntakePages } from '../register.ts'
import { AnswerLink, expected, lastArrived, nameCell } from './feed-cells.tsx'
import { CHOICES, Choices } from './feed-choices.tsx'
import { reportHref } from './return-report.tsx'

/** Has everything arrived? One line for each feed, the late ones first. */
export function registerFeeds(app: FastifyInstance, place: IntakePages): void {
  const { databases, clock, feeds, agreement, whyNot } = place
  app.get('/intake', action('intake.watch'), async (request, reply) => {
    const viewer = requireViewer(request, reply)
    if (viewer === undefined) return reply
    const [all, unread, reported, loose] = await Promise.all([
      feeds(),
      countQuarantined(databases.care.short, isOwnSource(place, viewer)),
      lastReportedFields(databases.care.short),
      looseOf(place.settings?.dropFolder),
    ])
    const quarantined = unread.reduce((sum, { count }) => sum + count, 0)
    const address = listAddress('/intake', CHOICES, request.query)
    const maySend =
      place.whyNot(viewer, SEND.name) === undefined && feedsToSend(place, viewer).length > 0
    const promised = agreement?.current()?.table<FeedRow>('feed') ?? []
    const mayAnswer = whyNot(viewer, ANSWER_LATE) === undefined
    const own = promised.filter(({ party }) => mayAnswer && party === viewer.actor.organisation)
    const answers = new Set(own.map(({ id }) => id))
    const returns = promised.filter(
      ({ id, party }) =>
        party === viewer.actor.organisation && reported.some(({ source }) => source === id),
    )
    const props = {
      feeds: all,
      loose,
      quarantined,
      address,
      maySend,
      answers,
      returns,
      now: clock.now(),
    }
    const body = <FeedsPage {...props} />
    return sendPage(request, reply, { title: 'Has everything arrived?', nav: 'intake', body })
  })
}

function FeedsPage(props: {
  feeds: readonly Feed[]
  quarantined: number
  loose: readonly Loose[]
  address: ListAddress<typeof CHOICES>
  maySend: boolean
  /** feeds of which the viewer may say why they are late */
  answers: ReadonlySet<string>
  /** feeds of the viewer's own party of whose last return there is a report */
  returns: readonly FeedRow[]
  now: Date
}): ReactNode {
  const { now, quarantined, address, maySend, answers, returns } = props
  const late = props.feeds.filter((feed) => feed.late)
  const feeds = (address.chosen('show') === 'late' ? late : [...props.feeds]).sort(
    ORDERS[address.chosen('order') ?? 'late'],
  )
  return (
    <>
      <h1>Has everything arrived?</h1>
      <p className="cc-lead">{answer(props.feeds)}</p>
      {props.feeds.length > 1 && (
        <Choices all={props.feeds.length} late={late.length} address={address} />
      )}
      <Table
        caption="What our partners send"
        columns={[
          { head: 'Feed', cell: nameCell },
          { head: 'Last arrived', cell: (feed) => lastArrived(feed, now) },
          { head: 'Expected', cell: expected },
          {
            head: 'State',
            cell: (feed) => (
              <>
                <Tag tone={feed.late ? 'red' : 'green'}>{feed.late ? 'Late' : 'On time'}</Tag>
                {feed.silentFor !== undefined && (
                  <p className="cc-learnt">
                    Silent for more than {feed.silentFor}: what it told ties nobody to anybody.
                  </p>
                )}
                {feed.explained !== undefined && <p className="cc-learnt">{feed.explained}</p>}
                {feed.late && answers.has(feed.feed) && <AnswerLink feed={feed} />}
              </>
            ),
          },
          { head: 'Items', cell: (feed) => formatCount(feed.items), align: 'right' },
        ]}
        rows={feeds}
        rowKey={({ feed }) => feed}
        tone={({ late }) => (late ? 'alert' : undefined)}
        empty={
          props.feeds.length > 0 ? (
            <EmptyState title="No feed is late" />
          ) : (
            <EmptyState title="No feed yet">
              <p>The agreement names no feed, and nothing has been loaded.</p>
            </EmptyState>
          )
        }
      />
      <LooseFiles loose={props.loose} />
      <p>
        <a href="/intake/certificates">See what each of us gives and gets</a>
      </p>
      {maySend && (
        <p>
          <a className="nhsuk-button nhsuk-button--secondary" href="/intake/send">
            Send in a file
          </a>
        </p>
      )}
      <h2>Could everything of ours be read?</h2>
      <p>
        {quarantined === 0
          ? 'Yes: everything that we sent could be read.'
          : `No: ${plural(quarantined, 'item of ours is', 'items of ours are')} in quarantine.`}{' '}
        <a href="/intake/quarantine">See quarantine</a>
      </p>
      {returns.map(({ id, name }) => (
        <p key={id}>
          <a href={reportHref(id)}>See what is wrong with the last return, row by row: {name}</a>
        </p>
      ))}
    </>
  )
}

function LooseFiles({ loose }: { loose: readonly Loose[] }): ReactNode {
  if (loose.length === 0) return null
  const { what, since } = looseWords(loose)
  return (
    <p>
      <strong>{what}.</strong> {since}
    </p>
  )
}

const ORDERS: Record<'late' | 'name' | 'arrived', (a: Feed, b: Feed) => number> = {
  late: (a, b) => Number(b.late) - Number(a.late),
  name: (a, b) => a.name.localeCompare(b.name, 'en-GB'),
  arrived: (a, b) => (b.lastArrivedAt ?? '').localeCompare(a.lastArrivedAt ?? ''),
}

function answer(feeds: readonly Feed[]): string {
  const late = feeds.filter((feed) => feed.late)
  if (feeds.length === 0) return 'Nothing is expected and nothing has come.'
  if (late.length === 0) return 'Yes: no feed is late.'
  const names = late.map(({ name }) => name).join(', ')
  const missing = `What ${byCount(late.length, 'it', 'they')} would have said is missing on every page.`
  return `No: ${plural(late.length, 'feed is', 'feeds are')} late (${names}). ${missing}`
}
