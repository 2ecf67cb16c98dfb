import type { PersonId, Queryable } from '../kernel/index.ts'
import * as queries from './queries-events.ts'

/** Of things that stood before: how many are left out, and of how many. */
export type LeftOut = { leftOut: number; standing: number }

/**
 * What a newer return leaves out no longer stands: what was open in an earlier one has gone by its day, and what an
 * earlier telling of the same period had was withdrawn. Given all returns of a scope that arrived whole, the
 * outcome is the same in whatever order they came.
 */
export function countLeftOut(tx: Queryable, whole: queries.WholeReturns): Promise<LeftOut> {
  return queries.countLeftOut(tx, whole)
}

/** Answers whose tellings were closed: a person once for each of them. */
export function closeLeftOut(
  tx: Queryable,
  whole: queries.WholeReturns,
  at: Date,
): Promise<PersonId[]> {
  return queries.closeLeftOut(tx, whole, at)
}

export type { WholeReturns } from './queries-events.ts'
