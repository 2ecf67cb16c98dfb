import { z } from 'zod'
import { dayField, isRefusal, newId, refuse } from '../kernel/index.ts'
import type { Place } from '../room.ts'
import { formatFullDate } from '../shell/index.ts'
import { namedCommand } from '../trail/index.ts'
import { chase } from './chase.ts'
import { watchForFact } from './close-by-fact.ts'
import { closesWords } from './closing-fact.ts'
import { closesOf, closingChoices, closingFields } from './closing-fields.ts'
import { given, idField, textField } from './fields.ts'
import { interestsIn, isPrivate } from './item.ts'
import { memberOn } from './member.ts'
import { BOARD_REFUSALS, lacks, openItem } from './open-board.ts'
import { readsPrivate, seatOf } from './seat.ts'

export const ACT = 'board.act'

type Asked = { readonly item: string; readonly says: string }

/** Somebody takes on something until a day. */
export const act = namedCommand({
  name: ACT,
  says: 'Writes down what somebody does until when',
  label: 'Write it down',
  basis: { action: ACT, does: 'give a member something to do' },
  input: z.strictObject({
    item: idField('Item'),
    what: textField('What is to be done?', 400),
    owner: textField('Who does it?', 60, { hint: 'A member, as they sign in' }),
    due: dayField('Until when?', 'They are reminded before and after'),
    ...closingFields,
  }),
  refuses: [...BOARD_REFUSALS, 'not-a-member', 'no-such-fact'],
  choices: closingChoices,
  preview: ({ says }: Asked) => says,
  leads: ({ item }: Asked) => `/board/items/${item}`,
  async run(context, { item: id, what, owner, due, ...closing }, place: Place) {
    const opened = await openItem(context, place, id)
    if (isRefusal(opened)) return opened
    const { seat, body, item, today } = opened
    const not = lacks('keeper', seat, body)
    if (not !== undefined) return not
    const member = memberOn(body, owner, today)
    if (member === undefined) {
      const next = `Take one of ${body.members.map((one) => one.id).join(', ')}.`
      return refuse('not-a-member', `${owner} does not sit in ${body.name} today.`, { next })
    }
    const reads = readsPrivate(
      seatOf(body, { id: owner, role: '' }, today),
      interestsIn(item, opened.board.register),
    )
    if (isPrivate(item, opened.meeting, context.now) && !reads) {
      const sentence = `${member.name} may not read this item, so nothing of it is given to them.`
      return refuse('not-yours', sentence, { clause: body.clause })
    }
    const closes = closesOf(place, opened.board, closing)
    if (isRefusal(closes)) return closes
    const action = newId(context.now.getTime())
    chase(context, action, due)
    if (closes !== undefined) watchForFact(context, action)
    const itself =
      closes === undefined
        ? ''
        : ` It is closed by itself ${closesWords(place, opened.board, closes, context.now)}.`
    const says = `${member.name} has until ${formatFullDate(due)}, and finds it on Today.${itself}`
    return opened.say({ item: id, says }, [
      {
        act: 'action',
        item: id,
        ...(item.meeting && { meeting: item.meeting }),
        says: given({ action, what, owner, due, closes }),
      },
    ])
  },
})
