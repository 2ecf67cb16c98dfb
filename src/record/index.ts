export { type CareEvent, EVENT_KINDS, type EventKind, type EventStatus } from './event.ts'
export type { JsonObject, JsonValue, ParsedResource } from './resource.ts'
export { storeEvents } from './store-events.ts'
export { type StoreCounts, storeResources } from './store-resources.ts'
