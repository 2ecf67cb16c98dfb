import type { FastifyInstance } from 'fastify'
import { register as registerLooks } from './pages/looks.tsx'
import { register as registerMe } from './pages/me.tsx'
import { register as registerBundle } from './pages/me-bundle.ts'
import { register as registerPerson } from './pages/person.tsx'
import type { RecordPlace } from './pages/person-place.ts'
import { register as registerSearch } from './pages/search.tsx'

export {
  type AccessQuestion,
  type Decision,
  decide,
  purposesOf,
  relationshipsNeeded,
} from './access.ts'
export {
  accessKinds,
  type DataClassRow,
  type ProhibitionRow,
  type PurposeRow,
  type RoleRow,
} from './access-kinds.ts'
export type { RelationshipRow } from './access-relationship-kind.ts'
export { type AgreedNames, agreedNames } from './agreed-names.ts'
export { CASE_KINDS, type Case, type CaseKind } from './cases.ts'
export {
  closeLeftOut,
  countLeftOut,
  type LeftOut,
  type WholeReturns,
} from './close-returns.ts'
export { DATA_CLASSES, type DataClass, wordsForClass } from './data-class.ts'
export {
  type CareEvent,
  EVENT_KINDS,
  type EventKind,
  type EventStatus,
  eventIdOf,
  type Told,
  visitIdOf,
} from './event.ts'
export type { Holder } from './holders.ts'
export type { Fact, IdentityView } from './identity-view.ts'
export type { KnownEvent } from './known-event.ts'
export { type LastAct, lastActOf } from './last-act.ts'
export type { ListPage } from './list-page.ts'
export { type BedList, lookAtBeds, unitsNow } from './look-at-beds.ts'
export { type ListedPerson, lookAtPeople, searchPeople } from './look-at-people.ts'
export {
  type LookOptions,
  lookAtPerson,
  type PersonLook,
  type RecordDeps,
} from './look-at-person.ts'
export { lookAtWaiting, type Waiting, type WaitingList } from './look-at-waiting.ts'
export { type NeedWords, needWords, wayHomeWords } from './need-words.ts'
export type { Occurrence } from './occurrence.ts'
export { lookAtOwnRecord, type OwnRecord } from './own-record.ts'
export type { FeedState, RecordPlace } from './pages/person-place.ts'
export type { PersonView } from './person-view.ts'
export { readLooks } from './read-looks.ts'
export { recordInWords } from './record-in-words.ts'
export type { RefusedLook } from './refused-look.ts'
export { RELATIONSHIPS, type Relationship } from './relationship.ts'
export type { JsonObject, JsonValue, ParsedResource } from './resource.ts'
export { type Sources, sourcesOf } from './sources.ts'
export { storeEvents } from './store-events.ts'
export { type Shared, type StoreCounts, storeResources } from './store-resources.ts'
export type { TimelineItem } from './timeline.ts'
export { type WaitRule, waitRuleOf } from './wait-rule.ts'
export { readySince } from './waits.ts'

/** The pages of this room: finding a person, their page, who has looked, a resident's own page. */
export function register(app: FastifyInstance, given: RecordPlace): void {
  const place = { ...given, feeds: remembered(given.feeds) }
  registerSearch(app, place)
  registerPerson(app, place)
  registerLooks(app, place)
  registerMe(app, place)
  registerBundle(app, place)
}

const FEEDS_AGE_MS = 2_000

/** What the place has heard is the same on everybody's page: asked at most every two seconds. */
function remembered(feeds: RecordPlace['feeds']): RecordPlace['feeds'] {
  let answer: ReturnType<RecordPlace['feeds']> | undefined
  let askedAt = 0
  return () => {
    if (answer === undefined || performance.now() - askedAt > FEEDS_AGE_MS) {
      askedAt = performance.now()
      answer = feeds()
      answer.catch(() => {
        answer = undefined
      })
    }
    return answer
  }
}
