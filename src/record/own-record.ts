import type { PersonId, Viewer } from '../kernel/index.ts'
import { identitiesSignedIn } from '../people/index.ts'
import { lookAtPerson, type PersonLook, type RecordDeps } from './look-at-person.ts'

/**
 * A resident's own record; `several` where their NHS number stands on the records of several, and their name tells
 * none of them.
 */
export type OwnRecord = PersonLook | { outcome: 'several' }

export async function lookAtOwnRecord(
  deps: RecordDeps,
  viewer: Viewer,
  what: string,
): Promise<OwnRecord> {
  const personId = await ownPersonId(deps, viewer)
  return typeof personId === 'string' ? lookAtPerson(deps, viewer, personId, { what }) : personId
}

/** One of the source persons that a resident is, by their verified NHS number; else why there is none. */
export async function ownPersonId(
  deps: RecordDeps,
  { actor }: Viewer,
): Promise<PersonId | { outcome: 'unknown' } | { outcome: 'several' }> {
  const { nhsNumber } = actor
  if (nhsNumber === undefined) return { outcome: 'unknown' }
  const identities = await identitiesSignedIn(deps.databases.care.short, { ...actor, nhsNumber })
  if (identities.length === 0) return { outcome: 'unknown' }
  return identities.length > 1 ? { outcome: 'several' } : identities[0]![0]!
}
