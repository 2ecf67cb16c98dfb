import type { Viewer } from '../../kernel/index.ts'
import type { Agreement } from '../agreement.ts'
import type { DisputeAct } from '../dispute-cycle.ts'
import type { DisputeTold } from '../disputes.ts'
import { whyNotAct } from '../may-act.ts'
import type { DisputePlace } from './disputes.tsx'

export type DisputeForm = { act: DisputeAct; command: string; short: string }

/** The command behind each act, in the order in which they bring a dispute to its end. */
export const DISPUTE_FORMS: readonly DisputeForm[] = [
  { act: 'accept', command: 'answer-settlement', short: 'Answer' },
  { act: 'propose', command: 'propose-settlement', short: 'Propose' },
  { act: 'say', command: 'say-in-dispute', short: 'Say' },
  { act: 'move', command: 'move-dispute', short: 'Move up' },
  { act: 'withdraw', command: 'withdraw-dispute', short: 'Withdraw' },
]

/** Whether a button is drawn: the agreement lets this viewer do it, and the dispute leaves it open to them. */
export function mayUse(
  place: Pick<DisputePlace, 'whyNot'>,
  agreement: Agreement,
  viewer: Viewer,
  dispute: DisputeTold,
  act: DisputeAct,
  now: Date,
): boolean {
  const { command } = DISPUTE_FORMS.find((form) => form.act === act)!
  if (place.whyNot(viewer, `agreement.${command}`) !== undefined) return false
  return whyNotAct(agreement, dispute, act, viewer.actor, now) === undefined
}

export function formOf({ act, command }: DisputeForm, told: DisputeTold): string {
  const { id, facts, standing } = told
  // Whoever answers, answers the words that they have read.
  const answered = act === 'accept' ? `&proposal=${facts.indexOf(standing.proposal!) + 1}` : ''
  return `/do/agreement.${command}?dispute=${id}${answered}&then=/disputes/${id}`
}
