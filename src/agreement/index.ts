export type { AccessRequest, Agreement, Standing, Verdict } from './agreement.ts'
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
  references,
} from './clause.ts'
export { addDays, day, dayInLondon, id, ids, words } from './field.ts'
export { isMadeUpKey, MADE_UP_PHRASE, type MadeUpOfficer, madeUpKey } from './made-up-keys.ts'
export type { Party, Side, Signatory } from './party-kinds.ts'
export { type Condition, type PolicyReading, policyText } from './policy.ts'
export { type ReadAgreement, readAgreement, readTexts, type Texts } from './read-agreement.ts'
export { type CheckedSignature, type Signature, signatureFile, signText } from './signature.ts'
export type { ExpiryStage, Term } from './term-kinds.ts'
export type { TextFile } from './text-hash.ts'
export type { Contact, Responsibility } from './word-kinds.ts'
