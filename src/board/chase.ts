import { addDays, dayInLondon, type Errand, startOfLondonDay } from '../kernel/index.ts'
import type { Place } from '../room.ts'
import type { CommandContext } from '../trail/index.ts'
import { readBoardIn } from './read-board.ts'

const CHASE = 'board.chase'
const DAYS_BEFORE = 3

/** Asks that whoever has taken something on is reminded: some days before it is due, and the day after. */
export function chase(
  { ask, now }: Pick<CommandContext, 'ask' | 'now'>,
  action: string,
  due: string,
): void {
  const first = startOfLondonDay(addDays(due, -DAYS_BEFORE))
  ask(CHASE, action, first > now ? first : startOfLondonDay(addDays(due, 1)))
}

/** What is done is chased no more. */
export const chaseAction: Errand<Place> = {
  name: CHASE,
  does: 'remind whoever has something to do for a body',
  async run({ tx, now }, id, place) {
    const board = await readBoardIn(place.databases, tx)
    const action = board.actions.get(id)
    if (action === undefined || action.done !== undefined) return undefined
    const after = startOfLondonDay(addDays(action.due, 1))
    return dayInLondon(now) <= action.due ? after : undefined
  },
}
