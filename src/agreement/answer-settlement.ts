import { z } from 'zod'
import type { Place } from '../room.ts'
import { namedCommand } from '../trail/index.ts'
import { type Acted, actOnDispute, DISPUTE_REFUSALS, disputePath } from './act-on-dispute.ts'
import { disputeId, statement } from './dispute-words.ts'

export const answerSettlement = namedCommand({
  name: 'agreement.answer-settlement',
  says: 'Accepts or declines what the other side proposed to settle a dispute',
  label: 'Accept or decline',
  brief: true,
  basis: {
    action: 'agreement.answer-settlement',
    does: 'accept or decline a settlement of the other side',
  },
  input: z.strictObject({
    dispute: disputeId(),
    proposal: z
      .int()
      .min(1)
      .optional()
      .meta({ label: 'The number of the proposal in the history', hidden: true }),
    answer: z.enum(['accept', 'decline']).meta({ label: 'Your side’s answer' }),
    reason: statement('Why', 'Both sides read it. Name nobody.').optional(),
  }),
  preview: ({ state, step, proposal = '' }: Acted) =>
    state === 'settled'
      ? `The dispute is settled with these words: “${proposal}” That is final.`
      : `The proposal is declined. The dispute stays open with ${step}.`,
  refuses: DISPUTE_REFUSALS,
  leads: disputePath,
  run: (context, { dispute, proposal, answer, reason = '' }, place: Place) =>
    actOnDispute(context, place.agreement.current(), dispute, answer, reason, {
      answers: proposal,
    }),
})
