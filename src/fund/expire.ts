import { addDays, type Errand, startOfLondonDay, systemActor } from '../kernel/index.ts'
import type { Place } from '../room.ts'
import type { Command, CommandContext } from '../trail/index.ts'
import { readAccount } from './account.ts'
import { type Ended, endOne } from './end-one.ts'
import type { KEEP_REFUSALS } from './keep-transfers.ts'
import { findTransfer } from './queries.ts'
import { rulesOf } from './rules.ts'
import type { Transfer } from './transfer.ts'

export const EXPIRE = 'fund.expire'
const EXPIRER = { actor: systemActor('let go of what has run out'), purpose: '' }

/** Asks for a timer for each reservation that holds until a day. */
export function askToExpire(
  { ask }: Pick<CommandContext, 'ask'>,
  transfers: readonly Transfer[],
): void {
  for (const { id, until } of transfers) {
    if (until !== undefined) ask(EXPIRE, id, startOfLondonDay(addDays(until, 1)))
  }
}

/** The timer of a reservation: what was paid or let go meanwhile is left as it is. */
export const expireReservation: Errand<Place> = {
  name: EXPIRE,
  does: 'let go of money that was set apart until a day',
  async run({ tx }, id, place) {
    const found = await findTransfer(tx, id)
    if (found === undefined || found.endedBy !== undefined) return undefined
    const fund = rulesOf(place.agreement.current()).funds.get(
      readAccount(found.transfer.debit)!.fund,
    )
    const call = { viewer: EXPIRER, input: { id }, key: `${EXPIRE}:${id}`, under: fund?.clause }
    await place.trail.within(tx, commandIn(place), call)
    return undefined
  },
}

function commandIn(
  place: Place,
): Command<
  { id: string },
  Ended,
  (typeof KEEP_REFUSALS)[number] | 'no-such-transfer' | 'too-much'
> {
  return {
    name: EXPIRE,
    basis: { under: ['fund'] },
    run: (context, { id }) =>
      endOne(context, place, {
        transfer: id,
        step: 'expire',
        reason: 'The day until which it held is over',
      }),
  }
}
