import { z } from 'zod'
import type { Place } from '../room.ts'
import { namedCommand } from '../trail/index.ts'
import { askingField, reasonField } from './fields.ts'
import { askingCycle } from './message-kind.ts'
import { ASKING_REFUSALS, factsOnAsking, reply, type SaidInAsking } from './on-asking.ts'

export const REFUSE_ASKING = 'transfer.refuse'

/** By whoever was asked, or, of an offer, by whoever asked. */
export const refuseAsking = namedCommand({
  name: REFUSE_ASKING,
  says: 'Says no to what was asked or offered for somebody who leaves hospital',
  label: askingCycle.moves.refusal.label,
  basis: { action: REFUSE_ASKING, does: 'say no to what was asked or offered' },
  input: z.strictObject({ asking: askingField(), reason: reasonField() }),
  refuses: ASKING_REFUSALS,
  preview: () =>
    'It ends there. What was asked goes back to whoever asked, once they have your answer.',
  leads: ({ asking }: SaidInAsking) => `/transfer/asked/${asking}`,
  facts: (context, input, place: Place) => factsOnAsking(context, input, place),
  run: (context, { asking, reason }, place: Place) =>
    reply(context, place, asking, () => ({ kind: 'refusal', reason })),
})
