import { logKinds } from './log-kinds.ts'
import { partyKinds } from './party-kinds.ts'
import { termKinds } from './term-kinds.ts'
import { wordKinds } from './word-kinds.ts'

/** The kinds that this room obeys itself: who agrees, on what, for how long. */
export const agreementKinds = [...partyKinds, ...wordKinds, ...termKinds, ...logKinds]
