export type { TrailFault } from './audit.ts'
export type { ResidentBundle } from './bundle.ts'
export { canonical, type JsonValue } from './canonical.ts'
export {
  type Command,
  type CommandContext,
  type CommandFacts,
  type Decide,
  inPlace,
  type NamedCommand,
  namedCommand,
  type Outcome,
  type RunRefusal,
} from './command.ts'
export { createFile, readFile } from './durable-file.ts'
export { append, emptyEdge, rootOf } from './edge.ts'
export { eraseEntries, namedErased } from './erase-entries.ts'
export { erasureStatement, type KnownOfficer } from './erasure.ts'
export { examineWitnesses } from './examine-witnesses.ts'
export {
  type FoundLook,
  type LooksPage,
  type LooksWanted,
  looksFrom,
  type NumberedLook,
} from './find-looks.ts'
export { handOver } from './hand-over.ts'
export {
  type HeldTables,
  holdRows,
  isSaidIn,
  type SaidRow,
  type SpokenEntry,
} from './held-tables.ts'
export type { ListedLook, ListRequest } from './list-look.ts'
export type { Look, LookStep } from './list-looks.ts'
export type { LoggedEntry } from './logged-entry.ts'
export { readLogged } from './logged-entry.ts'
export type { LookRequest } from './look.ts'
export { readVerifier, type Verifier } from './note.ts'
export type { Done } from './perform.ts'
export { openLogKey } from './place-keys.ts'
export { startPlaceWitnesses } from './place-witnesses.ts'
export { commandsDone, type DoneRow, looksAllowed } from './queries-replay.ts'
export type { QuorumRule } from './quorum.ts'
export { readSpoken } from './read-spoken.ts'
export { trail } from './room.ts'
export { startWitness } from './serve-witness.ts'
export { openTrail, type Trail } from './trail.ts'
export { leafHash } from './tree.ts'
export { isUnheldOnly, type Verification } from './verification.ts'
export { verifyAsAuditor, verifyPlace, verifyPublished, verifyTakenHome } from './verify.ts'
