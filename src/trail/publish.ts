import type { Clock, Queryable } from '../kernel/index.ts'
import {
  checkpointAt,
  grewPast,
  newestCheckpoint,
  type WitnessRow,
  witnessRows,
} from './queries-log.ts'

/**
 * The checkpoint that is published: with the witnesses' signatures if they keep up. While they are
 * being asked, the last confirmed one stands; if they fall behind for longer, the newest stands bare.
 */
const BEHIND_MS_MAX = 60_000

/** The signed note, with the signature lines of the witnesses. Undefined where nothing is signed yet. */
export async function publishedCheckpoint(
  db: Queryable,
  clock: Clock,
): Promise<string | undefined> {
  const [newest, witnesses] = await Promise.all([newestCheckpoint(db), witnessRows(db)])
  if (newest === undefined) return undefined
  const size = mostConfirmed(witnesses, Number(newest.size))
  if (size === undefined || size === Number(newest.size))
    return withLines(newest.note, size, witnesses)
  const [confirmed, grewAt] = await Promise.all([checkpointAt(db, size), grewPast(db, size)])
  const behind = clock.now().getTime() - (grewAt?.getTime() ?? 0)
  if (confirmed === undefined || behind > BEHIND_MS_MAX) return newest.note
  return withLines(confirmed.note, size, witnesses)
}

/** The size that most witnesses have confirmed; of several, the largest. */
function mostConfirmed(
  witnesses: readonly Pick<WitnessRow, 'size' | 'line'>[],
  newest: number,
): number | undefined {
  const counts = new Map<number, number>()
  for (const { size, line } of witnesses) {
    if (line !== null && Number(size) <= newest) {
      counts.set(Number(size), (counts.get(Number(size)) ?? 0) + 1)
    }
  }
  return [...counts].sort(([a, many], [b, few]) => few - many || b - a)[0]?.[0]
}

function withLines(
  note: string,
  size: number | undefined,
  witnesses: readonly WitnessRow[],
): string {
  const lines = witnesses.filter(({ line, size: at }) => line !== null && Number(at) === size)
  return note + lines.map(({ line }) => line).join('')
}
