import type { FastifyInstance } from 'fastify'
import { PUBLIC } from '../../kernel/index.ts'
import type { Place } from '../../room.ts'
import { action } from '../../shell/index.ts'
import { decisionsIn } from '../board.ts'
import { viewBoard } from '../board-view.ts'
import { calendarOf } from '../icalendar.ts'
import { feedOf } from '../rss.ts'
import { OUTCOMES } from '../tally.ts'

/**
 * Meetings for calendars and decisions as a feed, for everybody: what is private is there by its open title alone.
 */
export function registerFeeds(app: FastifyInstance, place: Place): void {
  const { origin } = place.settings
  app.get('/public/meetings.ics', action(PUBLIC), async (_, reply) => {
    const view = await viewBoard(place, undefined)
    const events = [...view.board.meetings.values()].map((meeting) => ({
      id: meeting.id,
      on: meeting.on,
      calledAt: meeting.calledAt,
      where: meeting.where,
      title: view.bodyName(meeting.body),
      says: view.agenda(meeting).map(({ title }, at) => `${at + 1}. ${title}`),
      href: `${origin}/public/meetings/${meeting.id}`,
    }))
    const name = place.agreement.current()?.place ?? 'The partnership'
    return reply.type('text/calendar; charset=utf-8').send(calendarOf(name, events))
  })
  app.get('/public/decisions.rss', action(PUBLIC), async (_, reply) => {
    const view = await viewBoard(place, undefined)
    const items = decisionsIn(view.board)
      .slice(0, 100)
      .map((one) => {
        const item = view.shown(one)
        const { motion, outcome } = item.decision!
        const href = `${origin}/public/items/${item.id}`
        return {
          id: item.id,
          at: one.decision.at,
          title: item.title,
          says: `${motion.text} (${OUTCOMES[outcome]})`,
          href,
        }
      })
    const title = `What ${place.agreement.current()?.place ?? 'the partnership'} decided`
    const feed = feedOf({ title, href: `${origin}/public/decisions`, items })
    return reply.type('application/rss+xml; charset=utf-8').send(feed)
  })
}
