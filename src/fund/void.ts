import { z } from 'zod'
import { mayBeDay } from '../kernel/index.ts'
import type { Place } from '../room.ts'
import { namedCommand } from '../trail/index.ts'
import { type Ended, endOne } from './end-one.ts'
import { reasonField, transferField } from './fields.ts'
import { KEEP_REFUSALS } from './keep-transfers.ts'

export const VOID = 'fund.void'

/** Lets go of what was set apart and will not be bought. */
export const voidReservation = namedCommand({
  name: VOID,
  says: 'Lets go of what was set apart and will not be bought',
  label: 'Let it go',
  brief: true,
  basis: { action: VOID, does: 'let go of what was set apart' },
  input: z.strictObject({
    transfer: transferField(),
    reason: reasonField(),
    at: mayBeDay('On which day?', 'Left empty, today'),
  }),
  refuses: [...KEEP_REFUSALS, 'no-such-transfer', 'too-much'],
  preview: () => 'What was set apart is free again for its scheme.',
  leads: ({ transfer }: Ended) => `/fund/transfer/${transfer}`,
  run: (context, { transfer, reason, at }, place: Place) =>
    endOne(context, place, { transfer, step: 'void', reason, at }),
})
