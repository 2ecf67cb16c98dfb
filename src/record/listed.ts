import { relationshipsNeeded } from '../access/index.ts'
import type { AgreementRoom } from '../agreement/index.ts'
import {
  keysSince,
  type NewsVersion,
  type PersonId,
  type Queryable,
  toPersonId,
  type Viewer,
} from '../kernel/index.ts'
import { identitiesOf } from '../people/index.ts'
import { identitiesListed } from './queries-listed.ts'
import { waitRuleOf } from './wait-rule.ts'

/**
 * The news that something has changed of an identity that may stand on a list. Its key is the identity, and the codes
 * of those at whom something goes on: `IDENTITY RXS,E10000099`.
 */
export const LISTED = 'record.listed'

/** The errand that tells it. */
export const FOLLOW_IDENTITY = 'record.follow-identity'

const LATELY_MS = 60 * 60_000

/** The news of these identities: of those whom a list that somebody looks at may hold, or held within the hour. */
export async function listedKeys(
  db: Queryable,
  identityIds: readonly PersonId[],
  now: Date,
): Promise<string[]> {
  const lately = new Date(now.getTime() - LATELY_MS)
  const rows = await identitiesListed(db, identityIds, lately)
  return rows.map(({ identity_id, codes }) => `${identity_id} ${codes.sort().join(',')}`)
}

/**
 * Whether such news may change a list of the viewer's: something goes on at their organisation, or who is on their
 * lists is told by others.
 */
export function hearsListed(
  { agreement: room }: { agreement: Pick<AgreementRoom, 'current'> },
  { actor, purpose }: Viewer,
  key: string,
): boolean {
  const agreement = room.current()
  if (agreement === undefined) return false
  const needed = relationshipsNeeded(agreement, actor.role, purpose)
  if (needed.some((one) => TOLD_BY_OTHERS.has(one))) return true
  const own = waitRuleOf(agreement).codesOf(actor.organisation)
  return key
    .split(' ')[1]!
    .split(',')
    .some((code) => own.has(code))
}

const TOLD_BY_OTHERS = new Set(['waits-for-us', 'placed-here', 'registered-here'])

/** Whoever may have changed on a list since a version of it, with the keys of the news that said so. */
export type ChangedSince = { version: NewsVersion; keys: string[]; identities: PersonId[][] }

/**
 * Undefined where that cannot be told any more: then the whole list is read. `topic`: news whose keys begin with the
 * identity, as those of `LISTED` do.
 */
export async function changedSince(
  db: Queryable,
  since: NewsVersion,
  topic: string = LISTED,
): Promise<ChangedSince | undefined> {
  const found = await keysSince(db, topic, since)
  if (found === undefined) return undefined
  const { version, keys } = found
  const ids = [...new Set(keys.map((key) => toPersonId(key.split(' ')[0]!)))]
  return { version, keys, identities: await identitiesOf(db, ids) }
}
