export type { ResidentBundle } from './bundle.ts'
export { canonical, type JsonObject, type JsonValue, NotCanonical } from './canonical.ts'
export { type Erasure, eraseEntries } from './erase-entries.ts'
export type { Look } from './list-looks.ts'
export type { LookReceipt, LookRequest } from './look.ts'
export { readVerifier, type Verifier } from './note.ts'
export { type PlaceWitnesses, startPlaceWitnesses } from './place-keys.ts'
export { register, type TrailPlace } from './register.ts'
export type { Command, CommandCall, CommandContext } from './run-command.ts'
export { startWitness, type Witness, type WitnessSettings } from './serve-witness.ts'
export {
  openTrail,
  type Trail,
  type TrailDeps,
  type TrailStatus,
  type WitnessStatus,
} from './trail.ts'
export { isUnheldOnly, type Verification } from './verification.ts'
export { verifyPlace, verifyPublished, verifyTakenHome } from './verify.ts'
