import { z } from 'zod'
import { isRefusal, nextState, refuse } from '../kernel/index.ts'
import type { Place } from '../room.ts'
import { namedCommand } from '../trail/index.ts'
import { stayField } from './fields.ts'
import { MARK_READY } from './mark-ready.ts'
import { factsOnStay, onStay, type Said, say } from './on-stay.ts'
import { stayCycle } from './stay-cycle.ts'

export const SAY_UNCHANGED = 'transfer.say-unchanged'

/**
 * A review of the criteria to reside that finds what stood: who reviewed and when is known, and no minute moves. What
 * the reviewer saw is sent along: where something else was said meanwhile, nothing is.
 */
export const sayUnchanged = namedCommand({
  name: SAY_UNCHANGED,
  says: 'Says that a review of whether somebody still needs to be in hospital changes nothing',
  label: stayCycle.moves.review.label,
  brief: true,
  basis: { action: MARK_READY, does: 'say whether somebody still needs to be in hospital' },
  input: z.strictObject({
    stay: stayField(),
    met: z.boolean('must be true or false').meta({
      label: 'They still need to be in hospital, as it stood',
      hint: 'As the list showed it',
    }),
  }),
  refuses: ['no-such-stay', 'no-clause', 'closed', 'changed'],
  preview: () => 'That you reviewed it is known from now on. No minute changes.',
  leads: ({ stay }: Said) => `/transfer/${stay}`,
  facts: (context, input, place: Place) => factsOnStay(context, input, place),
  async run(context, { stay, met }, place: Place) {
    const on = await onStay(context, { stay }, place)
    if (isRefusal(on)) return on
    const next = nextState(stayCycle, 'review', on.read.stay.state)
    if (isRefusal(next)) return next
    if ((on.read.stay.ready === undefined) !== met) {
      return refuse('changed', 'Since you saw the list, somebody has said otherwise.', {
        next: 'Look at the list as it is now.',
        at: `/transfer/${on.read.counted.id}`,
      })
    }
    return say(context, on, { kind: 'review', at: context.now.toISOString(), met })
  },
})
