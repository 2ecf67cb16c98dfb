import { z } from 'zod'
import type { Place } from '../room.ts'
import { namedCommand } from '../trail/index.ts'
import { askingField, reasonField } from './fields.ts'
import { askingCycle } from './message-kind.ts'
import { ASKING_REFUSALS, factsOnAsking, reply, type SaidInAsking } from './on-asking.ts'

export const WITHDRAW_ASKING = 'transfer.withdraw'

export const withdrawAsking = namedCommand({
  name: WITHDRAW_ASKING,
  says: 'Withdraws what was asked or told of somebody who leaves hospital',
  label: askingCycle.moves.withdrawal.label,
  basis: { action: WITHDRAW_ASKING, does: 'withdraw what their organisation has asked or told' },
  input: z.strictObject({ asking: askingField(), reason: reasonField() }),
  refuses: ASKING_REFUSALS,
  preview: () => 'Nothing is asked any more, and its task is closed as not needed.',
  leads: ({ asking }: SaidInAsking) => `/transfer/asked/${asking}`,
  facts: (context, input, place: Place) => factsOnAsking(context, input, place),
  run: (context, { asking, reason }, place: Place) =>
    reply(context, place, asking, () => ({ kind: 'withdrawal', reason })),
})
