import type { PersonId, Queryable } from '../kernel/index.ts'
import { nhsNumberKey } from './keys.ts'
import type { SourcePerson } from './person.ts'
import * as queries from './queries.ts'
import { personsKnownBy } from './queries-find.ts'
import { identityIds } from './queries-links.ts'

/** All person_ids of the identity that this source person belongs to, sorted; [] if unknown. */
export async function identityOf(db: Queryable, personId: PersonId): Promise<PersonId[]> {
  return identityIds(db, personId)
}

/** The identities of many source persons, each once, in the order in which they were first named. */
export async function identitiesOf(
  db: Queryable,
  personIds: readonly PersonId[],
): Promise<PersonId[][]> {
  if (personIds.length === 0) return []
  const links = await queries.readLinks(db, personIds)
  const linkOf = new Map(links.map((link) => [link.person_id, link]))
  const identities = new Map<string, PersonId[]>()
  for (const personId of personIds) {
    const link = linkOf.get(personId)
    if (link !== undefined) identities.set(link.identity_id, link.members)
  }
  return [...identities.values()]
}

/** What each of these source persons' systems said last. */
export async function readPersons(
  db: Queryable,
  personIds: readonly PersonId[],
): Promise<SourcePerson[]> {
  return (await queries.readPersons(db, personIds)).map(({ said }) => said)
}

/** What each of these source persons' systems had said last by a time; who was not known then is left out. */
export async function personsKnownAt(
  db: Queryable,
  personIds: readonly PersonId[],
  at: Date,
): Promise<SourcePerson[]> {
  return (await queries.personsKnownAt(db, personIds, at)).map(({ said }) => said)
}

/**
 * The identities that have an NHS number, each as its person_ids: none, or several who contradict each other. Where
 * there is nobody the links are asked for all the same: what is asked must not tell.
 */
export async function findIdentities(
  db: Queryable,
  { nhsNumber }: { nhsNumber: string },
): Promise<PersonId[][]> {
  const found = await personsKnownBy(db, nhsNumberKey(nhsNumber))
  const links = await queries.readLinks(db, found)
  const identities = new Map(links.map((link) => [link.identity_id, link.members]))
  return [...identities].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, members]) => members)
}
