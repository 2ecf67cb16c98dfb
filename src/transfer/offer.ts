import { z } from 'zod'
import type { Place } from '../room.ts'
import { namedCommand } from '../trail/index.ts'
import { askingField, timeField } from './fields.ts'
import { askingCycle } from './message-kind.ts'
import { ASKING_REFUSALS, factsOnAsking, reply, type SaidInAsking } from './on-asking.ts'

export const OFFER = 'transfer.offer'

export const offer = namedCommand({
  name: OFFER,
  says: 'Offers what was asked for somebody who leaves hospital',
  label: askingCycle.moves.offer.label,
  basis: { action: OFFER, does: 'offer what their organisation was asked for' },
  input: z.strictObject({
    asking: askingField(),
    on: timeField('From when?', 'Like 10/3/2026 14:30'),
  }),
  refuses: ASKING_REFUSALS,
  preview: () =>
    'It is yours until it is proved that they have the offer. From then on it is theirs to accept or refuse.',
  leads: ({ asking }: SaidInAsking) => `/transfer/asked/${asking}`,
  facts: (context, input, place: Place) => factsOnAsking(context, input, place),
  async run(context, { asking, on }, place: Place) {
    const more = on === undefined ? {} : { on }
    return reply(context, place, asking, () => ({ kind: 'offer', ...more }))
  },
})
