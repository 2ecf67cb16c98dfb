import { z } from 'zod'
import { isRefusal, nextState } from '../kernel/index.ts'
import type { Place } from '../room.ts'
import { namedCommand } from '../trail/index.ts'
import { ahead, corrected } from './correction.ts'
import { insteadField, stayField, timeField } from './fields.ts'
import { factsOnStay, onStay, type Said, say } from './on-stay.ts'
import { stayCycle } from './stay-cycle.ts'

export const MARK_READY = 'transfer.mark-ready'

/** A review of the criteria to reside: what they find changes nothing where it was so already. */
export const markReady = namedCommand({
  name: MARK_READY,
  says: 'Says whether somebody still needs to be in hospital',
  label: stayCycle.moves['mark-ready'].label,
  brief: true,
  basis: { action: MARK_READY, does: 'say whether somebody still needs to be in hospital' },
  input: z.strictObject({
    stay: stayField(),
    met: z.boolean('must be true or false').meta({
      label: 'They still need to be in hospital',
      hint: 'That is: at least one of the criteria to reside is met',
    }),
    at: timeField('Since when?', 'Like 10/3/2026 14:30; left empty, from now on'),
    instead: insteadField(),
  }),
  refuses: ['no-such-stay', 'no-clause', 'closed', 'too-early', 'not-yours'],
  preview: (_: Said, { met }) =>
    met
      ? 'From then on they wait for nothing: no minute is counted.'
      : 'From then on each minute is counted, until they leave. The other side is asked to confirm it.',
  leads: ({ stay }: Said) => `/transfer/${stay}`,
  facts: (context, input, place: Place) => factsOnStay(context, input, place),
  async run(context, { stay, met, at, instead }, place: Place) {
    const on = await onStay(context, { stay }, place)
    if (isRefusal(on)) return on
    const next = nextState(stayCycle, 'mark-ready', on.read.stay.state)
    if (isRefusal(next)) return next
    const when = at ?? context.now.toISOString()
    const early = ahead(when, context.now)
    if (early !== undefined) return early
    const wrong = corrected(on.read, instead, 'review', context.viewer.actor)
    if (isRefusal(wrong)) return wrong
    const correction = instead === undefined ? {} : { instead }
    return say(context, on, { kind: 'review', at: when, met, ...correction })
  },
})
