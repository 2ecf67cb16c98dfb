import { signalOf } from '../measure/index.ts'
import type { Place } from '../room.ts'
import { type Board, decisionsIn } from './board.ts'
import type { Body } from './member.ts'
import { schemesToday } from './paid-by.ts'

/**
 * Decisions that come back before their day, by id, each with why: what they promised to better has since given a
 * signal that it gets worse, or the scheme that pays for them is likely to end outside the band of its clause.
 */
export async function signalled(
  place: Place,
  body: Body,
  board: Board,
): Promise<ReadonlyMap<string, string>> {
  const known = place.agreement.current()?.table<{ id: string; name: string }>('measure') ?? []
  const found = new Map<string, string>()
  const carried = decisionsIn(board, body.id).filter(
    ({ decision }) => decision.outcome === 'carried',
  )
  const paid = carried.some(({ decision }) => decision.motion.scheme !== undefined)
  const schemes = paid ? await schemesToday(place) : []
  for (const { id, decision } of carried) {
    const scheme = schemes.find((one) => one.id === decision.motion.scheme)
    if (scheme?.isOutside) {
      found.set(id, `It comes back early, because of ${scheme.name}: ${scheme.says}.`.slice(0, 400))
    }
    const measure = known.find((one) => one.id === decision.motion.measure)
    if (measure === undefined || found.has(id)) continue
    const { signal, says } = await signalOf(place, measure.id, { from: decision.at.slice(0, 7) })
    if (signal === 'concern')
      found.set(id, `It comes back early, because of ${measure.name}: ${says}`.slice(0, 400))
  }
  return found
}
