import type { PersonId, Queryable, Transaction } from '../kernel/index.ts'
import {
  deathKnownSince,
  identitiesOf,
  inOrderOfKnowing,
  personVersions,
  readPersons,
  type SourcePerson,
} from '../people/index.ts'
import { foldPostcode, plannedPerson } from './planned-person.ts'
import { standingObjections } from './queries-objections.ts'
import * as queries from './queries-planning.ts'
import { hasDied } from './waits.ts'

/**
 * A type 1 opt-out and its taking back, as practices code them: Read v2, CTV3, SNOMED CT (NHS England, codes for
 * patient data choices).
 */
const OBJECTS = new Set(['9Nu0', '9Nu0.', 'XaZ89', '827241000000103'])
const NO_LONGER = new Set(['9Nu1', '9Nu1.', 'XaZ8A', '827261000000102'])
export const OBJECTION_CODES: readonly string[] = [...OBJECTS, ...NO_LONGER]

/**
 * Puts right who of these identities may be counted, and by what. The ids are those by which identities are called, or
 * were: what is no identity any more is taken away, and whoever opted out with it.
 *
 * @param feeds by whose word somebody objects at their practice (`objectionFeeds`)
 */
export async function planPeople(
  tx: Transaction,
  identityIds: readonly PersonId[],
  feeds: readonly string[],
): Promise<void> {
  if (identityIds.length === 0) return
  await queries.lockPlanned(tx)
  const identities = await identitiesOf(tx, identityIds)
  const members = identities.flat()
  const [said, known, out] = await Promise.all([
    readPersons(tx, members),
    inOrderOfKnowing(tx, members),
    optedOut(tx, members, feeds),
  ])
  const persons = new Map(said.map((person) => [person.personId, person]))
  const personsOf = (own: readonly PersonId[]) =>
    own.map((id) => persons.get(id)).filter((one): one is SourcePerson => one !== undefined)
  const outByNumber = new Set(
    await queries.optedOutAmong(
      tx,
      said.flatMap(({ nhsNumber }) => nhsNumber ?? []),
    ),
  )
  const isOut = (own: readonly PersonId[]) =>
    own.some((id) => out.has(id) || outByNumber.has(persons.get(id)?.nhsNumber ?? ''))
  const counted = identities.filter((own) => !isOut(own))
  const areas = await queries.areasOf(tx, [
    ...new Set(said.map(({ address }) => foldPostcode(address?.postcode ?? ''))),
  ])
  const rank = new Map(known.map((id, at) => [id, at]))
  const deaths = await deathsKnown(
    tx,
    counted.filter((own) => hasDied(personsOf(own))),
  )
  const rows = counted.map((own): queries.PlannedRow => {
    const planned = plannedPerson(personsOf(own), (postcode) => areas.get(postcode))
    const anchor = own.reduce((a, b) => (rank.get(a)! <= rank.get(b)! ? a : b))
    const { birthYear = null, sex, ethnicGroup, area = null } = planned
    const diedKnownAt = deaths.get(own[0]!) ?? null
    const about = { birthYear, diedKnownAt, sex, ethnicGroup, area }
    return { identityId: own[0]!, members: own, anchor, ...about }
  })
  const stay = new Set<string>(rows.map(({ identityId }) => identityId))
  const all = new Set([...identityIds, ...members])
  await queries.deletePlanned(
    tx,
    [...all].filter((id) => !stay.has(id)),
    identities.filter(isOut).flat(),
  )
  if (rows.length > 0) await queries.writePlanned(tx, rows)
}

/** Since when it has been known of each of these identities, called by its first, that they have died. */
async function deathsKnown(
  tx: Queryable,
  dead: readonly (readonly PersonId[])[],
): Promise<Map<PersonId, Date | undefined>> {
  if (dead.length === 0) return new Map()
  const calledBy = new Map(dead.flatMap((own) => own.map((id) => [id, own[0]!] as const)))
  const versions = await personVersions(tx, dead.flat())
  const own = Map.groupBy(versions, ({ said }) => calledBy.get(said.personId)!)
  return new Map([...own].map(([identityId, all]) => [identityId, deathKnownSince(all)]))
}

/** Those of these source persons who object here, or at their practice as it says; the newest word of each stands. */
export async function optedOut(
  tx: Queryable,
  members: readonly PersonId[],
  feeds: readonly string[],
): Promise<Set<PersonId>> {
  const [said, here] = await Promise.all([
    queries.practiceObjections(tx, members, { codes: OBJECTION_CODES, feeds }),
    standingObjections(tx, members),
  ])
  const out = new Set<PersonId>()
  for (const { person_id, code } of said) {
    if (OBJECTS.has(code)) out.add(person_id)
    else out.delete(person_id)
  }
  return out.union(new Set(here.map(({ personId }) => personId)))
}
