import { z } from 'zod'
import { type Agreement, clauseKind } from '../agreement/index.ts'

const chance = z.number().gt(0, 'must be more than 0').lt(1, 'must be less than 1')
const schema = z.strictObject({
  link: chance.describe('from which chance on records are taken for one person’s, like 0.999'),
  review: chance.describe('from which chance on people look at them, like 0.2'),
})
type Fields = z.infer<typeof schema>

/** Chances as match weights, in powers of two. */
export type Thresholds = { readonly link: number; readonly review: number }

/** How sure it must be that records are one person's, and of which people decide. */
export const matchingKind = clauseKind({
  kind: 'matching',
  room: 'people',
  words: ['rule of matching', 'rules of matching'],
  runs: [
    {
      what: 'Records that are alike enough are one person’s, and people decide where it is not sure',
    },
  ],
  schema,
  check({ fields: { link, review } }) {
    if (review < link) return []
    return [
      {
        path: ['review'],
        sentence: 'People look at what is less sure than what is linked: take a smaller one.',
      },
    ]
  },
  checkText(all) {
    const [, second] = all.of('matching')
    if (second === undefined) return []
    return [{ clause: second.number, sentence: 'The text has two rules of matching: keep one.' }]
  },
  compile: ({ fields }) => ({ rows: { matching: [fields] } }),
  explain(_, compiled) {
    const { link, review } = compiled.rows<Fields>('matching')[0]!
    return [
      `Records that no number and no rule makes one person’s are one where that is at least ${percent(link)} sure.`,
      `From ${percent(review)} on they stay apart, and people of the sides whose records they are decide.`,
      'It is judged by a version of the model that each side has adopted, the same for every record.',
      'Two different valid NHS numbers are never one person’s.',
    ].join(' ')
  },
  switchesOn: (_, compiled) => {
    const { link, review } = compiled.rows<Fields>('matching')[0]!
    return [`one person from ${percent(link)}`, `people decide from ${percent(review)}`]
  },
  concerns: () => ['everybody of whom there are records'],
})

const percent = (part: number) => `${Number((part * 100).toFixed(4))}%`

/** Of the text in effect; without one nothing is matched. */
export function thresholdsOf(agreement: Agreement | undefined): Thresholds | undefined {
  const [row] = agreement?.table<Fields>('matching') ?? []
  return row && { link: weightOf(row.link), review: weightOf(row.review) }
}

const weightOf = (probability: number) => Math.log2(probability / (1 - probability))
