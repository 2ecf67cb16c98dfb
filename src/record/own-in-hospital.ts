import type { Viewer } from '../kernel/index.ts'
import { identityOf } from '../people/index.ts'
import { type ListedPerson, lookAtPeople } from './look-at-people.ts'
import type { RecordDeps } from './look-at-person.ts'
import * as queries from './queries-own.ts'
import { sourcesOf } from './sources.ts'

/** More people than one county has in hospital at once; the longest stays come first. */
const STAYS_MAX = 1_000

/**
 * People for whom the viewer's organisation has something open and who are in any hospital now. Begins
 * with the stays, because they are few; each person listed is a look.
 */
export async function lookAtOwnInHospital(
  deps: RecordDeps,
  viewer: Viewer,
): Promise<ListedPerson[]> {
  const agreement = deps.agreement.current()
  if (agreement === undefined) return []
  const db = deps.databases.care.short
  const codes = [...sourcesOf(agreement).codesOf(viewer.actor.organisation)]
  const staying = await queries.personsStaying(db, STAYS_MAX)
  const identities = await Promise.all(staying.map((personId) => identityOf(db, personId)))
  const held = new Set(await queries.heldBy(db, identities.flat(), codes))
  const own = identities.filter((identity) => identity.some((personId) => held.has(personId)))
  const distinct = new Map(own.map((identity) => [identity[0]!, identity]))
  if (distinct.size === 0) return []
  return lookAtPeople(deps, viewer, [...distinct.values()], 'list of our people in hospital')
}
