import { z } from 'zod'
import { isRefusal, refuse } from '../kernel/index.ts'
import type { Place } from '../room.ts'
import { namedCommand } from '../trail/index.ts'
import { idField, textField } from './fields.ts'
import { BOARD_REFUSALS, lacks, openBoard } from './open-board.ts'

export const CLOSE_ACTION = 'board.close-action'

/** Whoever has taken something on says that it is done, and how; the chairs and the clerk may for them. */
export const closeAction = namedCommand({
  name: CLOSE_ACTION,
  says: 'Says that what somebody took on is done',
  label: 'Say that it is done',
  basis: { action: CLOSE_ACTION, does: 'say that what they took on is done' },
  input: z.strictObject({
    action: idField('Action'),
    how: textField('What was done?', 600, { hint: 'Everybody reads it', rows: 3 }),
  }),
  refuses: [...BOARD_REFUSALS, 'no-such-action'],
  preview: () => 'Nobody is reminded of it any more.',
  leads: () => '/board/actions',
  async run(context, { action: id, how }, place: Place) {
    const opened = await openBoard(context, place)
    const action = opened.board.actions.get(id)
    const item = action?.item === undefined ? undefined : opened.board.items.get(action.item)
    if (action === undefined || item === undefined) {
      return refuse('no-such-action', 'There is no such action.', { at: '/board/actions' })
    }
    const body = opened.in(item.body)
    if (isRefusal(body)) return body
    if (action.done !== undefined) {
      return refuse('closed', `${action.done.by.name} has said already that it is done.`)
    }
    const not =
      action.owner === context.viewer.actor.id ? undefined : lacks('keeper', body.seat, body.body)
    if (not !== undefined) return not
    const { meeting } = action
    return body.say({ action: id }, [
      { act: 'done', item: item.id, ...(meeting && { meeting }), says: { action: id, how } },
    ])
  },
})
