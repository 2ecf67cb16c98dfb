import { isRefusal, type Pence } from '../kernel/index.ts'
import type { Place } from '../room.ts'
import type { CommandContext, Outcome } from '../trail/index.ts'
import { readAccount } from './account.ts'
import { type Books, type NoFund, openBooks } from './books.ts'
import { ending, type NotEnded } from './end-reservation.ts'
import { type KeepRefusal, keepTransfers, transfersSaid } from './keep-transfers.ts'
import { type FoundTransfer, findTransfer, lockBooks } from './queries.ts'

export type Ended = { readonly transfer: string; readonly fund: string }

type Ending = {
  readonly transfer: string
  readonly step: 'post' | 'void' | 'expire'
  readonly reason: string
  readonly pence?: Pence | undefined
  readonly supplier?: string | undefined
  readonly at?: string | undefined
}

/** Ends a reservation and writes down what became of it. */
export async function endOne(
  context: CommandContext,
  place: Pick<Place, 'agreement'>,
  { transfer, step, at, ...how }: Ending,
): Promise<Outcome<Ended> | NotEnded | NoFund | KeepRefusal> {
  const opened = await openFor(context, place, transfer)
  if (isRefusal(opened)) return opened
  const drafts = ending(opened.found, step, how)
  if (isRefusal(drafts)) return drafts
  const kept = keepTransfers(context, opened.books!, drafts, at)
  if (isRefusal(kept)) return kept
  return {
    result: { transfer: kept[0]!.id, fund: opened.books!.fund.id },
    entry: transfersSaid(kept),
  }
}

/** A transfer as it stands when no other command is under way, and the books that it is in. */
export async function openFor(
  context: CommandContext,
  place: Pick<Place, 'agreement'>,
  id: string,
): Promise<{ found: FoundTransfer | undefined; books?: Books } | NoFund> {
  lockBooks(context.tx)
  const found = await findTransfer(context.tx, id)
  if (found === undefined) return { found }
  const [debit, credit] = [found.transfer.debit, found.transfer.credit].map(readAccount)
  const schemes = [debit, credit].flatMap((one) => (one!.scheme === '' ? [] : [one!.scheme]))
  const books = await openBooks(context, place, { fund: debit!.fund, schemes })
  return isRefusal(books) ? books : { found, books }
}
