export { actOnDispute, DISPUTE_REFUSALS } from './act-on-dispute.ts'
export { actedBy, actorAt, MADE_UP_PLACE } from './actor-at.ts'
export type { Agreement } from './agreement.ts'
export { auditAdoptions, auditTables, LOGGED_COMMANDS } from './audit-adoptions.ts'
export { removedDisputes } from './audit-disputes.ts'
export { officersOf } from './chain.ts'
export {
  type Clause,
  type ClauseCodes,
  type ClauseKind,
  type ClauseSet,
  type CompiledClause,
  clauseKind,
  compareNumbers,
  type FaultInClause,
  type JsonValue,
  type Reference,
  references,
} from './clause.ts'
export { type ClauseChange, compareAgreements } from './compare.ts'
export { disputeId, statement } from './dispute-words.ts'
export {
  type DisputeOutcome,
  type DisputeTold,
  disputeSubject,
  disputesAbout,
  disputesOfRoom,
  listDisputes,
} from './disputes.ts'
export { examineText } from './examine-text.ts'
export { day, id, ids, words } from './field.ts'
export { openFirstHash } from './first-hash.ts'
export { whyNotLiveUnder } from './live-text.ts'
export { isMadeUpHistory, type MadeUpHistory, openMadeUpHistory } from './made-up-history.ts'
export { madeUpKey, signMadeUp } from './made-up-keys.ts'
export { officerOfKey } from './officer.ts'
export { type AgreementRoom, openAgreement } from './open-agreement.ts'
export { openDispute } from './open-dispute.ts'
export { type AnsweringPost, contactOf, type Party, type Signatory } from './party-kinds.ts'
export { type Condition, type PolicyReading, policyText } from './policy.ts'
export { readVersion } from './queries.ts'
export { quorumRule } from './quorum-rule.ts'
export { type ReadAgreement, readAgreement, readTexts } from './read-agreement.ts'
export {
  type Replay,
  type Replayed,
  type ReplayedClause,
  type ReplayedDays,
  replayTexts,
} from './replay-texts.ts'
export { agreement } from './room.ts'
export { type CheckedSignature, type Signature, signatureFile, signText } from './signature.ts'
export type { ExpiryStage } from './term-kinds.ts'
export { faultLine, type TextFault } from './text-fault.ts'
export type { TextFile } from './text-hash.ts'
export { exactlyOne, type Responsibility } from './word-kinds.ts'
