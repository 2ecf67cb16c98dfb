import { signalOf } from '../measure/index.ts'
import type { Place } from '../room.ts'
import { type Board, decisionsIn } from './board.ts'
import type { Body } from './member.ts'

/**
 * Decisions that come back before their day, by id, each with why: what they promised to better has since given a
 * signal that it gets worse.
 */
export async function signalled(
  place: Place,
  body: Body,
  board: Board,
): Promise<ReadonlyMap<string, string>> {
  const known = place.agreement.current()?.table<{ id: string; name: string }>('measure') ?? []
  const found = new Map<string, string>()
  for (const { id, decision } of decisionsIn(board, body.id)) {
    const measure = known.find((one) => one.id === decision.motion.measure)
    if (measure === undefined || decision.outcome !== 'carried') continue
    const { signal, says } = await signalOf(place, measure.id, { from: decision.at.slice(0, 7) })
    if (signal === 'concern')
      found.set(id, `It comes back early, because of ${measure.name}: ${says}`.slice(0, 400))
  }
  return found
}
