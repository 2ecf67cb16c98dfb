import { z } from 'zod'
import { isRefusal, type Refusal, refuse } from '../kernel/index.ts'
import type { Place } from '../room.ts'
import { type CommandContext, namedCommand } from '../trail/index.ts'
import type { Way } from './fact.ts'
import { askingField } from './fields.ts'
import {
  ASKING_REFUSALS,
  factsOnAsking,
  type OnAsking,
  onAsking,
  readAsking,
  type SaidInAsking,
  undeliveredTo,
} from './on-asking.ts'
import { say } from './on-stay.ts'

export const ACKNOWLEDGE = 'transfer.acknowledge'

/**
 * That a message has come to whoever it was sent to: said on the page of what was asked, or by the button of the link
 * that was mailed. Opening the link alone proves nothing, because the programs that guard a mailbox open every link.
 */
export const acknowledge = namedCommand({
  name: ACKNOWLEDGE,
  says: 'Says that what was asked has come',
  label: 'Say that you have it',
  basis: {
    action: ACKNOWLEDGE,
    does: 'say that what their organisation was asked has come',
    under: ['notice'],
  },
  input: z.strictObject({
    asking: askingField(),
    message: z
      .uuid('is not the id of a message')
      .toLowerCase()
      .optional()
      .meta({ label: 'Which message', hidden: true }),
  }),
  refuses: [...ASKING_REFUSALS, 'has-it-already'],
  preview: () => 'From now on it is yours, and your time to answer runs.',
  leads: ({ asking }: SaidInAsking) => `/transfer/asked/${asking}`,
  facts: async (context, input, place: Place) =>
    isByLink(context) ? {} : factsOnAsking(context, input, place),
  async run(context, { asking: id, message: which }, place: Place) {
    const on = isByLink(context)
      ? await readAsking(context.tx, id, place, context.now)
      : await onAsking(context, id, place)
    if (isRefusal(on)) return on
    const party = context.viewer.actor.organisation
    const message = undelivered(on, party, which, isByLink(context))
    if (isRefusal(message)) return message
    const way: Way = isByLink(context) ? 'link' : 'page'
    const receipt = { message: message.id, way }
    const at = context.now.toISOString()
    const said = await say(context, on, { kind: 'deliver', at, asking: id, receipt })
    return { ...said, result: { asking: id, message: message.id } }
  },
})

function isByLink({ viewer }: Pick<CommandContext, 'viewer'>): boolean {
  return viewer.actor.via === 'link'
}

function undelivered(
  { asking, rule }: OnAsking,
  party: string,
  which: string | undefined,
  byLink: boolean,
): { readonly id: string } | Refusal<'not-yours' | 'has-it-already' | 'closed'> {
  if (!asking.messages.some(({ to }) => to === party)) {
    return refuse('not-yours', `It was sent to ${rule.nameOf(asking.asked)}, and not to you.`)
  }
  // Whoever says so on the page reads there that it is withdrawn.
  if (byLink && asking.state === 'withdrawn' && asking.asked === party) {
    return refuse('closed', 'It has been withdrawn: nothing is asked of you any more.')
  }
  // A link proves that its own message came, and nothing of what was sent after it.
  const message =
    which === undefined
      ? undeliveredTo(asking, party)
      : asking.messages.find(
          ({ id, to, delivered }) => id === which && to === party && delivered === undefined,
        )
  if (message !== undefined) return message
  return refuse('has-it-already', 'That has been said already: your time to answer runs from then.')
}
