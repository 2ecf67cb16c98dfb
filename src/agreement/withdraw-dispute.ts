import { z } from 'zod'
import type { Place } from '../room.ts'
import { namedCommand } from '../trail/index.ts'
import { actOnDispute, DISPUTE_REFUSALS, disputePath } from './act-on-dispute.ts'
import { disputeCycle } from './dispute-cycle.ts'
import { disputeId, statement } from './dispute-words.ts'

export const withdrawDispute = namedCommand({
  name: 'agreement.withdraw-dispute',
  says: 'Withdraws a dispute, by the side that opened it',
  label: disputeCycle.moves.withdraw.label,
  brief: true,
  basis: { action: 'agreement.withdraw-dispute', does: 'withdraw a dispute of their side' },
  input: z.strictObject({
    dispute: disputeId(),
    reason: statement('Why it is withdrawn', 'Both sides read it. Name nobody.'),
  }),
  preview: () => 'The dispute ends without a settlement. It can be opened again as a new one.',
  refuses: DISPUTE_REFUSALS,
  leads: disputePath,
  run: (context, { dispute, reason }, place: Place) =>
    actOnDispute(context, place.agreement.current(), dispute, 'withdraw', reason),
})
