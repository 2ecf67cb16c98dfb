import type { Queryable, SourceId, Transaction } from '../kernel/index.ts'
import { identityIdsOf } from '../people/index.ts'
import {
  type Classing,
  closeLeftOut,
  countLeftOut,
  IDENTITY,
  type LeftOut,
  type WholeReturns,
} from '../record/index.ts'
import { type Applying, applyReadings } from './apply-readings.ts'
import { factGone, scopeOfFacts } from './council-fact.ts'
import * as queries from './queries-returns.ts'

/** A return as a file shows it: whose, for which period, with how many rows. */
export type ReturnPeriod = {
  /** a council's code */
  scope: string
  /** YYYY-MM-DD */
  start: string
  end: string
  rows: number
}

export type OpenReturn = ReturnPeriod & {
  /** ISO: when this return was first received, which orders it among those of its period */
  at: string
}

/** The returns that one file is. */
export type OpenReturns = {
  digest: Buffer
  returns: readonly OpenReturn[]
  /** it replaces what was here before: rows that are the same are said again by it, and newer */
  again: boolean
  /** the newest day as at which it speaks */
  asAt: string
}

/** What orders the returns of a scope: by the period's end, then by when they came. */
export function submissionOf({ end, at }: { end: string; at: string }): string {
  return `${end}~${at}`
}

export function periodKey(scope: string, start: string, end: string): string {
  return JSON.stringify([scope, start, end])
}

/**
 * What a file is among the returns that came before it. The same file again is the same return, as long as none
 * has replaced it; a load that was interrupted goes on as the same return.
 */
export async function openReturns(
  db: Queryable,
  source: SourceId,
  { digest, periods }: { digest: Buffer; periods: readonly ReturnPeriod[] },
  now: Date,
): Promise<OpenReturns> {
  const known = await queries.readReturns(db, source, [
    ...new Set(periods.map(({ scope }) => scope)),
  ])
  let again = false
  const returns = periods.map((period) => {
    const before = known.filter(
      ({ scope, start, end }) =>
        scope === period.scope && start === period.start && end === period.end,
    )
    const latest = before.toSorted((a, b) => (a.at < b.at ? -1 : 1)).at(-1)
    if (latest?.digest.equals(digest)) {
      if (before.length > 1 && !latest.whole) again = true
      return { ...period, at: latest.at }
    }
    if (latest === undefined) return { ...period, at: now.toISOString() }
    again = true
    // Later than the one that it replaces, though a clock was set back or stood still.
    const later = Math.max(now.getTime(), Date.parse(latest.at) + 1)
    return { ...period, at: new Date(later).toISOString() }
  })
  const asAt =
    returns
      .map(({ end }) => end)
      .sort()
      .at(-1) ?? ''
  return { digest, returns, again, asAt }
}

/** In the transaction of the first items that it brings. */
export function noteReturns(
  tx: Transaction,
  source: SourceId,
  loadId: string,
  { digest, returns }: OpenReturns,
): Promise<void> {
  return queries.insertReturns(tx, source, loadId, digest, returns)
}

/** What a return would close and did not, because it is half of what stood or more: somebody is asked first. */
export type Asked = LeftOut & { scope: string; asAt: string }

/**
 * All of a return has been taken: what it leaves out no longer stands, unless that is half of what stood. Then it
 * is left as it was, until whoever loads says that it is meant.
 */
export async function closeReturns(
  applying: Applying,
  source: SourceId,
  { returns }: OpenReturns,
  { evenHalf, now, classing }: { evenHalf: boolean; now: Date; classing: Classing },
): Promise<{ closed: number; asked: Asked[] }> {
  const { tx, follow } = applying
  const asked: Asked[] = []
  let closed = 0
  for (const one of returns) {
    const whole = await queries.readWhole(tx, source, one.scope)
    const mine = { asAt: one.end, submission: submissionOf(one) }
    const others = whole.filter(({ submission }) => submission !== mine.submission)
    const all = { source, scope: one.scope, returns: [...others, mine] }
    const left = await countLeftOut(tx, all)
    if (left.leftOut * 2 >= left.standing && left.leftOut > 0 && !evenHalf) {
      await queries.markAsked(tx, source, one, left)
      asked.push({ ...left, scope: one.scope, asAt: one.end })
      continue
    }
    const gone = await closeLeftOut(tx, all, now)
    follow(IDENTITY, await identityIdsOf(tx, [...new Set(gone)]))
    closed += gone.length
    closed += await closeFacts(applying, source, all, { now, classing })
    await queries.markWhole(tx, source, one, left, now)
  }
  return { closed, asked }
}

/** What is no event goes with the newest whole return that does not say it: every return says all of it anew. */
async function closeFacts(
  applying: Applying,
  source: SourceId,
  { scope, returns }: WholeReturns,
  { now, classing }: { now: Date; classing: Classing },
): Promise<number> {
  const newest = returns
    .map(({ submission }) => submission)
    .sort()
    .at(-1)!
  const left = await queries.readOlderFacts(applying.tx, source, scopeOfFacts(scope), newest)
  const said = left.map(({ personId, key }) => factGone(personId, key, newest))
  if (said.length > 0) {
    await applyReadings(applying, source, now, [{ said, events: [], resources: [] }], classing)
  }
  return said.length
}
