import type { Agreement } from '../agreement/index.ts'
import { Fault, type Transaction } from '../kernel/index.ts'
import { nhsNumbers, personsNumbered } from '../people/index.ts'
import { objectionFeeds } from './opt-out-kind.ts'
import { planPeople } from './plan-people.ts'
import * as queries from './queries-planning.ts'

/** About one in twenty has opted out; an answer that lacks so many was cut off, or is to another place's question. */
const SHARE_MAX = 1 / 3
/** Below so many numbers a share says nothing. */
const NUMBERS_MIN = 30

export type TakenOptOuts = { asked: number; optedOut: number; changed: number }

/**
 * Takes the answer of the national service: the NHS numbers that it was asked about, without those whose holders have
 * opted out. Whoever is known here and not in it is counted no more from now on; whoever is, may be again. A number
 * that nobody had when the question was put is treated as opted out until the next answer.
 *
 * @throws Fault where so many are missing that it is no answer to this place's question
 */
export async function takeOptOuts(
  tx: Transaction,
  answered: readonly string[],
  now: Date,
  agreement: Agreement | undefined,
): Promise<TakenOptOuts> {
  await queries.lockPlanned(tx)
  const returned = new Set(answered)
  const known = await nhsNumbers(tx)
  const out = known.filter((number) => !returned.has(number))
  if (known.length >= NUMBERS_MIN && out.length > known.length * SHARE_MAX) {
    throw new Fault(
      `the answer lacks ${out.length} of ${known.length} NHS numbers that are known here`,
      'opt-outs',
      'It is cut off, or answers another question: ask again with concordat optout list.',
    )
  }
  const before = new Set(await queries.optedOutNow(tx))
  const change = {
    out: out.filter((number) => !before.has(number)),
    back: [...before].filter((number) => returned.has(number)),
  }
  const answer = { asked: known.length, optedOut: out.length }
  await queries.changeOptOuts(tx, change, answer, now)
  const changed = [...change.out, ...change.back]
  await planPeople(tx, await personsNumbered(tx, changed), objectionFeeds(agreement))
  return { ...answer, changed: changed.length }
}
