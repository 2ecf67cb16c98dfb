import { z } from 'zod'
import { proofFields } from '../access/index.ts'
import { plural } from '../shell/index.ts'

/** For how long a stay that is over proves something, as a relationship clause says it. */
export const leftFields = z.strictObject({
  days: z
    .int()
    .min(1)
    .max(120)
    .describe('how many days after somebody left hospital their stay there proves it'),
})

export type LeftFields = z.infer<typeof leftFields>

/** What a clause of the relationship `left-here` says of it. */
export const leftProof = proofFields<LeftFields>({
  field: 'left',
  schema: leftFields,
  row: (left) => left,
  explain: ({ days }) =>
    `A stay proves it for ${plural(days, 'day')} after it ended: to those in whose beds it was, ` +
    'and to those whose own the person is.',
})
