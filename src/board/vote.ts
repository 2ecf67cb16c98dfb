import { z } from 'zod'
import { isRefusal, refuse } from '../kernel/index.ts'
import type { Place } from '../room.ts'
import { namedCommand } from '../trail/index.ts'
import { given, idField, mayBeText } from './fields.ts'
import { memberOn, whyNoMember } from './member.ts'
import { BOARD_REFUSALS, lacks, mayAct, openItem } from './open-board.ts'
import { ANSWERS } from './tally.ts'
import { votingOn } from './voting.ts'

export const VOTE = 'board.vote'

/**
 * Recorded by name: a member's own, or as the clerk hears it in the room. The last one counts, until the vote is
 * closed.
 */
export const vote = namedCommand({
  name: VOTE,
  says: 'Votes on an item, or writes down how a member votes',
  label: 'Vote',
  basis: { action: VOTE, does: 'vote on an item' },
  input: z.strictObject({
    item: idField('Item'),
    member: z
      .string()
      .max(60)
      .optional()
      .meta({ label: 'Whose vote?', hint: 'Left empty, your own' }),
    answer: z.enum(ANSWERS).meta({
      label: 'How?',
      words: { for: 'For it', against: 'Against it', abstain: 'Neither' },
    }),
    dissent: mayBeText('Why do you differ?', 2_000, {
      hint: 'It stands beside the decision, in your own words',
      rows: 3,
    }),
    casting: z
      .boolean()
      .optional()
      .meta({ label: 'It is the casting vote that the law gives', hidden: true }),
  }),
  refuses: [
    ...BOARD_REFUSALS,
    'not-open',
    'not-a-member',
    'no-vote',
    'interest',
    'not-there',
    'no-casting-vote',
  ],
  preview: () => 'It is recorded by name, and counted on your side.',
  leads: ({ item }: { item: string }) => `/board/items/${item}`,
  async run(context, { item: id, member: whose, answer, dissent, casting }, place: Place) {
    const opened = await openItem(context, place, id)
    if (isRefusal(opened)) return opened
    const may = mayAct(opened, 'vote')
    if (isRefusal(may)) return may
    const { item, meeting, body, seat } = opened
    if (meeting?.state !== 'open') {
      return refuse('not-open', 'Nobody votes while the meeting is not open.')
    }
    const own = context.viewer.actor.id
    const member = whose ?? own
    if (member !== own) {
      const not = lacks('keeper', seat, body)
      if (not !== undefined) return not
    }
    const { day, present, interests } = votingOn(opened, item, meeting)
    const found = memberOn(body, member, day)
    const { clause } = body
    if (found === undefined) {
      const over = whyNoMember(body, member, day) ?? 'the clause does not name them'
      return refuse('not-a-member', `They do not sit in ${body.name}: ${over}.`, { clause })
    }
    if (found.standing !== 'votes') {
      return refuse('no-vote', `${found.name} has a seat in ${body.name} and no vote.`, { clause })
    }
    const interest = interests.get(member)
    if (interest !== undefined) {
      return refuse(
        'interest',
        `${found.name} has an interest in it (${interest}), so has no vote on it.`,
        { clause },
      )
    }
    if (!present.has(member)) {
      return refuse('not-there', `${found.name} is not in the room.`, {
        next: 'Ask the clerk to write down that they came in.',
      })
    }
    if (casting && body.castingVote?.member !== member) {
      return refuse('no-casting-vote', 'The law gives them no casting vote in this body.', {
        clause,
      })
    }
    const says = given({ member, answer, dissent, casting: casting ? (true as const) : undefined })
    return opened.say({ item: id }, [{ act: 'vote', item: id, meeting: meeting.id, says }])
  },
})
