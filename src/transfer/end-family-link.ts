import { z } from 'zod'
import { endLink, openLink } from '../access/index.ts'
import { isRefusal, refuse } from '../kernel/index.ts'
import type { Place } from '../room.ts'
import { type CommandContext, namedCommand } from '../trail/index.ts'
import { factsOnStay, onStay } from './on-stay.ts'
import { FAMILY_NEWS } from './tell-family.ts'

export const END_FAMILY_LINK = 'transfer.end-family-link'

type Ended = { readonly stay: string; readonly link: string }

/** By whoever helps them leave, or by whoever leaves themselves: they may change their mind about who may know. */
export const endFamilyLink = namedCommand({
  name: END_FAMILY_LINK,
  says: 'Ends a link by which somebody of theirs reads when a person leaves hospital',
  label: 'End the link',
  basis: {
    action: END_FAMILY_LINK,
    does: 'end a link by which somebody of theirs reads when a person leaves hospital',
  },
  input: z.strictObject({
    link: z
      .uuid('is not the id of a link')
      .toLowerCase()
      .meta({ label: 'Which link', hidden: true }),
  }),
  refuses: ['no-such-link', 'no-such-stay', 'no-clause'],
  preview: () => 'From now on it opens nothing. Another can be sent at any time.',
  leads: ({ stay }: Ended) => `/transfer/${stay}`,
  facts: async (context, { link }, place: Place) => {
    return factsOnStay(context, { stay: await stayOf(context, link) }, place)
  },
  async run(context, { link }, place: Place) {
    const stay = await stayOf(context, link)
    const on = stay === undefined ? noSuchLink() : await onStay(context, { stay }, place)
    if (isRefusal(on)) return on
    await endLink(context, link)
    const ended: Ended = { stay: on.read.counted.id, link }
    return { result: ended, entry: ended, about: on.read.members }
  },
})

async function stayOf({ tx, now }: CommandContext, id: string): Promise<string | undefined> {
  const link = await openLink(tx, id, FAMILY_NEWS, now)
  return typeof link?.input.stay === 'string' ? link.input.stay : undefined
}

function noSuchLink() {
  return refuse('no-such-link', 'No such link opens anything here: it may have ended already.')
}
