import { z } from 'zod'
import { refuse } from '../kernel/index.ts'
import type { Place } from '../room.ts'
import { namedCommand } from '../trail/index.ts'
import { keepAct } from './act.ts'
import { noteReason } from './note-words.ts'
import { lockAct } from './queries-acts.ts'
import { BECAME, BECAME_WORDS, mayAnswer } from './question.ts'

export const ANSWER = 'record.answer'

/** The side that looked, or that told what is wrong, answers a resident. */
export const answerQuestion = namedCommand({
  name: ANSWER,
  says: 'Answers what a resident asked about a look, or said is wrong',
  label: 'Answer',
  basis: { action: ANSWER, does: 'answer what residents ask about looks, or say is wrong' },
  input: z.strictObject({
    question: z.uuid('is not the id of a question').meta({ label: 'Question', hidden: true }),
    became: z
      .enum(BECAME, `must be one of ${BECAME.join(', ')}`)
      .meta({ label: 'What became of it?', words: BECAME_WORDS }),
    words: noteReason('What do you answer?', 'The person who asked reads it, with your name.'),
  }),
  refuses: ['no-such-question', 'answered-already', 'other-side'],
  preview: () => 'The person reads it, with your name.',
  leads: () => '/questions',
  async run(context, { question, became, words }, place: Place) {
    const of = await lockAct(context.tx, question)
    const agreement = place.agreement.current()
    if (of?.act.kind !== 'question' || agreement === undefined) {
      return refuse('no-such-question', 'There is no question with this id.')
    }
    if (of.followed.length > 0) {
      return refuse('answered-already', 'Somebody has answered this already.')
    }
    if (!mayAnswer(agreement, of.act, context.viewer)) {
      return refuse('other-side', 'The side that did it answers.')
    }
    const { personId, members } = of.act
    const given = { kind: 'answer' as const, personId, members, about: question }
    return keepAct(context, { ...given, says: { became, words } }, { question, became })
  },
})
