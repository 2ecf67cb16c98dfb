export {
  closeLeftOut,
  countLeftOut,
  type LeftOut,
  type WholeReturns,
} from './close-returns.ts'
export { DATA_CLASSES, type DataClass, dataClasses, wordsForClass } from './data-class.ts'
export {
  type CareEvent,
  EVENT_KINDS,
  type EventKind,
  type EventStatus,
  eventIdOf,
  type Told,
  visitIdOf,
} from './event.ts'
export type { Fact, IdentityView } from './identity-view.ts'
export type { KnownEvent } from './known-event.ts'
export { type ListedPerson, lookAtOpen, lookAtPeople, searchPeople } from './look-at-people.ts'
export {
  type LookOptions,
  lookAtPerson,
  type PersonLook,
  type RecordDeps,
} from './look-at-person.ts'
export type { Occurrence } from './occurrence.ts'
export { lookAtOwnInHospital } from './own-in-hospital.ts'
export { lookAtOwnRecord, type OwnRecord } from './own-record.ts'
export type { FeedState, RecordPlace } from './pages/person-place.ts'
export type { PersonView } from './person-view.ts'
export { readLooks } from './read-looks.ts'
export { recordInWords } from './record-in-words.ts'
export type { RefusedLook } from './refused-look.ts'
export { RELATIONSHIPS, type Relationship, relationships } from './relationship.ts'
export type { JsonObject, JsonValue, ParsedResource } from './resource.ts'
export { record } from './room.ts'
export { type Sources, sourcesOf } from './sources.ts'
export { storeEvents, withdrawEvents } from './store-events.ts'
export { type Shared, type StoreCounts, storeResources } from './store-resources.ts'
export type { TimelineItem } from './timeline.ts'
