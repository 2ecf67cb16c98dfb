import { z } from 'zod'
import { mayBeDay } from '../kernel/index.ts'
import type { Place } from '../room.ts'
import { namedCommand } from '../trail/index.ts'
import { type Ended, endOne } from './end-one.ts'
import { penceField, reasonField, supplierField, transferField } from './fields.ts'
import { KEEP_REFUSALS } from './keep-transfers.ts'

export const POST = 'fund.post'

/** Pays what was set apart, whole or in part; the rest is free again. */
export const post = namedCommand({
  name: POST,
  says: 'Says that what was set apart has been paid, or has come in',
  label: 'Say that it is paid',
  brief: true,
  basis: { action: POST, does: 'say what has been paid of the fund' },
  input: z.strictObject({
    transfer: transferField(),
    pence: penceField('Amount that was paid', 'Left empty, all of it').optional(),
    reason: reasonField(),
    supplier: supplierField(),
    at: mayBeDay('On which day?', 'Left empty, today'),
  }),
  refuses: [...KEEP_REFUSALS, 'no-such-transfer', 'too-much'],
  preview: (_: Ended, { pence }) =>
    pence === undefined ? 'All of it is paid.' : 'The rest of what was set apart is free again.',
  leads: ({ transfer }: Ended) => `/fund/transfer/${transfer}`,
  facts: async (_, { pence }) => (pence === undefined ? {} : { pence }),
  async run(context, { transfer, at, ...how }, place: Place) {
    return endOne(context, place, { transfer, step: 'post', at, ...how })
  },
})
