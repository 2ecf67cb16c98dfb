import { type Actor, DAY_MS, type PersonId, type Queryable } from '../kernel/index.ts'
import { identityIdsOf } from '../people/index.ts'
import type { Place, Room } from '../room.ts'
import { type Asking, isOver } from './asking.ts'
import { transferRule } from './clock-kind.ts'
import { undeliveredTo } from './on-asking.ts'
import { askedAbout } from './queries-asking.ts'
import { type ReadStay, readStays } from './read-stays.ts'

/** For how long after somebody left whoever took them may still be told of them by what was accepted alone. */
const AFTER_DAYS = 28

type Relationship = NonNullable<Room['relationships']>[number]

/** Whom the organisation is asked to help: until it says no, or has read that nothing is asked any more. */
export const askedHere: Relationship = {
  id: 'asked-here',
  what: 'What another party has asked the organisation stands in the log, about a stay that goes on in the feeds',
  beside: 'So does what another party has asked it of them, which stands in the log.',
  prove: (place, db, actor, persons, now) =>
    provedBy(place, db, actor, persons, now, (asking, { stay }) => {
      const knows = undeliveredTo(asking, actor.organisation) === undefined
      return stay.state !== 'left' && !(isOver(asking) && knows)
    }),
}

/** Who comes to them: whose offer was accepted. */
export const comingHere: Relationship = {
  id: 'coming-here',
  what: 'An offer of the organisation that was accepted stands in the log, about a stay in the feeds',
  beside: 'So does an offer of theirs that was accepted, which stands in the log.',
  prove: (place, db, actor, persons, now) =>
    provedBy(place, db, actor, persons, now, (asking, { counted }) => {
      const since = counted.status === 'finished' ? Date.parse(counted.end ?? '') : now.getTime()
      return asking.state === 'accepted' && now.getTime() - since < AFTER_DAYS * DAY_MS
    }),
}

async function provedBy(
  { agreement: room }: Place,
  db: Queryable,
  { organisation }: Actor,
  personIds: readonly PersonId[],
  now: Date,
  proves: (asking: Asking, read: ReadStay) => boolean,
): Promise<ReadonlyMap<PersonId, string>> {
  const agreement = room.current()
  const rule = transferRule(agreement)
  const found = new Map<PersonId, string>()
  if (agreement === undefined || rule === undefined || organisation === '') return found
  const about = await askedAbout(db, organisation, personIds)
  if (about.length === 0) return found
  const ids = await identityIdsOf(db, about)
  for (const read of await readStays(db, agreement, rule, ids, { now, settled: false })) {
    const ours = read.askings.find((one) => one.asked === organisation && proves(one, read))
    if (ours === undefined) continue
    for (const member of read.members) found.set(member, ours.stay)
  }
  return found
}
