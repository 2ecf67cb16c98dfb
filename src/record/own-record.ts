import type { Viewer } from '../kernel/index.ts'
import { findIdentities } from '../people/index.ts'
import { lookAtPerson, type PersonLook, type RecordDeps } from './look-at-person.ts'

/** A resident's own record; `several` where their NHS number stands on records that contradict each other. */
export type OwnRecord = PersonLook | { outcome: 'several' }

export async function lookAtOwnRecord(
  deps: RecordDeps,
  viewer: Viewer,
  what: string,
): Promise<OwnRecord> {
  const { nhsNumber } = viewer.actor
  if (nhsNumber === undefined) return { outcome: 'unknown' }
  const identities = await findIdentities(deps.databases.care.short, { nhsNumber })
  if (identities.length === 0) return { outcome: 'unknown' }
  if (identities.length > 1) return { outcome: 'several' }
  return lookAtPerson(deps, viewer, identities[0]![0]!, { what })
}
