export type { Adopted, AdoptInput } from './adopt.ts'
export type { AccessRequest, Agreement, Standing, Verdict } from './agreement.ts'
export { auditAdoptions, auditTables, LOGGED_COMMANDS } from './audit-adoptions.ts'
export { type Adoption, type Chain, officersOf } from './chain.ts'
export {
  type Clause,
  type ClauseKind,
  type ClauseSet,
  type Compiled,
  type CompiledClause,
  clauseKind,
  compareNumbers,
  type FaultInClause,
  type JsonValue,
  type Reference,
  references,
} from './clause.ts'
export { type ClauseChange, compareAgreements } from './compare.ts'
export { type Coverage, coverageOf } from './coverage.ts'
export type { Dispute, DisputeFact, DisputeStanding } from './dispute.ts'
export { type DisputeTold, listDisputes } from './disputes.ts'
export { day, id, ids, words } from './field.ts'
export { type FirstHash, openFirstHash } from './first-hash.ts'
export type { Ladder, LadderStep } from './ladder-kind.ts'
export {
  isMadeUpKey,
  MADE_UP_PHRASE,
  type MadeUpOfficer,
  madeUpKey,
  signMadeUp,
} from './made-up-keys.ts'
export { actsOpenTo } from './may-act.ts'
export { officerOfKey } from './officer.ts'
export { type AgreementDeps, type AgreementRoom, openAgreement } from './open-agreement.ts'
export { type NewDispute, type OpenedDispute, openDispute } from './open-dispute.ts'
export type {
  AnsweringPost,
  Party,
  Side,
  Signatory,
} from './party-kinds.ts'
export { type Condition, type PolicyReading, policyText } from './policy.ts'
export { quorumRule } from './quorum-rule.ts'
export { type ReadAgreement, readAgreement, readTexts, type Texts } from './read-agreement.ts'
export { agreement } from './room.ts'
export { type CheckedSignature, type Signature, signatureFile, signText } from './signature.ts'
export type { ExpiryStage, Term } from './term-kinds.ts'
export { faultLine, type TextFault } from './text-fault.ts'
export type { TextFile } from './text-hash.ts'
export { type Contact, exactlyOne, type Responsibility } from './word-kinds.ts'
