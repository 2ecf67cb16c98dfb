import { type Errand, toPersonId } from '../kernel/index.ts'
import { IDENTITY } from '../people/index.ts'
import { askWhoseNotes } from './ask-whose-notes.ts'
import { LISTED, listedKeys } from './listed.ts'
import { planPeople } from './plan-people.ts'
import { rebuildOccurrences } from './rebuild-occurrences.ts'

export { IDENTITY }

/**
 * All that this room keeps of an identity beside what sources told, in one errand: a row for each part of it would be
 * written with every thousand items that arrive. It is the one writer of `record.occurrence`, of which notes have to be
 * settled, and of who may be counted; it follows what changed, and costs what changed.
 */
export const followIdentityErrand: Errand<unknown> = {
  name: 'record.follow-identity',
  does: 'count again what happened to people of whom something new is known, and who may be counted',
  on: IDENTITY,
  async runAll({ tx, now, announce }, keys) {
    const identityIds = keys.map(toPersonId)
    const members = await rebuildOccurrences(tx, identityIds)
    await askWhoseNotes(tx, members, now)
    await planPeople(tx, identityIds)
    for (const key of await listedKeys(tx, identityIds, now)) announce(LISTED, key)
  },
}
