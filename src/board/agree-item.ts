import { z } from 'zod'
import { isRefusal, refuse } from '../kernel/index.ts'
import type { Place } from '../room.ts'
import { namedCommand } from '../trail/index.ts'
import { meetingsToCome } from './board.ts'
import type { NewFact } from './fact.ts'
import { given, idField, mayBeText } from './fields.ts'
import type { Change, Meeting } from './item.ts'
import { BOARD_REFUSALS, lacks, mayAct, type OpenedItem, openItem } from './open-board.ts'

export const AGREE_ITEM = 'board.agree-item'

type Agreed = { readonly item: string; readonly says: string }

/** A chair answers for their side: to an item that waits, or to what the other chair asks to change about one. */
export const agreeItem = namedCommand({
  name: AGREE_ITEM,
  says: 'Answers for one chair whether an item, or a change of one, is agreed',
  label: 'Answer',
  basis: { action: AGREE_ITEM, does: 'agree to an item as a chair' },
  input: z.strictObject({
    item: idField('Item'),
    change: idField('Change').optional(),
    answer: z.enum(['agree', 'not-yet']).meta({
      label: 'Does your side agree?',
      words: { agree: 'Yes', 'not-yet': 'Not yet' },
    }),
    reason: mayBeText('Why?', 1_000, {
      hint: 'Of an urgent item, why it cannot wait; where you do not agree yet, why not',
      rows: 3,
    }),
  }),
  refuses: [...BOARD_REFUSALS, 'both-sides', 'no-reason'],
  preview: ({ says }: Agreed) => says,
  leads: ({ item }: Agreed) => `/board/items/${item}`,
  async run(context, { item: id, change: asked, answer, reason }, place: Place) {
    const opened = await openItem(context, place, id)
    if (isRefusal(opened)) return opened
    const { item, body, seat } = opened
    const not = lacks('chair', seat, body)
    if (not !== undefined) return not
    const of = { item: id, ...(item.meeting === undefined ? {} : { meeting: item.meeting }) }
    const change =
      asked === undefined ? undefined : item.changes.find((one) => one.change === asked)
    if (asked !== undefined && (change === undefined || change.doneAt !== undefined)) {
      return refuse('closed', 'That change has been made already, or was never asked for.')
    }
    if (answer === 'not-yet') {
      if (reason === undefined) return refuse('no-reason', 'Say why not yet: everybody reads it.')
      const may = change === undefined ? mayAct(opened, 'not-yet') : undefined
      if (isRefusal(may)) return may
      const says = { reason, ...(asked === undefined ? {} : { change: asked }) }
      const words =
        'It goes on waiting, with your reason beside it. One chair alone takes nothing away.'
      return opened.say({ item: id, says: words }, [{ act: 'not-yet', ...of, says }])
    }
    return change === undefined
      ? agreeToItem(opened, of, reason, context.now)
      : agreeToChange(opened, of, change)
  },
})

function agreeToItem(
  opened: OpenedItem,
  of: { item: string },
  reason: string | undefined,
  now: Date,
) {
  const { item, seat, sides } = opened
  const may = mayAct(opened, 'agree')
  if (isRefusal(may)) return may
  const side = seat.member!.side
  if (item.agreed.has(side)) {
    return refuse('both-sides', 'Your side has agreed already: it waits for the other chair.')
  }
  if (item.urgent !== undefined && reason === undefined) {
    return refuse(
      'no-reason',
      'An urgent item needs the reason of both chairs: say why it cannot wait.',
    )
  }
  const agreed: NewFact = { act: 'agree', ...of, says: given({ urgent: item.urgent && reason }) }
  const heard = [...item.agreed.keys(), side]
  if (!sides.every((one) => heard.includes(one))) {
    return opened.say(
      { item: item.id, says: 'Your side has agreed then. It waits for the other chair.' },
      [agreed],
    )
  }
  const meeting = meetingFor(opened, now)
  if (meeting === undefined) {
    // Both agree, and no meeting is there to take it: it is placed when one is called.
    return opened.say(
      {
        item: item.id,
        says: 'Both chairs agree. It is placed on the next meeting that is called.',
      },
      [agreed],
    )
  }
  return opened.say(
    { item: item.id, says: 'It is on the agenda then, for both sides at the same minute.' },
    [agreed, { act: 'place', item: item.id, meeting: meeting.id, says: {} }],
  )
}

/** The meeting that it was meant for; where that has begun, the next. */
function meetingFor({ item, meeting, board, body }: OpenedItem, now: Date): Meeting | undefined {
  if (meeting?.state === 'called' && Date.parse(meeting.on) > now.getTime()) return meeting
  return meetingsToCome(board, body.id, now).find(({ id }) => id !== item.meeting)
}

function agreeToChange(opened: OpenedItem, of: { item: string }, change: Change) {
  const { seat, sides, item } = opened
  const may = mayAct(opened, 'change')
  if (isRefusal(may)) return may
  const side = seat.member!.side
  if (change.agreed.has(side)) {
    return refuse('both-sides', 'Your side has agreed already: it waits for the other chair.')
  }
  const heard = [...change.agreed, side]
  const says = { change: change.change }
  const agreed: NewFact = { act: 'agree', ...of, says }
  const done = sides.every((one) => heard.includes(one))
  const words = done ? 'Both chairs agree, and it is changed.' : 'It waits for the other chair.'
  return opened.say(
    { item: item.id, says: words },
    done ? [agreed, { act: 'changed', ...of, says }] : [agreed],
  )
}
