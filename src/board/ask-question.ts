import { z } from 'zod'
import { isRefusal, newId } from '../kernel/index.ts'
import type { Place } from '../room.ts'
import { namedCommand } from '../trail/index.ts'
import { meetingsToCome } from './board.ts'
import { bodyChoices } from './call-meeting.ts'
import { textField } from './fields.ts'
import { BOARD_REFUSALS, openBoard } from './open-board.ts'

export const ASK_QUESTION = 'board.ask-question'

/** Anybody whom a clause lets asks a body; the question and its age stand in the open until it is answered. */
export const askQuestion = namedCommand({
  name: ASK_QUESTION,
  says: 'Asks a body a question',
  label: 'Ask it',
  basis: { action: ASK_QUESTION, does: 'ask a body a question' },
  input: z.strictObject({
    body: z.string().max(60).meta({ label: 'Whom do you ask?' }),
    text: textField('What is your question?', 2_000, {
      hint: 'Everybody reads it: name nobody, and nothing about yourself',
      rows: 4,
    }),
    from: textField('As whom do you ask?', 120, { hint: 'Like ‘a resident of Mere’' }),
  }),
  refuses: BOARD_REFUSALS,
  choices: (place: Place) => ({ body: bodyChoices(place) }),
  preview: () => 'Everybody reads it, with its age, until it is answered.',
  leads: () => '/public/meetings',
  async run(context, { body: named, text, from }, place: Place) {
    const opened = (await openBoard(context, place)).in(named)
    if (isRefusal(opened)) return opened
    const question = newId(context.now.getTime())
    const [next] = meetingsToCome(opened.board, named, context.now)
    return opened.say({ question }, [
      { act: 'question', ...(next && { meeting: next.id }), says: { question, text, from } },
    ])
  },
})
