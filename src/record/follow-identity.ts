import { type Errand, toPersonId } from '../kernel/index.ts'
import { IDENTITY } from '../people/index.ts'
import type { Place } from '../room.ts'
import { askWhoseNotes } from './ask-whose-notes.ts'
import { FOLLOW_IDENTITY, LISTED, listedKeys } from './listed.ts'
import { objectionFeeds } from './opt-out-kind.ts'
import { planPeople } from './plan-people.ts'
import { rebuildOccurrences } from './rebuild-occurrences.ts'

export { IDENTITY }

/**
 * Something may be counted otherwise of a hospital stay of this identity: what rooms below keep of it follows, in the
 * order in which it was counted, and costs what changed.
 */
export const STAYS_COUNTED = 'record.stays-counted'

/**
 * What happened to this identity was counted again. Whoever counts from that follows it and not the identity: a row for
 * each of them would be written with every thousand items that arrive, and they might count what was so before.
 */
export const COUNTED = 'record.counted'

/**
 * All that this room keeps of an identity beside what sources told, in one errand: a row for each part of it would be
 * written with every thousand items that arrive. It is the one writer of `record.occurrence`, of which notes have to be
 * settled, and of who may be counted; it follows what changed, and costs what changed.
 */
export const followIdentityErrand: Errand<Pick<Place, 'agreement'>> = {
  name: FOLLOW_IDENTITY,
  does: 'count again what happened to people of whom something new is known, and who may be counted',
  on: IDENTITY,
  async runAll({ tx, now, announce, follow }, keys, { agreement }) {
    const identityIds = keys.map(toPersonId)
    const { members, stays } = await rebuildOccurrences(tx, identityIds)
    follow(STAYS_COUNTED, stays)
    follow(COUNTED, identityIds)
    await askWhoseNotes(tx, members, now)
    await planPeople(tx, identityIds, objectionFeeds(agreement.current()))
    for (const key of await listedKeys(tx, identityIds, now)) announce(LISTED, key)
  },
}
