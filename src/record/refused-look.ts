import type { Agreement } from '../agreement/index.ts'
import type { Decision } from './decisions.ts'

/** What the page of a refusal says; the order in which it says it is the page's. */
export type RefusedLook = {
  sentence: string
  clause?: { number: string; heading?: string; text?: string }
  /** whom to ask, as the agreement names them */
  askWhom?: string
}

export const NO_AGREEMENT: RefusedLook = {
  sentence:
    'No agreement is in effect: until both sides have signed the same text, nothing about anybody is shown.',
}

export function refusedLook(agreement: Agreement, decision: Decision): RefusedLook {
  if (decision.allowed) throw new TypeError('the look was allowed')
  const clause = agreement.clause(decision.clause)
  return {
    sentence: decision.sentence,
    clause: { number: decision.clause, heading: clause?.heading, text: clause?.text },
    askWhom: decision.askWhom,
  }
}
