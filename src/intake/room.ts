import type { GrantRow } from '../access/index.ts'
import type { SourceId, Viewer } from '../kernel/index.ts'
import type { Place, Room } from '../room.ts'
import { answerLate } from './answer-late.ts'
import { feedOf } from './ask-late.ts'
import { askMeant } from './ask-meant.ts'
import { intakeConcerns, intakeToday } from './concerns.ts'
import { feedKind } from './feed-kind.ts'
import { sourcesApart } from './feeds.ts'
import { SEND } from './feeds-to-send.ts'
import { listen } from './listen.ts'
import { ownKinds } from './own-kinds.ts'
import { countAllQuarantined } from './quarantine.ts'
import { readViews } from './read-view.ts'
import { replay } from './replay-item.ts'
import { replayMany } from './replay-many.ts'
import { sayDaily } from './say-daily.ts'
import { sayMeant } from './say-meant.ts'
import { takeReceived } from './take-received.ts'
import { traceNational } from './trace-national.ts'
import { watchFeed, watchFeeds } from './watch-feeds.ts'

/** What partners send, and whether all of it arrived. */
export const intake: Room = {
  name: 'intake',
  words: 'what arrives',
  kinds: [feedKind],
  fileKinds: ownKinds,
  commands: [replay, replayMany, answerLate, sayMeant, sayDaily],
  errands: [watchFeed, watchFeeds, takeReceived, askMeant, readViews, traceNational],
  deeds: [{ name: 'intake.trace', says: 'Asks the national demographics service who somebody is' }],
  news: [{ topic: 'intake.received', action: 'web.today', hears: hearsOf }],
  actions: [
    { name: 'intake.watch', does: 'see what has arrived and what could not be read' },
    SEND,
  ],
  async pages(app, place) {
    const { register } = await import('./register.ts')
    register(app, place)
  },
  destinations: [{ id: 'intake', label: 'Feeds', href: '/intake', action: 'intake.watch' }],
  concerns: intakeConcerns,
  today: intakeToday,
  listens: listen,
  gauges: ({ databases, agreement }) => ({
    concordat_quarantined_items: {
      help: 'Items that could not be read.',
      read: () => countAllQuarantined(databases.care.short, sourcesApart(agreement.current())),
    },
  }),
}

/** Whoever may see something of what a feed gives, for the purpose they came for, may know that it has come. */
function hearsOf(place: Place, { actor, purpose }: Viewer, source: SourceId): boolean {
  const { gives, apart } = feedOf(place, source) ?? { gives: [] }
  const given = apart === undefined ? gives : [apart]
  const grants = place.agreement.current()?.table<GrantRow>('grant') ?? []
  return grants.some(
    (grant) =>
      grant.role === actor.role &&
      grant.purpose === purpose &&
      grant.data.some((one) => given.includes(one)),
  )
}
