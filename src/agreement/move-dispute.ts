import { z } from 'zod'
import type { Place } from '../room.ts'
import { namedCommand } from '../trail/index.ts'
import { type Acted, actOnDispute, DISPUTE_REFUSALS, disputePath } from './act-on-dispute.ts'
import { disputeCycle } from './dispute-cycle.ts'
import { disputeId, statement } from './dispute-words.ts'

export const moveDispute = namedCommand({
  name: 'agreement.move-dispute',
  says: 'Moves a dispute up to the next step of the ladder',
  label: disputeCycle.moves.move.label,
  brief: true,
  basis: { action: 'agreement.move-dispute', does: 'move a dispute up a step' },
  input: z.strictObject({
    dispute: disputeId(),
    reason: statement('Why it cannot be settled here', 'Both sides read it. Name nobody.'),
  }),
  preview: ({ step, holder, until }: Acted) =>
    `The dispute goes up to ${step} now (${holder})${until === undefined ? '' : `, who have until ${until}`}. ` +
    'It does not come down again.',
  refuses: DISPUTE_REFUSALS,
  leads: disputePath,
  run: (context, { dispute, reason }, place: Place) =>
    actOnDispute(context, place.agreement.current(), dispute, 'move', reason),
})
