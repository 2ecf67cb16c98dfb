import { type Pence, type Refusal, refuse } from '../kernel/index.ts'
import { readAccount, SOURCES } from './account.ts'
import type { FoundTransfer } from './queries.ts'
import type { Draft, Step } from './transfer.ts'

export type NotEnded = Refusal<'no-such-transfer' | 'closed' | 'too-much'>

/** Which words say that a reservation is over. */
const ENDED = new Map<string, string>([
  ['post', 'It has been posted already'],
  ['void', 'It has been given up already'],
  ['expire', 'It has run out'],
])

/**
 * What ends a reservation: posted, whole or part, or let go. It is ended once. What a part leaves is free again; what a
 * partner has promised and not paid stays promised.
 */
export function ending(
  found: FoundTransfer | undefined,
  step: Exclude<Step, 'move' | 'reserve'>,
  {
    reason,
    pence,
    supplier,
  }: { reason: string; pence?: Pence | undefined; supplier?: string | undefined },
): Draft[] | NotEnded {
  if (found === undefined || found.transfer.step !== 'reserve') {
    return refuse('no-such-transfer', 'Nothing that is set apart has this id.', {
      next: 'Find it in the journal, and do it there.',
      at: '/fund',
    })
  }
  const { transfer, endedBy } = found
  if (endedBy !== undefined) {
    return refuse('closed', `${ENDED.get(endedBy) ?? 'It is over'}, so nothing more becomes of it.`)
  }
  const posted = step === 'post' ? (pence ?? transfer.reserved) : 0n
  if (posted > transfer.reserved) {
    return refuse('too-much', 'More would be paid than was set apart for it.', {
      next: 'Set the rest apart too, so that the clauses are asked about it.',
    })
  }
  const payee = supplier ?? transfer.supplier
  const [debit, credit] = [readAccount(transfer.debit)!, readAccount(transfer.credit)!]
  const between = {
    debit,
    credit,
    reason,
    notBefore: transfer.at,
    ...(payee === undefined ? {} : { supplier: payee }),
  }
  const left = transfer.reserved - posted
  // A promise is not over because a part of it has come.
  const stays = step === 'post' && SOURCES.has(credit.kind) && left > 0n
  return [
    { ...between, step, posted, reserved: -transfer.reserved, of: transfer.id },
    ...(stays ? [{ ...between, step: 'reserve' as const, posted: 0n, reserved: left }] : []),
  ]
}
