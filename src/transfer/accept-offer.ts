import { z } from 'zod'
import type { Place } from '../room.ts'
import { namedCommand } from '../trail/index.ts'
import { askingField, timeField } from './fields.ts'
import { askingCycle } from './message-kind.ts'
import { ASKING_REFUSALS, factsOnAsking, reply, type SaidInAsking } from './on-asking.ts'

export const ACCEPT_OFFER = 'transfer.accept-offer'

export const acceptOffer = namedCommand({
  name: ACCEPT_OFFER,
  says: 'Accepts what was offered for somebody who leaves hospital',
  label: askingCycle.moves.acceptance.label,
  basis: { action: ACCEPT_OFFER, does: 'accept what was offered for somebody who leaves hospital' },
  input: z.strictObject({
    asking: askingField(),
    on: timeField('When do they come?', 'Like 10/3/2026 11:00; left empty, when it was offered'),
  }),
  refuses: ASKING_REFUSALS,
  preview: () =>
    'Whoever offered it may then see what their role may see of the person, and gets ready for them.',
  leads: ({ asking }: SaidInAsking) => `/transfer/asked/${asking}`,
  facts: (context, input, place: Place) => factsOnAsking(context, input, place),
  async run(context, { asking, on }, place: Place) {
    return reply(context, place, asking, ({ on: offered }) => {
      const when = on ?? offered
      return { kind: 'acceptance', ...(when === undefined ? {} : { on: when }) }
    })
  },
})
