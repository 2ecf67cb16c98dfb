import { isDeepStrictEqual } from 'node:util'
import type { PersonId, Queryable, Transaction } from '../kernel/index.ts'
import { foundBy, namesAmong } from './found-by.ts'
import { COMMON, type Identity, type Partition, partition } from './identify.ts'
import { allOf, matchKeysOf } from './keys.ts'
import type { SourcePerson } from './person.ts'
import * as queries from './queries.ts'
import * as queriesFind from './queries-find.ts'

const BATCH = 1_000

/**
 * Writes source persons down and puts right who is who among everyone that they touch. Runs in the
 * caller's transaction (read committed). What is already known costs one read and takes no lock; what
 * is new is decided by one writer at a time, each of whom sees what the last one committed. Each person
 * is whole: what it does not say is no longer so. Of the same person twice the last counts.
 *
 * @param learntAt when the message reached this place
 * @returns the identities of which somebody has changed, what they were called before among them
 */
export async function savePeople(
  tx: Transaction,
  people: readonly SourcePerson[],
  learntAt: Date,
): Promise<Set<PersonId>> {
  const changed = new Set<PersonId>()
  for (let start = 0; start < people.length; start += BATCH) {
    await saveBatch(tx, people.slice(start, start + BATCH), learntAt, changed)
  }
  return changed
}

/** A person as they are said, and as they are kept. */
type Said = { person: SourcePerson; text: string }
type Change = Said & { before: SourcePerson | undefined }

async function saveBatch(
  tx: Transaction,
  people: readonly SourcePerson[],
  learntAt: Date,
  identities: Set<PersonId>,
): Promise<void> {
  const said = new Map(people.map((person) => [person.personId, plain(person)]))
  const seen = await findChanges(tx, said)
  if (seen.length === 0) return
  await queries.lockIdentification(tx)
  // Another writer may have been ahead of us: only what is read under the lock counts.
  const changes = await findChanges(tx, said)
  if (changes.length === 0) return
  const fresh = changes.filter(({ before }) => before === undefined)
  const told = changes.filter(({ before }) => before !== undefined)
  queries.insertPersons(tx, fresh, learntAt)
  if (told.length > 0) await queries.updatePersons(tx, told, learntAt)
  await saveFoundBy(tx, changes)
  const { touched = [], alike = [] } = Object.groupBy(changes, (change) =>
    touchesIdentity(change) ? 'touched' : 'alike',
  )
  if (touched.length > 0) {
    for (const id of await identifyAgain(tx, touched, learntAt)) identities.add(id)
  }
  // Of whom only a telephone number is new, what they are called is as it was.
  const others = alike.map(({ person }) => person.personId)
  for (const id of await queries.identityIdsOf(tx, others)) identities.add(id)
}

/** What people are searched for by, where it is otherwise than before. */
async function saveFoundBy(tx: Transaction, changes: readonly Change[]): Promise<void> {
  const rows = changes.map(({ person, before }) => {
    const [words, was] = [person, before].map((one) => (one ? [...foundBy(one).keys()] : []))
    return { personId: person.personId, words: words!, isNew: before === undefined, was: was! }
  })
  const fresh = rows.filter(({ isNew }) => isNew)
  const other = rows.filter((row) => !row.isNew && !isDeepStrictEqual(row.words, row.was))
  queriesFind.insertFoundBy(tx, fresh)
  if (other.length > 0) await queriesFind.updateFoundBy(tx, other)
  queriesFind.insertNames(tx, namesAmong([...fresh, ...other].flatMap(({ words }) => words)))
}

async function findChanges(tx: Queryable, said: ReadonlyMap<PersonId, Said>): Promise<Change[]> {
  const rows = await queries.readPersons(tx, [...said.keys()])
  const known = new Map(rows.map(({ person_id, said: before }) => [person_id, before]))
  return [...said.values()]
    .map((one) => ({ ...one, before: known.get(one.person.personId) }))
    .filter(
      ({ before, text }) => before === undefined || !isDeepStrictEqual(before, JSON.parse(text)),
    )
    .sort((a, b) => (a.person.personId < b.person.personId ? -1 : 1))
}

/** No NUL, no half of a surrogate pair. */
function plain(person: SourcePerson): Said {
  const text = JSON.stringify(person)
  if (!text.includes('\\u0000') && !text.includes('\\ud')) return { person, text }
  const kept = JSON.parse(text, (_, part: unknown) =>
    typeof part === 'string' ? part.replaceAll('\0', '').toWellFormed() : part,
  )
  return { person: kept, text: JSON.stringify(kept) }
}

/** A new telephone number or a later date changes nothing about who is who. */
function touchesIdentity({ before, person }: Change): boolean {
  if (before === undefined) return true
  const identity = (one: SourcePerson) => [
    matchKeysOf(one),
    one.family,
    one.given,
    one.birthDate,
    one.sex,
  ]
  return !isDeepStrictEqual(identity(before), identity(person))
}

async function identifyAgain(
  tx: Transaction,
  changes: readonly Change[],
  learntAt: Date,
): Promise<PersonId[]> {
  const was = changes.flatMap(({ before }) => (before ? keysOf(before) : []))
  const is = changes.flatMap(({ person }) => keysOf(person))
  const gone = without(was, is)
  const added = without(is, was)
  if (gone.length > 0) await queries.deleteKeys(tx, gone)
  queries.insertKeys(tx, added)
  if (gone.length > 0) await queries.deleteNoLongerCommon(tx, unique(gone), COMMON)
  const start = unique([...was, ...is])
  const { persons, common } = await closure(tx, changes, { start, lost: unique(gone) }, learntAt)
  const found = partition(persons, common)
  const personIds = persons.map(({ personId }) => personId)
  const moved = await writeLinks(tx, found, personIds, learntAt)
  await writeDoubts(tx, found, personIds, learntAt)
  const saved = new Set(changes.map(({ person }) => person.personId))
  const own = found.identities.filter((one) => one.personIds.some((id) => saved.has(id)))
  return [...moved, ...own.map(({ identityId }) => identityId)]
}

