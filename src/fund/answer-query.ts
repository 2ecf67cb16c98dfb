import { z } from 'zod'
import { refuse } from '../kernel/index.ts'
import type { Place } from '../room.ts'
import { namedCommand } from '../trail/index.ts'
import { reasonField } from './fields.ts'
import { VERDICTS } from './match-care.ts'
import { lockBooks } from './queries.ts'
import { findLine } from './queries-lines.ts'
import { insertQueryAnswer, isQueryAnswered, QUERY_ANSWERS } from './queries-matching.ts'
import { VERDICT_WORDS } from './verdict-words.ts'

export const ANSWER_QUERY = 'fund.answer-query'

/** Says what is done about a line of an invoice that does not say what was given. */
export const answerQuery = namedCommand({
  name: ANSWER_QUERY,
  says: 'Says what is done about a line of an invoice that was queried',
  label: 'Answer',
  basis: { action: ANSWER_QUERY, does: 'say what is done about a line of an invoice' },
  input: z.strictObject({
    line: z.uuid('is not the id of a line').toLowerCase().meta({ label: 'Line', hidden: true }),
    verdict: z
      .enum(VERDICTS, `must be one of ${VERDICTS.join(', ')}`)
      .meta({ label: 'What was found', words: VERDICT_WORDS, hidden: true }),
    answer: z.enum(QUERY_ANSWERS, 'must be pay, withhold or credited').meta({
      label: 'What is done about it?',
      words: {
        pay: 'It is paid all the same',
        withhold: 'It is not paid until the supplier puts it right',
        credited: 'The supplier has given it back',
      },
    }),
    reason: reasonField(),
  }),
  refuses: ['no-such-line', 'closed'],
  leads: () => '/fund/match',
  async run({ tx, now, entryId, viewer, announce }, { line, ...said }, _: Place) {
    lockBooks(tx)
    const found = await findLine(tx, line)
    if (found?.kind !== 'invoice') {
      return refuse('no-such-line', 'No line of an invoice has this id.', { at: '/fund/match' })
    }
    if (await isQueryAnswered(tx, line))
      return refuse('closed', 'Somebody has answered this already.')
    const { id: actor, name } = viewer.actor
    const one = { line, ...said, actor, name, learntAt: now.toISOString() }
    insertQueryAnswer(tx, one, entryId)
    announce('fund.line', found.kind)
    return { result: { line, answer: said.answer }, entry: { queryAnswers: [one] } }
  },
})
