import { z } from 'zod'
import {
  formatPounds,
  isRefusal,
  mayBeDay,
  type Pence,
  type Refusal,
  refuse,
} from '../kernel/index.ts'
import type { Place } from '../room.ts'
import { namedCommand } from '../trail/index.ts'
import { readAccount } from './account.ts'
import { type Ended, openFor } from './end-one.ts'
import { penceField, reasonField, transferField } from './fields.ts'
import { KEEP_REFUSALS, keepTransfers, transfersSaid } from './keep-transfers.ts'
import type { FoundTransfer } from './queries.ts'
import type { Draft } from './transfer.ts'

export const REVERSE = 'fund.reverse'

/** Puts right what was posted wrongly: by a further transfer the other way, with the reason. */
export const reverse = namedCommand({
  name: REVERSE,
  says: 'Takes back a transfer, whole or in part, by a further one',
  label: 'Take it back',
  brief: true,
  basis: { action: REVERSE, does: 'take back a transfer of the fund' },
  input: z.strictObject({
    transfer: transferField(),
    reason: reasonField(),
    pence: penceField('Amount to be taken back', 'Left empty, all of it').optional(),
    at: mayBeDay('On which day?', 'Left empty, today'),
  }),
  refuses: [...KEEP_REFUSALS, 'no-such-transfer', 'too-much'],
  preview: () => 'The transfer stays as it is, and a further one takes it back.',
  leads: ({ transfer }: Ended) => `/fund/transfer/${transfer}`,
  async run(context, { transfer, reason, pence, at }, place: Place) {
    const opened = await openFor(context, place, transfer)
    if (isRefusal(opened)) return opened
    const draft = takenBack(opened.found, reason, pence)
    if (isRefusal(draft)) return draft
    const kept = keepTransfers(context, opened.books!, [draft], at)
    if (isRefusal(kept)) return kept
    const result: Ended = { transfer: kept[0]!.id, fund: opened.books!.fund.id }
    return { result, entry: transfersSaid(kept) }
  },
})

/** The same the other way round, of at most what is left of it. */
function takenBack(
  found: FoundTransfer | undefined,
  reason: string,
  asked: Pence | undefined,
): Draft | Refusal<'no-such-transfer' | 'closed' | 'too-much'> {
  if (found === undefined) return refuse('no-such-transfer', 'There is no transfer with this id.')
  const { transfer, takenBack: back } = found
  const ofDispute = [transfer.debit, transfer.credit].some(
    (id) => readAccount(id)?.kind === 'suspense',
  )
  if (ofDispute) {
    return refuse('closed', 'It is of a disputed cost: it is put right when that is settled.', {
      at: '/fund/disputes',
    })
  }
  if (transfer.reverses !== undefined) {
    return refuse('closed', 'It takes back another one itself: make a new transfer for what is so.')
  }
  const left = transfer.posted - back
  if (left <= 0n) {
    return refuse('closed', 'Nothing of it is left to be taken back.', {
      ...(transfer.step === 'reserve' ? { next: 'It is only set apart: let it go instead.' } : {}),
    })
  }
  const pence = asked ?? left
  if (pence > left)
    return refuse('too-much', `Only ${formatPounds(left)} of it is left to be taken back.`)
  return {
    step: 'move',
    debit: readAccount(transfer.credit)!,
    credit: readAccount(transfer.debit)!,
    posted: pence,
    reserved: 0n,
    reverses: transfer.id,
    notBefore: transfer.at,
    reason,
    ...(transfer.supplier === undefined ? {} : { supplier: transfer.supplier }),
  }
}
