import { issueLink } from '../access/index.ts'
import {
  addDays,
  DAY_MS,
  dayInLondon,
  type Errand,
  startOfLondonDay,
  systemActor,
} from '../kernel/index.ts'
import type { LinkPage, Place } from '../room.ts'
import type { Command, CommandContext } from '../trail/index.ts'
import { viewBoard } from './board-view.ts'
import { actionToDo } from './bodies.ts'
import type { ActionToDo } from './item.ts'
import { ActionByLink } from './pages/action-by-link.tsx'
import { readBoard, readBoardIn } from './read-board.ts'

const CHASE = 'board.chase'
const BY_LINK = 'board.action'
const CHASER = { actor: systemActor('remind whoever has taken something on'), purpose: '' }
const DAYS_BEFORE = 3
const LINK_DAYS = 28

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
    const found = actionToDo(board, place.agreement.current(), id)
    if (found === undefined) return undefined
    const { action, body } = found
    const today = dayInLondon(now)
    const party = body.members.find((one) => one.id === action.owner)?.party ?? ''
    const call = { viewer: CHASER, input: { action: id, party }, under: body.clause }
    await place.trail.within(tx, commandIn(place), { ...call, key: `${CHASE}:${id}:${today}` })
    return today <= action.due ? startOfLondonDay(addDays(action.due, 1)) : undefined
  },
}

/** The mail goes to a post of the party for which they sit, and names nobody. */
function commandIn(place: Place): Command<{ action: string; party: string }, null> {
  return {
    name: CHASE,
    basis: { under: ['body'] },
    async run(context, { action, party: id }) {
      const party = place.agreement.current()?.parties.find((one) => one.id === id)
      const [contact] = party?.contacts ?? []
      if (contact !== undefined) {
        const { post, address } = contact
        const until = new Date(context.now.getTime() + LINK_DAYS * DAY_MS)
        const asks = 'What somebody of yours has taken on for a board'
        const input = { action }
        await issueLink(context, place, {
          party: id,
          post,
          address,
          asks,
          until,
          command: BY_LINK,
          input,
        })
      }
      return { result: null, entry: { action, post: contact?.post ?? '' } }
    },
  }
}

/** What the link of the mail shows, as long as it is not done. */
export const actionByLink: LinkPage = {
  name: BY_LINK,
  title: 'What is to be done',
  async read(place, input) {
    const action = (await readBoard(place)).actions.get(String(input.action))
    return action === undefined || action.done !== undefined ? undefined : drawn(place, action)
  },
}

async function drawn(place: Place, action: ActionToDo) {
  const view = await viewBoard(place, undefined)
  const item = view.board.items.get(action.item ?? '')
  const shown = item && view.shown(item)
  return ActionByLink({
    action,
    item: shown,
    owner: view.nameOf(item?.body ?? '', action.owner),
    now: view.now,
  })
}
