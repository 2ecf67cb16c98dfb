import { type Errand, isRefusal, nextLondonDay, systemActor } from '../kernel/index.ts'
import type { Place } from '../room.ts'
import type { Command, CommandContext } from '../trail/index.ts'
import { actionToDo } from './bodies.ts'
import { type ClosingFact, closingFact } from './closing-fact.ts'
import { type BOARD_REFUSALS, openBoard } from './open-board.ts'
import { readBoardIn } from './read-board.ts'

export const CLOSE_BY_FACT = 'board.close-by-fact'
const WATCHER = { actor: systemActor('say what has been done, by the facts'), purpose: '' }
/** The hour of the day at which it is looked for. */
const HOUR = 6

/** Asks that somebody looks every morning whether the fact has come by which an action is done. */
export function watchForFact({ ask }: Pick<CommandContext, 'ask'>, action: string): void {
  ask(CLOSE_BY_FACT, action)
}

/** Until it is done, by the fact or by whoever says so. */
export const closeByFact: Errand<Place> = {
  name: CLOSE_BY_FACT,
  does: 'see whether the fact has come by which something is done',
  async run({ tx, now }, id, place) {
    const board = await readBoardIn(place.databases, tx)
    const found = actionToDo(board, place.agreement.current(), id)
    if (found?.action.closes === undefined) return undefined
    const { action, body } = found
    const fact = await closingFact(place, board, action, now)
    if (fact === undefined) {
      return nextLondonDay(now, HOUR)
    }
    const call = { viewer: WATCHER, input: { action: id, found: fact }, under: body.clause }
    await place.trail.within(tx, commandIn(place), { ...call, key: `${CLOSE_BY_FACT}:${id}` })
    return undefined
  },
}

type Closing = { readonly action: string; readonly found: ClosingFact }

function commandIn(place: Place): Command<Closing, null, (typeof BOARD_REFUSALS)[number]> {
  return {
    name: CLOSE_BY_FACT,
    basis: { under: ['body'] },
    async run(context, { action: id, found }) {
      const opened = await openBoard(context, place)
      const action = opened.board.actions.get(id)!
      const item = opened.board.items.get(action.item!)!
      const body = opened.in(item.body)
      if (isRefusal(body)) return body
      const { meeting } = action
      const says = { action: id, ...found }
      return body.say(null, [{ act: 'done', item: item.id, ...(meeting && { meeting }), says }])
    },
  }
}
