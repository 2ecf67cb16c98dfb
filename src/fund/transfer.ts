import type { Pence } from '../kernel/index.ts'
import {
  type Account,
  accountId,
  available,
  type Balance,
  type Commits,
  hasBottom,
  NOTHING,
  readAccount,
} from './account.ts'

/**
 * What became of money: moved at once; reserved; of a reservation, posted (whole or part: the rest is free again),
 * given up, or run out.
 */
export const STEPS = ['move', 'reserve', 'post', 'void', 'expire'] as const
export type Step = (typeof STEPS)[number]

/** One transfer from an account to another. It is never changed: what was wrong is put right by a further one. */
export type Transfer = {
  /** in the order in which this place learnt of them, without a gap */
  readonly number: number
  readonly id: string
  readonly step: Step
  /** the account that has it afterwards */
  readonly debit: string
  /** the account from which it goes */
  readonly credit: string
  /** what it adds to what is posted, from 0 */
  readonly posted: Pence
  /** what it adds to what is reserved: below zero by all of a reservation that it ends */
  readonly reserved: Pence
  /** the day on which it is booked */
  readonly at: string
  /** the day on which it was true, where the books of that day were closed already */
  readonly ofDay?: string
  /** ISO: when this place learnt it */
  readonly learntAt: string
  /** the reservation that it ends */
  readonly of?: string
  /** the transfer that it takes back, whole or in part */
  readonly reverses?: string
  /** of a reservation: the last day on which it holds */
  readonly until?: string
  readonly supplier?: string
  readonly reason: string
  /** the clause that lets it be done */
  readonly clause: string
  /** the key of the command; those of one key stand or fall together */
  readonly key: string
}

/** A transfer that is still to be numbered and dated. */
export type Draft = Pick<Transfer, 'step' | 'posted' | 'reserved' | 'reason'> & {
  readonly debit: Account
  readonly credit: Account
  /** the day of what it ends or takes back: it cannot have been before */
  readonly notBefore?: string
} & Partial<Pick<Transfer, 'of' | 'reverses' | 'until' | 'supplier'>>

/** What is moved, or reserved, in pence. */
export function penceOf({
  step,
  posted,
  reserved,
}: Pick<Transfer, 'step' | 'posted' | 'reserved'>): Pence {
  if (step === 'reserve') return reserved
  return step === 'void' || step === 'expire' ? -reserved : posted
}

type Moved = Pick<Transfer, 'posted' | 'reserved'> & {
  readonly debit: string
  readonly credit: string
}

/** Both balances after a transfer. What one gains the other loses, so that all of them together are nothing. */
export function apply(
  balances: Map<string, Balance>,
  { debit, credit, posted, reserved }: Moved,
): void {
  const to = balances.get(debit) ?? NOTHING
  balances.set(debit, { ...to, posted: to.posted + posted, comingIn: to.comingIn + reserved })
  const from = balances.get(credit) ?? NOTHING
  balances.set(credit, {
    ...from,
    posted: from.posted - posted,
    goingOut: from.goingOut + reserved,
  })
}

/** By how much an account has fallen below what it may, and which; undefined where none has. */
export function shortOf(
  balances: ReadonlyMap<string, Balance>,
  ids: readonly string[],
  commits: Commits,
): { account: Account; pence: Pence } | undefined {
  for (const id of ids) {
    const account = readAccount(id)
    if (account === undefined || !hasBottom(account.kind)) continue
    const left = available(account, balances.get(id) ?? NOTHING, commits)
    if (left < 0n) return { account, pence: -left }
  }
  return undefined
}

export function movedOf({ debit, credit, posted, reserved }: Draft): Moved {
  return { debit: accountId(debit), credit: accountId(credit), posted, reserved }
}
