import { z } from 'zod'
import { isRefusal, newId, nextState, refuse } from '../kernel/index.ts'
import type { Place } from '../room.ts'
import { namedCommand } from '../trail/index.ts'
import { ahead } from './correction.ts'
import { holderChoices, holderField, stayField, timeField } from './fields.ts'
import { factsOnStay, onStay, type Said, say } from './on-stay.ts'
import { stayCycle } from './stay-cycle.ts'

export const START_WITHOUT_PREJUDICE = 'transfer.start-without-prejudice'

/** That care is to start before it is settled who pays: from then on, who pays holds nobody back. */
export const startWithoutPrejudice = namedCommand({
  name: START_WITHOUT_PREJUDICE,
  says: 'Says that care starts before it is settled who pays',
  label: 'Start care without prejudice',
  basis: {
    action: START_WITHOUT_PREJUDICE,
    does: 'say that care starts before it is settled who pays',
  },
  input: z.strictObject({
    stay: stayField(),
    holder: holderField(
      'Who starts it?',
      'Whoever gives or arranges the care, whoever pays in the end',
    ),
    at: timeField('Since when?', 'Like 10/3/2026 14:30; left empty, from now on'),
  }),
  choices: (place: Place) => ({ holder: holderChoices(place) }),
  refuses: ['no-such-stay', 'no-clause', 'closed', 'too-early', 'started-already'],
  preview: () =>
    'From then on they wait for the start of care and not for who pays. What is settled later about who pays is not ' +
    'changed by it.',
  leads: ({ stay }: Said) => `/transfer/${stay}`,
  facts: (context, input, place: Place) => factsOnStay(context, input, place),
  async run(context, { stay, holder, at }, place: Place) {
    const on = await onStay(context, { stay }, place)
    if (isRefusal(on)) return on
    const next = nextState(stayCycle, 'open-task', on.read.stay.state)
    if (isRefusal(next)) return next
    const when = at ?? context.now.toISOString()
    const early = ahead(when, context.now)
    if (early !== undefined) return early
    const open = on.read.stay.tasks.some(
      ({ kind, closed }) => kind === 'start-care' && closed === undefined,
    )
    if (open) {
      return refuse('started-already', 'That is said already: the start of care is open.', {
        next: 'Where somebody else starts it, hand it over.',
        at: `/transfer/${stay}`,
      })
    }
    const task = newId(context.now.getTime())
    const what = 'start-care' as const
    return say(context, on, { kind: 'open', at: when, task, what, holders: [holder] })
  },
})
