import { z } from 'zod'
import { isRefusal, nextState } from '../kernel/index.ts'
import type { Place } from '../room.ts'
import { namedCommand } from '../trail/index.ts'
import { stayField } from './fields.ts'
import { factsOnStay, onStay, type Said, say } from './on-stay.ts'
import { stayCycle } from './stay-cycle.ts'

export const SET_EXPECTED = 'transfer.set-expected'

export const setExpected = namedCommand({
  name: SET_EXPECTED,
  says: 'Says on which day somebody is expected to leave hospital',
  label: stayCycle.moves['set-expected'].label,
  brief: true,
  basis: { action: SET_EXPECTED, does: 'say on which day somebody is expected to leave hospital' },
  input: z.strictObject({
    stay: stayField(),
    day: z.iso
      .date('is not a day that exists')
      .meta({ label: 'On which day are they expected to leave?' }),
  }),
  refuses: ['no-such-stay', 'no-clause', 'closed'],
  preview: () => 'The days that were said before stay beside it.',
  leads: ({ stay }: Said) => `/transfer/${stay}`,
  facts: (context, input, place: Place) => factsOnStay(context, input, place),
  async run(context, { stay, day }, place: Place) {
    const on = await onStay(context, { stay }, place)
    if (isRefusal(on)) return on
    const next = nextState(stayCycle, 'set-expected', on.read.stay.state)
    if (isRefusal(next)) return next
    return say(context, on, { kind: 'expected', at: day })
  },
})
