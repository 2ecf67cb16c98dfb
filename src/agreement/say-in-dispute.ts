import { z } from 'zod'
import type { Place } from '../room.ts'
import { namedCommand } from '../trail/index.ts'
import { type Acted, actOnDispute, DISPUTE_REFUSALS, disputePath } from './act-on-dispute.ts'
import { disputeCycle } from './dispute-cycle.ts'
import { disputeId, statement } from './dispute-words.ts'

export const sayInDispute = namedCommand({
  name: 'agreement.say-in-dispute',
  says: 'Says what a side says about a dispute',
  label: disputeCycle.moves.say.label,
  brief: true,
  basis: { action: 'agreement.say-in-dispute', does: 'say what their side says in a dispute' },
  input: z.strictObject({
    dispute: disputeId(),
    says: statement(
      'What your side says',
      'It stands beside what the other side says; what your side said before stays in the history. Name nobody.',
    ),
  }),
  preview: ({ step }: Acted) => `This becomes what your side says. The dispute stays with ${step}.`,
  refuses: DISPUTE_REFUSALS,
  leads: disputePath,
  run: (context, { dispute, says }, place: Place) =>
    actOnDispute(context, place.agreement.current(), dispute, 'say', says),
})
