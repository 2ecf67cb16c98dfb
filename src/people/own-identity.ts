import type { Actor, PersonId, Queryable } from '../kernel/index.ts'
import { demographicsOf, provenByNumber } from './demographics.ts'
import { findIdentities } from './find-identities.ts'
import { readPersons } from './queries.ts'

/** Who signs in: the NHS number that was verified, and the name with it, whoever acts in their name. */
export type SignedIn = Pick<Actor, 'name' | 'ownName'> & { nhsNumber: string }

/**
 * The identities that somebody may be who has proved an NHS number. Mostly it stands on one. Where it was typed,
 * copied or forged onto somebody else's record too, the number joins as it does everywhere, with a demographic that
 * agrees: the name. Of several whose name agrees none counts that those alone tell who call several by the number. So
 * nobody's record is closed to them by what a stranger says under their number, and nobody reads a stranger's.
 */
export async function identitiesSignedIn(
  db: Queryable,
  { nhsNumber, name, ownName = name }: SignedIn,
): Promise<PersonId[][]> {
  const found = await findIdentities(db, { nhsNumber })
  if (found.length < 2) return found
  const persons = (await readPersons(db, found.flat())).map(({ said }) => said)
  const words = ownName.trim().split(/\s+/)
  const [given = ''] = words
  const who = { given: [given], family: words.at(-1), nhsNumber, phones: [], emails: [] }
  const signed = demographicsOf({
    ...who,
    source: '',
    sourceId: '',
    authority: '',
    personId: found[0]![0]!,
    identifiers: [],
  })
  const agreeing = new Set(
    persons
      .filter((person) => person.nhsNumber === nhsNumber)
      .filter((person) => provenByNumber(signed, demographicsOf(person)) === 'well')
      .map(({ personId }) => personId),
  )
  const own = found.filter((identity) => identity.some((id) => agreeing.has(id)))
  if (own.length === 1) return own
  const sourceOf = new Map(persons.map(({ personId, source }) => [personId, source]))
  const sourcesOf = (identity: readonly PersonId[]) =>
    new Set(identity.map((id) => sourceOf.get(id)!))
  const telling = found.map(sourcesOf)
  const callsTwo = (source: string) => telling.filter((one) => one.has(source)).length > 1
  const sure = own.filter((identity) => [...sourcesOf(identity)].some((one) => !callsTwo(one)))
  return sure.length === 1 ? sure : found
}
