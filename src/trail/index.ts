export type { TrailFault } from './audit.ts'
export type { ResidentBundle } from './bundle.ts'
export { canonical, type JsonObject, type JsonValue, NotCanonical } from './canonical.ts'
export {
  type Basis,
  type Command,
  type CommandCall,
  type CommandContext,
  type CommandFacts,
  type Decide,
  inPlace,
  type NamedCommand,
  namedCommand,
  type Outcome,
  type PowerAsked,
  type RunRefusal,
} from './command.ts'
export { createFile, readFile } from './durable-file.ts'
export { type Erasure, eraseEntries, namedErased } from './erase-entries.ts'
export { erasureStatement, type KnownOfficer } from './erasure.ts'
export { type HandedOver, handOver } from './hand-over.ts'
export type { GivenKeys } from './known-policy.ts'
export type { Deed } from './list-deeds.ts'
export type { ListedLook, ListRequest } from './list-look.ts'
export type { Look, LookStep } from './list-looks.ts'
export type { LoggedEntry } from './logged-entry.ts'
export { readLogged } from './logged-entry.ts'
export type { LookReceipt, LookRequest } from './look.ts'
export { readVerifier, type Verifier } from './note.ts'
export type { Done } from './perform.ts'
export { type PlaceWitnesses, startPlaceWitnesses } from './place-witnesses.ts'
export type { QuorumRule } from './quorum.ts'
export type { TrailPlace } from './register.ts'
export { trail } from './room.ts'
export { startWitness, type Witness, type WitnessSettings } from './serve-witness.ts'
export {
  openTrail,
  type Trail,
  type TrailDeps,
} from './trail.ts'
export type { TrailStatus, WitnessStatus } from './trail-status.ts'
export { isUnheldOnly, type Verification } from './verification.ts'
export {
  verifyAsAuditor,
  verifyPlace,
  verifyPublished,
  verifyTakenHome,
} from './verify.ts'
export type { Consent, SpokenEntry } from './verify-database.ts'
