import type { Confirmation } from './confirmation.ts'
import type { Verifier } from './note.ts'
import type { WitnessRow } from './queries-witness.ts'

/** How the log stands, and each witness to it, as pages, readiness and metrics tell it. */
export type TrailStatus = {
  size: number
  /** base64 */
  root: string
  at: string
  witnesses: WitnessStatus[]
  /** how far a quorum has confirmed it */
  confirmation: Confirmation
  /** that in one sentence, the same everywhere */
  words: string
  /** no quorum within the time that was agreed */
  late: boolean
  /** since the oldest entry that has no number was written; 0 where all have one */
  unnumberedSeconds: number
  /** in words, why nothing more is signed */
  halted?: string
  /** signed heads that contradict this log, with what they say */
  evidence: { at: string; what: string; ours: string; theirs: string }[]
}

export type WitnessStatus = {
  name: string
  /** the number of entries that it last confirmed */
  size: number
  /** since then; infinite where it has never answered */
  ageSeconds: number
  /** in words, what it has signed that contradicts this log */
  objection?: string
  /** in words, why it did not answer the last time */
  away?: string
}

export function witnessStatus(
  { name }: Verifier,
  row: WitnessRow | undefined,
  since: (at: Date) => number,
): WitnessStatus {
  return {
    name,
    size: Number(row?.size ?? 0),
    ageSeconds: row?.at ? since(row.at) : Number.POSITIVE_INFINITY,
    ...(row?.objection ? { objection: row.objection } : {}),
    ...(row?.away ? { away: row.away } : {}),
  }
}
