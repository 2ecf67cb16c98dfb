export { lineItems } from './cut-items.ts'
export { checkReadings } from './declared-reading.ts'
export { type FeedRow, feedKind } from './feed-kind.ts'
export { type Feed, feeds } from './feeds.ts'
export type { Item } from './item.ts'
export type { FileKind, FileToInspect, Found, Head, Inspection, KeepContext } from './kind.ts'
export { type Loaded, type LoadedFile, type LoadOptions, loadFiles } from './load-files.ts'
export { loadReference } from './load-reference.ts'
export {
  countQuarantined,
  listQuarantine,
  type Quarantined,
  type QuarantinePage,
  showQuarantined,
  sourceOf,
} from './quarantine.ts'
export { type ReadContext, type Reading, Unreadable } from './reading.ts'
export type { IntakePlace } from './receive-items.ts'
export type { IntakePages } from './register.ts'
export { type Replayed, replay } from './replay-item.ts'
export { intake } from './room.ts'
