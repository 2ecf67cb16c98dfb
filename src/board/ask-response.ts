import { z } from 'zod'
import { isRefusal, newId, refuse } from '../kernel/index.ts'
import type { Place } from '../room.ts'
import { formatFullDate } from '../shell/index.ts'
import { namedCommand } from '../trail/index.ts'
import { bodiesOf } from './bodies.ts'
import { bodyChoices } from './call-meeting.ts'
import { idField, textField } from './fields.ts'
import { isPrivate } from './item.ts'
import { BOARD_REFUSALS, openBoard } from './open-board.ts'
import { partyChoices } from './propose-item.ts'
import { dueAfter, responseRules } from './response-kind.ts'

export const ASK_RESPONSE = 'board.ask-response'

type Asked = { readonly says: string }

/** Whoever a clause lets asks a party or a body for a response, which is due by the days of the clause. */
export const askResponse = namedCommand({
  name: ASK_RESPONSE,
  says: 'Asks a partner or a body for a response that it owes',
  label: 'Ask for a response',
  basis: { action: ASK_RESPONSE, does: 'ask a partner or a body for a response' },
  input: z.strictObject({
    body: z.string().max(60).meta({ label: 'Before which body?', hint: 'It reads both' }),
    rule: z.string().max(60).meta({ label: 'What asks for it?' }),
    of: z.string().max(60).meta({ label: 'Who is to respond?' }),
    item: idField('Item').optional(),
    text: textField('What is asked?', 2_000, {
      hint: 'Everybody reads it, with its age, until it is answered',
      rows: 4,
    }),
  }),
  refuses: [...BOARD_REFUSALS, 'no-such-rule', 'no-such-party'],
  choices: (place: Place) => ({
    body: bodyChoices(place),
    rule: new Map(responseRules(place.agreement.current()).map(({ id, asks }) => [id, asks])),
    of: new Map([...partyChoices(place), ...bodyChoices(place)]),
  }),
  preview: ({ says }: Asked) => says,
  leads: () => '/board/responses',
  async run(context, { body: named, rule: asked, of, item: about, text }, place: Place) {
    const opened = (await openBoard(context, place)).in(named)
    if (isRefusal(opened)) return opened
    const { agreement, board, body, seat, today } = opened
    const rules = responseRules(agreement)
    const rule = rules.find(({ id }) => id === asked)
    if (rule === undefined) {
      const known = rules.map(({ asks }) => asks).join(', ')
      return refuse('no-such-rule', 'No clause says that this must be answered.', {
        next: known === '' ? 'Ask a question instead.' : `Clauses know: ${known}.`,
      })
    }
    const { organisation } = context.viewer.actor
    const forBody = rule.bodies.includes(body.id) && (seat.chair || seat.clerk)
    if (!forBody && !rule.parties.includes(organisation)) {
      const sentence = `By clause ${rule.clause}, that is asked by somebody else.`
      return refuse('not-yours', sentence, { clause: rule.clause })
    }
    const parties = agreement?.parties.map(({ id }) => id) ?? []
    if (!parties.includes(of) && !bodiesOf(agreement).some(({ id }) => id === of)) {
      return refuse('no-such-party', `The agreement has no partner or body ${of}.`)
    }
    const item = about === undefined ? undefined : board.items.get(about)
    if (about !== undefined && item?.body !== body.id) {
      return refuse('no-such-item', `${body.name} has no such item.`)
    }
    const meeting = board.meetings.get(item?.meeting ?? '')
    if (item !== undefined && isPrivate(item, meeting, context.now)) {
      return refuse('closed', 'What is asked of it stands in the open, and the item is private.', {
        next: 'Ask when it has opened.',
      })
    }
    const due = dueAfter(today, rule.days, rule.counts)
    const from = forBody ? body.id : organisation
    const request = newId(context.now.getTime())
    const says = { request, rule: rule.id, of, from, text, due }
    const words = `It is due by ${formatFullDate(due)}, and stands in the open until it is answered.`
    return opened.say({ request, says: words }, [
      { act: 'request', ...(about && { item: about }), says },
    ])
  },
})
