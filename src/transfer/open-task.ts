import { z } from 'zod'
import { isRefusal, newId, nextState } from '../kernel/index.ts'
import type { Place } from '../room.ts'
import { namedCommand } from '../trail/index.ts'
import { ahead, corrected } from './correction.ts'
import {
  holderChoices,
  holderField,
  insteadField,
  kindField,
  stayField,
  timeField,
} from './fields.ts'
import { factsOnStay, onStay, type Said, say } from './on-stay.ts'
import { stayCycle } from './stay-cycle.ts'

export const OPEN_TASK = 'transfer.open-task'

export const openTask = namedCommand({
  name: OPEN_TASK,
  says: 'Says what must happen before somebody leaves hospital, and who holds it',
  label: stayCycle.moves['open-task'].label,
  brief: true,
  basis: { action: OPEN_TASK, does: 'say what must happen before somebody leaves hospital' },
  input: z.strictObject({
    stay: stayField(),
    task: kindField(),
    holder: holderField('Who holds it?', 'Whoever has to do the next thing'),
    waits_for: holderField('Whom do they wait for?', 'Left empty, for nobody else').optional(),
    at: timeField('Since when?', 'Like 10/3/2026 14:30; left empty, from now on'),
    instead: insteadField(),
  }),
  choices: (place: Place) => ({ holder: holderChoices(place), waits_for: holderChoices(place) }),
  refuses: ['no-such-stay', 'no-clause', 'closed', 'too-early', 'not-yours'],
  preview: () =>
    'From then on its minutes are held by whom you name, until it is closed or handed over. ' +
    'Either side may contest that.',
  leads: ({ stay }: Said) => `/transfer/${stay}`,
  facts: (context, input, place: Place) => factsOnStay(context, input, place),
  async run(context, { stay, task, holder, waits_for: waitsFor, at, instead }, place: Place) {
    const on = await onStay(context, { stay }, place)
    if (isRefusal(on)) return on
    const next = nextState(stayCycle, 'open-task', on.read.stay.state)
    if (isRefusal(next)) return next
    const when = at ?? context.now.toISOString()
    const early = ahead(when, context.now)
    if (early !== undefined) return early
    const wrong = corrected(on.read, instead, 'open', context.viewer.actor)
    if (isRefusal(wrong)) return wrong
    return say(context, on, {
      kind: 'open',
      at: when,
      task: wrong?.task ?? newId(context.now.getTime()),
      what: task,
      holders: [holder],
      ...(waitsFor === undefined || waitsFor === '' ? {} : { waitsFor }),
      ...(instead === undefined ? {} : { instead }),
    })
  },
})