function keysOf(person: SourcePerson): queries.KnownBy[] {
  return allOf(matchKeysOf(person)).map((key) => ({ key, personId: person.personId }))
}

function without(keys: readonly queries.KnownBy[], others: readonly queries.KnownBy[]) {
  if (keys.length === 0 || others.length === 0) return keys
  const have = new Set(others.map(({ key, personId }) => key + personId))
  return keys.filter(({ key, personId }) => !have.has(key + personId))
}

function unique(keys: readonly queries.KnownBy[]): string[] {
  return [...new Set(keys.map(({ key }) => key))]
}

type Closure = { persons: SourcePerson[]; common: Set<string> }

/**
 * Everyone who shares a key with a changed person, and who shares one with those, and so on: what lies
 * outside cannot be affected. A key that this change makes common is followed once more, because those
 * whom it used to join now fall apart.
 */
async function closure(
  tx: Queryable,
  changes: readonly Change[],
  { start, lost }: { start: readonly string[]; lost: readonly string[] },
  learntAt: Date,
): Promise<Closure> {
  const persons = new Map(changes.map(({ person }) => [person.personId, person]))
  const asked = new Set(start)
  let frontier: readonly string[] = start
  while (frontier.length > 0) {
    const holders = await queries.holdersOf(tx, frontier, lost)
    await keepCommon(tx, holders, learntAt)
    const missing = [...new Set(holders.map(({ person_id }) => person_id))].filter(
      (personId) => !persons.has(personId),
    )
    if (missing.length === 0) break
    const rows = await queries.readPersons(tx, missing)
    for (const { person_id, said } of rows) persons.set(person_id, said)
    frontier = rows
      .flatMap(({ said }) => allOf(matchKeysOf(said)))
      .filter((key) => !asked.has(key) && asked.add(key))
  }
  return {
    persons: [...persons.values()],
    common: new Set(await queries.commonAmong(tx, [...asked])),
  }
}

async function keepCommon(
  tx: Queryable,
  holders: readonly { key: string }[],
  learntAt: Date,
): Promise<void> {
  const counts = new Map<string, number>()
  for (const { key } of holders) counts.set(key, (counts.get(key) ?? 0) + 1)
  const common = [...counts].filter(([, count]) => count > COMMON).map(([key]) => key)
  if (common.length > 0) await queries.insertCommon(tx, common, learntAt)
}

/** What those whose links change are called from now on, and what they were called before. */
async function writeLinks(
  tx: Transaction,
  { identities }: Partition,
  personIds: readonly PersonId[],
  learntAt: Date,
): Promise<PersonId[]> {
  const stored = await queries.readLinks(tx, personIds)
  const known = new Map(stored.map((link) => [link.person_id, link]))
  const changed = identities
    .flatMap(({ identityId, personIds: members, basis }) =>
      members.map((personId) => ({
        person_id: personId,
        identity_id: identityId,
        basis: basis.get(personId)!,
        members: [...members],
      })),
    )
    .filter((link) => {
      const before = known.get(link.person_id)
      return before === undefined || !isDeepStrictEqual(link, { ...before })
    })
  const fresh = changed.filter((link) => !known.has(link.person_id))
  const other = changed.filter((link) => known.has(link.person_id))
  queries.insertLinks(tx, fresh, learntAt)
  if (other.length > 0) await queries.changeLinks(tx, other, learntAt)
  const before = other.map(({ person_id }) => known.get(person_id)!.identity_id)
  return [...changed.map(({ identity_id }) => identity_id), ...before]
}

async function writeDoubts(
  tx: Queryable,
  { identities, doubts }: Partition,
  personIds: readonly PersonId[],
  learntAt: Date,
): Promise<void> {
  const stored = await queries.readDoubts(tx, personIds)
  const key = (personId: PersonId, reason: string) => `${personId} ${reason}`
  const known = new Map(stored.map((row) => [key(row.person_id, row.reason), row]))
  const open = doubts.map(({ personId, reason, others }) => ({
    person_id: personId,
    reason,
    others: [...others],
    settled: false,
  }))
  const still = new Set(open.map((row) => key(row.person_id, row.reason)))
  const settled = stored
    .filter((row) => !row.settled && !still.has(key(row.person_id, row.reason)))
    .filter((row) => row.reason !== 'item-shared' || isOne(row, identities))
    .map((row) => ({ ...row, settled: true }))
  const changed = open.filter((row) => {
    const before = known.get(key(row.person_id, row.reason))
    return !isDeepStrictEqual(row, before && { ...before })
  })
  if (changed.length + settled.length > 0) {
    await queries.writeDoubts(tx, [...changed, ...settled], learntAt)
  }
}

/** Records that share an item and turn out to be one person share it rightly. */
function isOne(
  { person_id, others }: Pick<queries.DoubtRow, 'person_id' | 'others'>,
  identities: readonly Identity[],
): boolean {
  const own = identities.find(({ personIds }) => personIds.includes(person_id))
  return others.every((other) => own?.personIds.includes(other))
}
