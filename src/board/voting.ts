import type { Board } from './board.ts'
import { dayOf, type Item, interestsIn, type Meeting } from './item.ts'
import type { Body } from './member.ts'
import { type Tally, tallyOf, type Voting } from './tally.ts'

type Where = {
  readonly board: Board
  readonly body: Body
  readonly sides: readonly string[]
}

/**
 * A vote as it stands: on the day of the meeting, with who is in the room and what was declared until it was closed.
 */
export function votingOn({ board, body, sides }: Where, item: Item, meeting: Meeting): Voting {
  const register = board.register.filter((one) => one.body === body.id)
  return {
    ...{ body, sides, day: dayOf(meeting), present: meeting.present, votes: item.votes },
    interests: interestsIn(item, register, item.decision?.at),
  }
}

/** What was counted, where it is decided; what would be, where it is not. */
export function tallyNow(
  where: Where,
  item: Item,
  meeting: Meeting | undefined,
): Tally | undefined {
  if (item.decision !== undefined) return item.decision.tally
  return meeting === undefined ? undefined : tallyOf(votingOn(where, item, meeting))
}
