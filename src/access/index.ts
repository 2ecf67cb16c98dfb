export { type Action, type Proof, proofFields, type Shown } from './action.ts'
export { type AgreedNames, agreedNames } from './agreed-names.ts'
export { mayDo, powerDecider } from './ask-power.ts'
export { breakGlassRule } from './break-glass-kind.ts'
export type { DataClassRow } from './data-class-kind.ts'
export {
  type AccessQuestion,
  type Decision,
  decide,
  decideAction,
  type PowerQuestion,
  purposesOf,
  relationshipsGranted,
  relationshipsNeeded,
} from './decide.ts'
export { endLink, openLink, openLinks } from './end-link.ts'
export { examineMail } from './examine-mail.ts'
export type { GrantRow } from './grant-kind.ts'
export { issueLink } from './issue-link.ts'
export { accessKinds, type RoleRow } from './kinds.ts'
export type { Link } from './link.ts'
export { listNames, names } from './named.ts'
export type { PowerRow } from './power-kind.ts'
export { type ProxyRow, proxyRules } from './proxy-kind.ts'
export { access } from './room.ts'
export { readMailbox } from './send-link.ts'
