import type { Viewer } from '../kernel/index.ts'
import type { Place, TodayLine } from '../room.ts'
import { formatWait, plural } from '../shell/index.ts'
import { heldNow } from './queries.ts'

const HELD = { href: '/transfer?holder=ours', verb: 'See whom', action: 'transfer.read' }

/**
 * On Today of whoever may read the list: for how many people in hospital something is open that their own organisation
 * holds, on their ward where they have one. Nobody is named, and nobody is read for it.
 */
export async function leavingToday(
  { databases, clock, whyNot }: Place,
  viewer: Viewer,
): Promise<TodayLine[]> {
  if (whyNot(viewer, HELD.action) !== undefined) return []
  const { organisation, unit } = viewer.actor
  const { people, since } = await heldNow(databases.care.short, organisation, unit)
  if (people === 0 || since === null) return []
  const wait = formatWait(clock.now().getTime() - since.getTime())
  return [
    {
      what: `${plural(people, 'person waits', 'people wait')} in hospital for what you hold`,
      since: `The longest has waited for it for ${wait}.`,
      first: 'harm',
      at: HELD,
    },
  ]
}
