import { z } from 'zod'
import { isRefusal, type Refusal, refuse, type Viewer } from '../kernel/index.ts'
import type { Place } from '../room.ts'
import { namedCommand } from '../trail/index.ts'
import { bodyNamed } from './bodies.ts'
import { STANDS } from './fact.ts'
import { idField, textField } from './fields.ts'
import type { Request } from './item.ts'
import { BOARD_REFUSALS, lacks, type Opened, openBoard } from './open-board.ts'
import { seatOf } from './seat.ts'

export const RESPOND = 'board.respond'

/** A partner, or the chairs and the clerk of a body, answers what it was asked for; the answer stands beside it. */
export const respond = namedCommand({
  name: RESPOND,
  says: 'Responds for a partner or a body to what was asked of it',
  label: 'Respond',
  basis: { action: RESPOND, does: 'respond to what was asked of their organisation or body' },
  input: z.strictObject({
    request: idField('What was asked'),
    stand: z.enum(STANDS).meta({
      label: 'Will you do what is asked?',
      words: { yes: 'Yes', 'in-part': 'In part', no: 'No' },
    }),
    text: textField('What do you respond?', 4_000, {
      hint: 'Everybody reads it: what is done by when, or why it is not',
      rows: 5,
    }),
  }),
  refuses: [...BOARD_REFUSALS, 'no-such-request'],
  preview: () => 'Everybody reads it beside what was asked.',
  leads: () => '/board/responses',
  async run(context, { request: id, stand, text }, place: Place) {
    const opened = await openBoard(context, place)
    const request = opened.board.requests.get(id)
    if (request === undefined) return refuse('no-such-request', 'Nothing of that kind was asked.')
    const body = opened.in(request.body)
    if (isRefusal(body)) return body
    const not = notTheirs(body, request, context.viewer)
    if (not !== undefined) return not
    if (request.response !== undefined) {
      return refuse('closed', `${request.response.by.name} has responded to it already.`)
    }
    const { item } = request
    return body.say({ request: id }, [
      { act: 'response', ...(item && { item }), says: { request: id, stand, text } },
    ])
  },
})

/** Whether it is for whoever looks to respond to it. */
export function isAsked(
  { agreement, today }: Pick<Opened, 'agreement' | 'today'>,
  { of }: Pick<Request, 'of'>,
  { actor }: Viewer,
): boolean {
  const body = bodyNamed(agreement, of)
  if (body === undefined) return actor.organisation === of
  const { chair, clerk } = seatOf(body, actor, today)
  return chair || clerk
}

function notTheirs(
  opened: Opened,
  request: Request,
  viewer: Viewer,
): Refusal<'not-yours'> | undefined {
  if (isAsked(opened, request, viewer)) return undefined
  const body = bodyNamed(opened.agreement, request.of)
  if (body !== undefined) return lacks('keeper', seatOf(body, viewer.actor, opened.today), body)
  return refuse('not-yours', 'It was asked of another organisation than yours.')
}
