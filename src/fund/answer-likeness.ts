import { z } from 'zod'
import { refuse } from '../kernel/index.ts'
import type { Place } from '../room.ts'
import { namedCommand } from '../trail/index.ts'
import { reasonField } from './fields.ts'
import { lockBooks } from './queries.ts'
import { findLine, insertLikeness, isAnswered, LIKENESS } from './queries-lines.ts'

export const ANSWER_LIKENESS = 'fund.answer-likeness'

/** Says of an invoice that looks like an earlier one whether it is that one again. */
export const answerLikeness = namedCommand({
  name: ANSWER_LIKENESS,
  says: 'Says whether an invoice is an earlier one under another number',
  label: 'Answer',
  basis: { action: ANSWER_LIKENESS, does: 'say whether an invoice has come twice' },
  input: z.strictObject({
    line: z.uuid('is not the id of a line').toLowerCase().meta({ label: 'Invoice', hidden: true }),
    answer: z.enum(LIKENESS, 'must be same or another').meta({
      label: 'Is it the same invoice?',
      words: { same: 'Yes, it came twice and is paid once', another: 'No, it is another one' },
    }),
    reason: reasonField(),
  }),
  refuses: ['no-such-line', 'closed'],
  leads: () => '/fund/invoices',
  async run({ tx, now, entryId, viewer, announce }, { line, answer, reason }, _: Place) {
    lockBooks(tx)
    const found = await findLine(tx, line)
    if (found?.like === undefined) {
      return refuse('no-such-line', 'No invoice that looks like an earlier one has this id.', {
        at: '/fund/invoices',
      })
    }
    if (await isAnswered(tx, line)) return refuse('closed', 'Somebody has answered this already.')
    const { id: actor, name } = viewer.actor
    const said = { line, answer, reason, actor, name, learntAt: now.toISOString() }
    insertLikeness(tx, said, entryId)
    announce('fund.line', found.kind)
    return { result: { line, answer }, entry: { answers: [said] } }
  },
})
