import { z } from 'zod'
import { isRefusal, nextState, refuse } from '../kernel/index.ts'
import type { Place } from '../room.ts'
import { namedCommand } from '../trail/index.ts'
import { EVENTS } from './fact.ts'
import { given, idField, mayBeText } from './fields.ts'
import { dayOf } from './item.ts'
import { meetingCycle } from './meeting-cycle.ts'
import { whyNoMember } from './member.ts'
import { BOARD_REFUSALS, lacks, openMeeting } from './open-board.ts'
import { askToTakeUp } from './take-up.ts'

export const MINUTE = 'board.minute'

/**
 * The clerk writes down what happens: who comes in, what is moved, that the meeting is adjourned; what belongs to an
 * item with it, so that it is as private as the item.
 */
export const minute = namedCommand({
  name: MINUTE,
  says: 'Minutes what happens in a meeting',
  label: 'Write it down',
  basis: { action: MINUTE, does: 'minute a meeting' },
  input: z.strictObject({
    meeting: idField('Meeting'),
    item: idField('Item').optional(),
    event: z.enum(EVENTS).meta({
      label: 'What happened?',
      words: {
        begin: 'The meeting began',
        in: 'Somebody came in',
        out: 'Somebody left',
        adjourn: 'It was adjourned',
        resume: 'It went on',
        motion: 'Something was moved',
        amendment: 'Something was amended',
        note: 'Something to note',
        end: 'The meeting ended',
      },
    }),
    member: z
      .string()
      .max(60)
      .optional()
      .meta({ label: 'Who?', hint: 'A member, as they sign in' }),
    text: mayBeText('In words', 2_000, { rows: 3 }),
  }),
  refuses: [...BOARD_REFUSALS, 'not-said', 'not-a-member', 'too-early'],
  preview: () => 'It stands in the minutes then.',
  leads: ({ meeting }: { meeting: string }) => `/board/meetings/${meeting}/live`,
  async run(context, { meeting: id, item, event, member, text }, place: Place) {
    const opened = await openMeeting(context, place, id)
    if (isRefusal(opened)) return opened
    const { board, body, seat, meeting, today } = opened
    const not = lacks('keeper', seat, body)
    if (not !== undefined) return not
    const next = nextState(meetingCycle, event, meeting.state)
    if (isRefusal(next)) return next
    const needs: readonly string[] = meetingCycle.moves[event].needs
    if (needs.includes('who') && member === undefined) return refuse('not-said', 'Say who it was.')
    if (needs.includes('words') && text === undefined) return refuse('not-said', 'Say it in words.')
    if (item !== undefined && board.items.get(item)?.meeting !== id) {
      return refuse('no-such-item', 'That item is not on the agenda of this meeting.')
    }
    if (event === 'begin' && today < dayOf(meeting)) {
      return refuse('too-early', 'A meeting does not begin before the day for which it was called.')
    }
    if (member !== undefined && !body.members.some((one) => one.id === member)) {
      return refuse('not-a-member', `${body.name} has no member ${member}.`, {
        clause: body.clause,
      })
    }
    const over =
      member === undefined || event !== 'in' ? undefined : whyNoMember(body, member, today)
    if (over !== undefined) {
      return refuse('not-a-member', `${member} sits in ${body.name} no more: ${over}.`, {
        clause: body.clause,
      })
    }
    if (event === 'end') askToTakeUp(context, body.id)
    const says = given({ event, member, text })
    return opened.say({ meeting: id }, [
      { act: 'minute', meeting: id, ...(item && { item }), says },
    ])
  },
})
