import { z } from 'zod'
import type { Place } from '../room.ts'
import { namedCommand } from '../trail/index.ts'
import { actOnDispute, DISPUTE_REFUSALS, disputePath } from './act-on-dispute.ts'
import { disputeCycle } from './dispute-cycle.ts'
import { disputeId, statement } from './dispute-words.ts'

export const proposeSettlement = namedCommand({
  name: 'agreement.propose-settlement',
  says: 'Proposes how to settle a dispute, for the other side to accept or decline',
  label: disputeCycle.moves.propose.label,
  brief: true,
  basis: { action: 'agreement.propose-settlement', does: 'propose how to settle a dispute' },
  input: z.strictObject({
    dispute: disputeId(),
    settlement: statement(
      'How you would settle it',
      'The other side accepts or declines exactly these words. Name nobody.',
    ),
  }),
  preview: () =>
    'The other side is asked to accept or decline this. A proposal that stood before is replaced by it. ' +
    'The days of the step go on running.',
  refuses: DISPUTE_REFUSALS,
  leads: disputePath,
  run: (context, { dispute, settlement }, place: Place) =>
    actOnDispute(context, place.agreement.current(), dispute, 'propose', settlement),
})
