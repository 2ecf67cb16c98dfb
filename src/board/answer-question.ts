import { z } from 'zod'
import { isRefusal, refuse } from '../kernel/index.ts'
import type { Place } from '../room.ts'
import { namedCommand } from '../trail/index.ts'
import { idField, textField } from './fields.ts'
import { BOARD_REFUSALS, lacks, openBoard } from './open-board.ts'

export const ANSWER_QUESTION = 'board.answer-question'

export const answerQuestion = namedCommand({
  name: ANSWER_QUESTION,
  says: 'Answers a question that a body was asked',
  label: 'Answer it',
  basis: { action: ANSWER_QUESTION, does: 'answer a question for a body' },
  input: z.strictObject({
    question: idField('Question'),
    text: textField('What does the body answer?', 4_000, { rows: 5 }),
  }),
  refuses: [...BOARD_REFUSALS, 'no-such-question'],
  preview: () => 'Everybody reads it beside the question.',
  leads: () => '/board',
  async run(context, { question: id, text }, place: Place) {
    const opened = await openBoard(context, place)
    const question = opened.board.questions.get(id)
    if (question === undefined) return refuse('no-such-question', 'There is no such question.')
    const body = opened.in(question.body)
    if (isRefusal(body)) return body
    const not = lacks('keeper', body.seat, body.body)
    if (not !== undefined) return not
    if (question.answered !== undefined) return refuse('closed', 'It has been answered already.')
    const { meeting } = question
    return body.say({ question: id }, [
      { act: 'answer', ...(meeting && { meeting }), says: { question: id, text } },
    ])
  },
})
