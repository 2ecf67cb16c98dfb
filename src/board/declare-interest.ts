import { z } from 'zod'
import { isRefusal, refuse } from '../kernel/index.ts'
import type { Place } from '../room.ts'
import { namedCommand } from '../trail/index.ts'
import { bodyChoices } from './call-meeting.ts'
import { REGIMES } from './fact.ts'
import { given, idField, textField } from './fields.ts'
import { memberOn } from './member.ts'
import { BOARD_REFUSALS, lacks, mayAct, openBoard, openItem } from './open-board.ts'
import { partyChoices } from './propose-item.ts'

export const DECLARE_INTEREST = 'board.declare-interest'

type Declared = { readonly says: string; readonly at: string }

/**
 * A member says what they have to do with an item, or with a party: from then on they have no part in it. Both
 * registers stand side by side, each under its own name. The clerk may write down what a member says in the room.
 */
export const declareInterest = namedCommand({
  name: DECLARE_INTEREST,
  says: 'Declares an interest of a member',
  label: 'Declare it',
  basis: { action: DECLARE_INTEREST, does: 'declare an interest' },
  input: z.strictObject({
    body: z.string().max(60).optional().meta({ label: 'Which body?' }),
    item: idField('Item').optional(),
    party: z
      .string()
      .max(60)
      .optional()
      .meta({ label: 'In whose affairs?', hint: 'Every item that touches them, from now on' }),
    member: z
      .string()
      .max(60)
      .optional()
      .meta({ label: 'Whose?', hint: 'Left empty, your own', hidden: true }),
    regime: z.enum(REGIMES).meta({
      label: 'In which register does it stand?',
      words: {
        councillors: 'That of councillors',
        'nhs-register': 'That of the NHS',
        neither: 'In neither of them',
      },
    }),
    what: textField('What is it?', 400, {
      hint: 'Everybody reads it, like ‘director of a home that it pays’',
      rows: 2,
    }),
  }),
  refuses: [...BOARD_REFUSALS, 'no-subject'],
  choices: (place: Place) => ({ body: bodyChoices(place), party: partyChoices(place) }),
  preview: ({ says }: Declared) => says,
  leads: ({ at }: Declared) => at,
  async run(context, { body: named, item: id, party, member: whose, regime, what }, place: Place) {
    const { actor } = context.viewer
    const member = whose ?? actor.id
    if (id === undefined) {
      if (named === undefined || party === undefined) {
        return refuse('no-subject', 'Say in which body, and in whose affairs.')
      }
      const opened = (await openBoard(context, place)).in(named)
      if (isRefusal(opened)) return opened
      const not = notTheirs(opened, member, actor.id)
      if (not !== undefined) return not
      const says =
        'Every item that touches them takes you out by itself: its papers, the room, the quorum and the vote.'
      return opened.say({ says, at: '/board/interests' }, [
        { act: 'interest', says: { member, regime, what, party } },
      ])
    }
    const opened = await openItem(context, place, id)
    if (isRefusal(opened)) return opened
    const not = notTheirs(opened, member, actor.id)
    if (not !== undefined) return not
    const may = mayAct(
      { ...opened, seat: { ...opened.seat, ...withMember(opened, member) } },
      'interest',
    )
    if (isRefusal(may)) return may
    const late = opened.item.decision !== undefined
    const says = late
      ? 'The vote is over: it is not counted again, and this stands beside the decision as said after it.'
      : 'They are out of this item: its papers, the room, the quorum and the vote.'
    const { meeting } = opened.item
    return opened.say({ says, at: `/board/items/${id}` }, [
      {
        act: 'interest',
        item: id,
        ...(meeting && { meeting }),
        says: given({ member, regime, what }),
      },
    ])
  },
})

type OpenedIn = Parameters<typeof mayAct>[0] & { today: string }

function withMember({ body, today }: Pick<OpenedIn, 'body' | 'today'>, id: string) {
  const member = memberOn(body, id, today)
  return member === undefined ? {} : { member }
}

/** One's own is declared by oneself; another's by the clerk, who hears it in the room. */
function notTheirs(
  { body, seat, today }: Pick<OpenedIn, 'body' | 'seat' | 'today'>,
  member: string,
  own: string,
) {
  if (memberOn(body, member, today) === undefined) {
    return refuse('not-yours', `There is no member ${member} in ${body.name} today.`, {
      clause: body.clause,
    })
  }
  return member === own ? undefined : lacks('keeper', seat, body)
}
