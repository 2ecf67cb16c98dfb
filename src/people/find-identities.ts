import type { PersonId, Queryable } from '../kernel/index.ts'
import { nhsNumberKey, searchKey } from './keys.ts'
import { familyName, givenNames, similarGiven } from './name.ts'
import type { SourcePerson } from './person.ts'
import * as queries from './queries.ts'

/** More than this many namesakes born on one day is a placeholder, not a search. */
const LIMIT = 200

export type PeopleQuery =
  | { nhsNumber: string }
  | { family: string; given?: string; birthDate: string }

/** All person_ids of the identity that this source person belongs to, sorted; [] if unknown. */
export async function identityOf(db: Queryable, personId: PersonId): Promise<PersonId[]> {
  return queries.identityIds(db, personId)
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

/**
 * The identities that fit, each as its person_ids. The NHS number must be valid and ten digits; family
 * name and birth date must be exact (letter case, accents and punctuation aside), a given name may be
 * a short form or an initial.
 */
export async function findIdentities(db: Queryable, query: PeopleQuery): Promise<PersonId[][]> {
  const found = await queries.personsKnownBy(db, keyOf(query), LIMIT)
  // Where there is nobody the rest is asked all the same: what is asked must not tell.
  const wanted = 'given' in query && query.given ? givenNames([query.given]) : []
  const [persons, links] = await Promise.all([
    wanted.length === 0 ? [] : queries.readPersons(db, found),
    queries.readLinks(db, found),
  ])
  const fits = new Set(
    wanted.length === 0
      ? found
      : persons.filter(({ said }) => isCalled(said, wanted)).map(({ person_id }) => person_id),
  )
  const identities = new Map(
    links
      .filter((link) => fits.has(link.person_id))
      .map((link) => [link.identity_id, link.members]),
  )
  return [...identities].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, members]) => members)
}

function keyOf(query: PeopleQuery): string {
  if ('nhsNumber' in query) return nhsNumberKey(query.nhsNumber)
  return searchKey(familyName(query.family) ?? '', query.birthDate)
}

function isCalled(person: SourcePerson, wanted: readonly string[]): boolean {
  const { otherNames = [] } = person
  const given = givenNames([...person.given, ...otherNames.flatMap((other) => other.given)])
  return wanted.some((name) => given.some((other) => similarGiven(name, other)))
}
