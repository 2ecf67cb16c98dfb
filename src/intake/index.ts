export { type FeedRow, feedKind } from './feed-kind.ts'
export { type Feed, feeds } from './feeds.ts'
export type { FileKind } from './kind.ts'
export { type Loaded, type LoadedFile, type LoadOptions, loadFiles } from './load-files.ts'
export {
  countQuarantined,
  listQuarantine,
  type Quarantined,
  type QuarantinePage,
  showQuarantined,
} from './quarantine.ts'
export type { IntakePlace } from './receive-items.ts'
export { type IntakePages, register } from './register.ts'
export { type Replayed, replayItem } from './replay-item.ts'
