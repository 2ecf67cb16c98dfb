import { z } from 'zod'
import { isRefusal, nextState, refuse } from '../kernel/index.ts'
import type { Place } from '../room.ts'
import { namedCommand } from '../trail/index.ts'
import { stayField } from './fields.ts'
import { timeOf } from './minute.ts'
import { factsOnStay, onStay, type Said, say } from './on-stay.ts'
import { stayCycle } from './stay-cycle.ts'

export const CONFIRM_READY = 'transfer.confirm-ready'

export const confirmReady = namedCommand({
  name: CONFIRM_READY,
  says: 'Confirms for the other side since when somebody is ready to leave hospital',
  label: stayCycle.moves['confirm-ready'].label,
  brief: true,
  basis: { action: CONFIRM_READY, does: 'confirm for their side that somebody is ready to leave' },
  input: z.strictObject({ stay: stayField() }),
  refuses: ['no-such-stay', 'no-clause', 'closed', 'not-yours', 'not-ready'],
  preview: () => 'Both sides then stand behind the time from which minutes are counted.',
  leads: ({ stay }: Said) => `/transfer/${stay}`,
  facts: (context, input, place: Place) => factsOnStay(context, input, place),
  async run(context, { stay }, place: Place) {
    const on = await onStay(context, { stay }, place)
    if (isRefusal(on)) return on
    const { ready, state } = on.read.stay
    const next = nextState(stayCycle, 'confirm-ready', state)
    if (isRefusal(next)) return next
    if (ready === undefined) {
      return refuse(
        'not-ready',
        'Nobody says that they were ready, so there is nothing to confirm.',
      )
    }
    const { side } = context.viewer.actor
    if (side === '' || ready.sides.includes(side)) {
      const sentence = 'Your side has said it already: the other side confirms it.'
      return refuse('not-yours', sentence)
    }
    return say(context, on, { kind: 'confirm', at: timeOf(ready.at).toISOString() })
  },
})
