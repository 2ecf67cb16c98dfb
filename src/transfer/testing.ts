import type { Place } from '../room.ts'
import { transferRule } from './clock-kind.ts'
import { stayWith } from './queries.ts'
import { type ReadStay, readStays } from './read-stays.ts'

/** The stay of which a source tells by this event, under no viewer: for tests alone. */
export async function readByVisit(
  { databases, agreement: room, clock }: Place,
  eventId: string,
): Promise<ReadStay | undefined> {
  const db = databases.care.short
  const found = await stayWith(db, eventId)
  const agreement = room.current()
  const rule = transferRule(agreement)
  if (found === undefined || agreement === undefined || rule === undefined) return undefined
  const stays = await readStays(db, agreement, rule, [found.identityId], {
    now: clock.now(),
    texts: room.versions(),
  })
  return stays.find(({ counted }) => counted.eventIds.includes(eventId))
}
