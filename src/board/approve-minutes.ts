import { z } from 'zod'
import { isRefusal, nextState, refuse } from '../kernel/index.ts'
import type { Place } from '../room.ts'
import { namedCommand } from '../trail/index.ts'
import { idField } from './fields.ts'
import { meetingCycle } from './meeting-cycle.ts'
import { draftMinutes } from './minutes.ts'
import { BOARD_REFUSALS, lacks, openMeeting } from './open-board.ts'
import { sideNames } from './open-vote.ts'

export const APPROVE_MINUTES = 'board.approve-minutes'

type Approved = { readonly meeting: string; readonly approved: boolean }

/**
 * A chair approves for their side the minutes as they stand; what both chairs have approved, the same of both, is
 * approved.
 */
export const approveMinutes = namedCommand({
  name: APPROVE_MINUTES,
  says: 'Approves the minutes of a meeting for one side',
  label: 'Approve for your side',
  basis: { action: APPROVE_MINUTES, does: 'approve minutes as a chair' },
  input: z.strictObject({
    meeting: idField('Meeting'),
    seen: z
      .string()
      .regex(/^[0-9a-f]{64}$/, 'is not what the minutes come to: 64 hexadecimal digits')
      .optional()
      .meta({ label: 'The minutes that were read', hidden: true }),
  }),
  refuses: [...BOARD_REFUSALS, 'stale', 'both-sides'],
  preview: ({ approved }: Approved) =>
    approved
      ? 'Both chairs have approved the same minutes then.'
      : 'They wait for the other chair then.',
  leads: ({ meeting }: Approved) => `/board/meetings/${meeting}`,
  async run(context, { meeting: id, seen }, place: Place) {
    const opened = await openMeeting(context, place, id)
    if (isRefusal(opened)) return opened
    const { body, seat, meeting, board } = opened
    const not = lacks('chair', seat, body)
    if (not !== undefined) return not
    const next = nextState(meetingCycle, 'approve', meeting.state)
    if (isRefusal(next)) return next
    const sideName = (side: string) => sideNames(opened, [side])
    const { sha256 } = draftMinutes({ board, body, sideName }, meeting, new Date(meeting.on))
    if (seen !== undefined && seen !== sha256) {
      return refuse('stale', 'Something has been written down since you read them.', {
        next: 'Read them again.',
      })
    }
    const side = seat.member!.side
    if (meeting.approved.get(side) === sha256) {
      return refuse(
        'both-sides',
        'Your side has approved them already: they wait for the other chair.',
      )
    }
    const approved = [...meeting.approved].some(
      ([other, hash]) => other !== side && hash === sha256,
    )
    return opened.say({ meeting: id, approved }, [
      { act: 'approve', meeting: id, says: { sha256 } },
    ])
  },
})
