import type { Agreement } from '../agreement/index.ts'
import { type PersonId, together } from '../kernel/index.ts'
import { identityIdsOf } from '../people/index.ts'
import { classesOf } from '../record/index.ts'
import type { Place } from '../room.ts'
import { type TransferRule, transferRule } from './clock-kind.ts'
import type { Texts } from './eras.ts'
import { staysNow } from './kept-stays.ts'
import { stayingAmong } from './queries.ts'
import { type ReadStay, readStays } from './read-stays.ts'

export type StaysShown = {
  readonly rule: TransferRule
  /** those that go on, or went on then, of which a page of the person may speak beside its own part for them */
  readonly stays: readonly ReadStay[]
  /** now, or the time as at which it is known */
  readonly at: Date
}

/**
 * The stays of somebody for a part of their page, as they are known now or were known at a time, by the agreement of
 * then. Undefined where none went on.
 */
export async function readForPage(
  { databases, agreement: room, clock }: Pick<Place, 'databases' | 'agreement' | 'clock'>,
  persons: readonly PersonId[],
  at?: Date,
): Promise<StaysShown | undefined> {
  const agreement = at === undefined ? room.current() : room.at(at)
  const rule = transferRule(agreement)
  if (agreement === undefined || rule === undefined) return undefined
  const now = clock.now()
  const stays = await readGoingOn(databases, {
    ...{ agreement, rule, persons, now, at },
    texts: room.versions(),
  })
  // What is not hinted at stands on no part of the page but its own.
  const { plain } = classesOf(agreement)
  const shown = stays.filter(({ counted, stay }) => {
    return stay.state !== 'left' && plain.includes(counted.dataClass)
  })
  return shown.length === 0 ? undefined : { rule, stays: shown, at: at ?? now }
}

/** As a list reads them, and several parts of one page once: of whoever is in hospital they are kept. */
async function readGoingOn(
  databases: Place['databases'],
  { agreement, rule, persons, now, at, texts }: Whose,
): Promise<readonly ReadStay[]> {
  const db = together(databases.care.short)
  if (at !== undefined) {
    const ids = [...new Set(await identityIdsOf(db, persons))]
    const options = { now, settled: false, at, texts }
    return ids.length === 0 ? [] : readStays(db, agreement, rule, ids, options)
  }
  const ids = await stayingAmong(db, persons)
  return ids.length === 0 ? [] : staysNow(databases, agreement, rule, ids, now, texts)
}

type Whose = {
  agreement: Agreement
  rule: TransferRule
  persons: readonly PersonId[]
  now: Date
  at: Date | undefined
  texts: Texts
}
