import { z } from 'zod'
import { isRefusal, refuse } from '../kernel/index.ts'
import type { Place } from '../room.ts'
import { namedCommand } from '../trail/index.ts'
import { corrected } from './correction.ts'
import { stayField } from './fields.ts'
import { factsOnStay, onStay, type Said, say } from './on-stay.ts'

export const TAKE_BACK = 'transfer.take-back'

export const takeBack = namedCommand({
  name: TAKE_BACK,
  says: 'Takes back what was said in error of somebody who leaves hospital',
  label: 'Take it back',
  brief: true,
  basis: { action: TAKE_BACK, does: 'take back what their own side said of leaving hospital' },
  input: z.strictObject({
    stay: stayField(),
    fact: z
      .uuid('is not the id of something that was said')
      .toLowerCase()
      .meta({ label: 'What was said', hidden: true }),
  }),
  refuses: ['no-such-stay', 'no-clause', 'not-yours', 'closed'],
  preview: () =>
    'It counts for nothing from the start. That it was said, and taken back, stays known.',
  leads: ({ stay }: Said) => `/transfer/${stay}`,
  facts: (context, input, place: Place) => factsOnStay(context, input, place),
  async run(context, { stay, fact }, place: Place) {
    const on = await onStay(context, { stay }, place)
    if (isRefusal(on)) return on
    const wrong = corrected(on.read, fact, undefined, context.viewer.actor)
    if (isRefusal(wrong)) return wrong
    if (wrong?.kind === 'take-back') return refuse('closed', 'That is taken back already.')
    const at = context.now.toISOString()
    return say(context, on, { kind: 'take-back', at, instead: fact })
  },
})
