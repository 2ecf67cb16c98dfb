import { isDeepStrictEqual } from 'node:util'
import type { PersonId, Queryable, Transaction } from '../kernel/index.ts'
import { namesAmong, wordsOf } from './found-by.ts'
import { COMMON } from './identify.ts'
import { identifyAgain } from './identify-again.ts'
import { identifyPersons } from './identify-persons.ts'
import { allOf, matchKeysOf, postcodeOf } from './keys.ts'
import { matchedOf } from './match-few.ts'
import { matchSaved } from './match-saved.ts'
import type { SourcePerson } from './person.ts'
import * as queries from './queries.ts'
import { type Beside, updateBeside } from './queries-beside.ts'
import * as queriesFind from './queries-find.ts'

const BATCH = 1_000

/**
 * Writes source persons down and puts right who is who among everyone that they touch. Runs in the
 * caller's transaction (read committed), by one writer at a time, each of whom sees what the last one
 * committed: whoever calls has seen that something is new. Each person is whole: what it does not say
 * is no longer so. Of the same person twice the last counts.
 *
 * @param learntAt when the message reached this place
 * @param beside what the caller keeps with some of them; null: nothing any more
 * @returns the identities of which somebody has changed, what they were called before among them
 */
export async function savePeople(
  tx: Transaction,
  people: readonly SourcePerson[],
  learntAt: Date,
  beside: Beside = new Map(),
): Promise<Set<PersonId>> {
  const changed = new Set<PersonId>()
  for (let start = 0; start < people.length; start += BATCH) {
    await saveBatch(tx, people.slice(start, start + BATCH), { learntAt, beside }, changed)
  }
  return changed
}

/** A person as they are said, and as they are kept. */
type Said = queries.WrittenPerson & { person: SourcePerson }
type Change = Said & { before: SourcePerson | undefined }

async function saveBatch(
  tx: Transaction,
  people: readonly SourcePerson[],
  { learntAt, beside }: { learntAt: Date; beside: Beside },
  identities: Set<PersonId>,
): Promise<void> {
  if (people.length === 0) return
  const said = new Map(people.map((person) => [person.personId, plain(person)]))
  // Another writer may be ahead of us: only what is read under the lock counts.
  await queries.lockIdentification(tx)
  const changes = await findChanges(tx, said)
  const fresh = changes.filter(({ before }) => before === undefined)
  const told = changes.filter(({ before }) => before !== undefined)
  queries.insertPersons(tx, fresh, learntAt, beside)
  await keepBeside(tx, beside, said, fresh)
  if (changes.length === 0) return
  if (told.length > 0) await queries.updatePersons(tx, told, learntAt)
  await saveFoundBy(tx, changes)
  const matched = await matchSaved(tx, changes.filter(isMatchedOtherwise).map(saidNow), learntAt)
  const { touched = [], alike = [] } = Object.groupBy(changes, (change) =>
    touchesIdentity(change) ? 'touched' : 'alike',
  )
  if (touched.length > 0) {
    for (const id of await identifyTouched(tx, touched, learntAt)) identities.add(id)
  }
  // Who is alike now, or is no more, may be another's without a word that is new of themselves.
  for (const id of await identifyPersons(tx, matched, learntAt)) identities.add(id)
  // Of whom only a telephone number is new, what they are called is as it was.
  const others = alike.map(({ person }) => person.personId)
  for (const id of await queries.identityIdsOf(tx, others)) identities.add(id)
}

/** Of whom nothing is new, what is kept beside them may be. */
async function keepBeside(
  tx: Transaction,
  beside: Beside,
  said: ReadonlyMap<PersonId, Said>,
  fresh: readonly Change[],
): Promise<void> {
  if (beside.size === 0) return
  const written = new Set(fresh.map(({ person }) => person.personId))
  const rows = [...beside].filter(([id]) => said.has(id) && !written.has(id))
  if (rows.length > 0) await updateBeside(tx, rows)
}

/** What people are searched for by, where it is otherwise than before. */
async function saveFoundBy(tx: Transaction, changes: readonly Change[]): Promise<void> {
  const rows = changes.map(({ person, before }) => {
    const [words, was] = [person, before].map((one) => (one ? wordsOf(one) : []))
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
      (one) => one.before === undefined || !isDeepStrictEqual(one.before, queries.asRead(one)),
    )
    .sort((a, b) => (a.person.personId < b.person.personId ? -1 : 1))
}

const saidNow = ({ person }: Change) => person

function isMatchedOtherwise({ before, person }: Change): boolean {
  return before === undefined || !isDeepStrictEqual(matchedOf(before), matchedOf(person))
}

/** No NUL, no half of a surrogate pair. */
function plain(person: SourcePerson): Said {
  const { text } = queries.writtenPerson(person)
  const called = person.authority + person.sourceId
  const plainly = called.isWellFormed() && !called.includes('\0')
  if (plainly && !text.includes('\\u0000') && !text.includes('\\ud')) return { person, text }
  const kept = JSON.parse(JSON.stringify(person), (_, part: unknown) =>
    typeof part === 'string' ? part.replaceAll('\0', '').toWellFormed() : part,
  ) as SourcePerson
  return { ...queries.writtenPerson(kept), person: kept }
}

/** A new telephone number or a later date changes nothing about who is who, or about what is in doubt. */
function touchesIdentity({ before, person }: Change): boolean {
  if (before === undefined) return true
  const identity = (one: SourcePerson) => [
    matchKeysOf(one),
    one.family,
    one.given,
    one.otherNames,
    one.birthDate,
    one.sex,
    one.dead,
    one.deathDate,
    one.restricted,
    postcodeOf(one),
    one.ofTwo,
    one.traced,
  ]
  return !isDeepStrictEqual(identity(before), identity(person))
}

async function identifyTouched(
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
  const lost = unique(gone)
  if (gone.length > 0) await queries.deleteNoLongerCommon(tx, lost, COMMON)
  const keys = unique([...was, ...is])
  const persons = changes.map(({ person }) => person)
  return identifyAgain(tx, { persons, keys, lost }, learntAt)
}

function keysOf(person: SourcePerson): queries.KnownBy[] {
  const { personId, source } = person
  return allOf(matchKeysOf(person)).map((key) => ({ key, personId, source }))
}

function without(keys: readonly queries.KnownBy[], others: readonly queries.KnownBy[]) {
  if (keys.length === 0 || others.length === 0) return keys
  const have = new Set(others.map(({ key, personId }) => key + personId))
  return keys.filter(({ key, personId }) => !have.has(key + personId))
}

function unique(keys: readonly queries.KnownBy[]): string[] {
  return [...new Set(keys.map(({ key }) => key))]
}
