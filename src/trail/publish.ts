import type { Queryable } from '../kernel/index.ts'
import type { Confirmation } from './confirmation.ts'
import { missingFrom, type Policy, quorumAt, witnessesOf } from './policy.ts'
import { checkpointAt, grewPast, type HeadRow, newestCheckpoint } from './queries-log.ts'
import {
  COSIGNATURES_MAX,
  type Cosignature,
  newestCosignatures,
  witnessRows,
} from './queries-witness.ts'

/**
 * How far the log is confirmed, and what is published of it: the newest checkpoint that a quorum has signed,
 * with every signature under it. A later one is larger, so what is published never goes back. Only where no
 * witness is set up does the newest checkpoint stand alone.
 */
export type Heads = {
  newest: HeadRow | undefined
  /** the checkpoint that counts, its note with the lines of the witnesses; `at` is when the quorum was there */
  confirmed?: { size: number; at: Date; note: string }
  confirmation: Confirmation
}

/** A signature from so far ahead was made by a clock that is wrong: it says nothing of now. */
export const AHEAD_MS_MAX = 10 * 60_000
const SIGNED_LATELY = 16

export async function readHeads(db: Queryable, policy: Policy, now: Date): Promise<Heads> {
  const vkeys = witnessesOf(policy.quorum).map(({ vkey }) => vkey)
  const [newest, answered] = await Promise.all([newestCheckpoint(db), witnessRows(db)])
  const confirmed = await newestQuorum(db, policy, vkeys, now)
  const size = Number(newest?.size ?? 0)
  const waiting =
    confirmed && confirmed.size < size ? await grewPast(db, confirmed.size) : undefined
  const since = now.getTime() - policy.withinSeconds * 1000
  const heard = answered.flatMap(({ vkey, at, objection }) =>
    at !== null && at.getTime() >= since && objection === null ? [[vkey, at] as const] : [],
  )
  const { withinSeconds, clause } = policy
  const confirmation: Confirmation = {
    size,
    ...(confirmed && { confirmed: { size: confirmed.size, at: confirmed.at } }),
    ...(waiting && { waitingSince: waiting }),
    missing: missingFrom(policy.quorum, new Map(heard)),
    ...(policy.quorum === undefined && { nobodyNeeded: true }),
    withinSeconds,
    ...(clause !== undefined && { clause }),
  }
  return { newest, confirmed, confirmation }
}

/** The note that is published. Undefined where nothing is signed, or nothing is confirmed yet. */
export function publishedNote({ newest, confirmed }: Heads, policy: Policy): string | undefined {
  if (confirmed !== undefined) return confirmed.note
  return witnessesOf(policy.quorum).length === 0 ? newest?.note : undefined
}

async function newestQuorum(
  db: Queryable,
  { quorum }: Policy,
  vkeys: readonly string[],
  now: Date,
): Promise<Heads['confirmed']> {
  if (quorum === undefined || vkeys.length === 0) return undefined
  // Mostly all have signed one of the last heads. Only where one is away are the older ones looked through.
  for (const limit of [SIGNED_LATELY, COSIGNATURES_MAX]) {
    const signed = await newestCosignatures(db, vkeys, limit)
    const all = signed.length < limit
    // Of the last head that was reached, some signatures may be left out.
    const whole = all ? signed : signed.filter(({ size }) => size > signed.at(-1)!.size)
    const found = await quorumAmong(db, quorum, whole, now)
    if (found !== undefined || all) return found
  }
  return undefined
}

async function quorumAmong(
  db: Queryable,
  quorum: NonNullable<Policy['quorum']>,
  signed: readonly Cosignature[],
  now: Date,
): Promise<Heads['confirmed']> {
  const latest = now.getTime() + AHEAD_MS_MAX
  for (const [size, lines] of Map.groupBy(signed, (one) => one.size)) {
    const inTime = lines.filter(({ at }) => at.getTime() <= latest)
    const at = quorumAt(quorum, new Map(inTime.map((one) => [one.vkey, one.at])))
    const row = at && (await checkpointAt(db, size))
    if (at && row) return { size, at, note: row.note + lines.map(({ line }) => line).join('') }
  }
  return undefined
}
