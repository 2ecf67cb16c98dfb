import { z } from 'zod'
import { type Agreement, clauseKind } from '../agreement/index.ts'
import { plural } from '../shell/index.ts'

const DAYS_MAX = 90

const schema = z.strictObject({
  days: z.int().min(1).max(DAYS_MAX).describe('within how many days an answer is given, like 14'),
})
type Row = z.infer<typeof schema> & { readonly clause: string }

/** What a resident asks about a look, or says is wrong, is answered by the side that did it. */
export const questionKind = clauseKind({
  kind: 'question',
  room: 'record',
  words: ['clause about what residents ask', 'clauses about what residents ask'],
  runs: [
    { what: 'A resident asks about a look or says what is wrong, and is answered within days' },
  ],
  schema,
  compile: ({ fields }) => ({ rows: { question: [fields] } }),
  explain(_, compiled) {
    const [row] = compiled.rows<Row>('question')
    return [
      'What a resident asks about a look, or says is wrong, is answered by the side that did it within',
      `${plural(row!.days, 'day')}. How each party keeps to that is counted in public.`,
    ].join(' ')
  },
  concerns: () => ['residents'],
})

export function questionRule(agreement: Agreement | undefined): Row | undefined {
  return agreement?.table<Row>('question')[0]
}
