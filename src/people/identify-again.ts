import { isDeepStrictEqual } from 'node:util'
import type { PersonId, Queryable, Transaction } from '../kernel/index.ts'
import { refuseCrowd, refuseManyInOne, refuseManyRead } from './crowd.ts'
import type { Doubt } from './doubt.ts'
import { COMMON, commonWord, type Partition, partition } from './identify.ts'
import { allOf, matchKeysOf } from './keys.ts'
import type { Pair } from './pair.ts'
import type { SourcePerson } from './person.ts'
import * as queries from './queries.ts'
import * as doubtful from './queries-doubts.ts'

/** Whose identity may be another now, and by which keys they were or are known; `lost`: those that somebody had. */
export type Touched = {
  persons: readonly SourcePerson[]
  keys: readonly string[]
  lost: readonly string[]
}

/**
 * Puts right who is who, and what is in doubt, among everyone whom a change can affect. The caller holds the lock of
 * identification: this is the one writer of links and doubts.
 *
 * @returns what the identities of those who were touched, of all that moved, and of whom something is newly in doubt or
 *   settled, are called, and were
 */
export async function identifyAgain(
  tx: Transaction,
  touched: Touched,
  learntAt: Date,
): Promise<PersonId[]> {
  const { persons, common, pairs } = await closure(tx, touched, learntAt)
  refuseCrowd(persons, { common, pairs })
  const found = partition(persons, { common, pairs })
  refuseManyInOne(found)
  const personIds = persons.map(({ personId }) => personId)
  const moved = await writeLinks(tx, found, personIds, learntAt)
  const own = await writeDoubts(tx, found.doubts, personIds, learntAt)
  for (const { personId } of touched.persons) own.add(personId)
  const changed = found.identities.filter((one) => one.personIds.some((id) => own.has(id)))
  return [...moved, ...changed.map(({ identityId }) => identityId)]
}

type Closure = { persons: SourcePerson[]; common: Set<string>; pairs: Pair[] }

/**
 * Everyone who shares a key with somebody touched, or of whom something is said together with them, and who does with
 * those, and so on: what lies outside cannot be affected. A key that this change makes common is followed once more,
 * because those whom it used to join now fall apart.
 */
async function closure(tx: Queryable, touched: Touched, learntAt: Date): Promise<Closure> {
  const persons = new Map(touched.persons.map((person) => [person.personId, person]))
  const pairs = new Map<string, Pair>()
  const asked = new Set(touched.keys)
  let keys: readonly string[] = touched.keys
  let fresh = [...persons.keys()]
  while (fresh.length > 0) {
    const [holders, told] = await Promise.all([
      keys.length === 0 ? [] : queries.holdersOf(tx, keys, touched.lost),
      doubtful.pairsOf(tx, fresh),
    ])
    await keepCommon(tx, holders, learntAt)
    for (const pair of told) {
      const [a, b] = [pair.a, pair.b].sort() as [PersonId, PersonId]
      pairs.set(`${a} ${b} ${pair.says}`, { ...pair, a, b })
    }
    const near = [...holders.map(({ person_id }) => person_id), ...told.map(({ b }) => b)]
    const missing = [...new Set(near)].filter((personId) => !persons.has(personId))
    if (missing.length === 0) break
    refuseManyRead(touched.persons.length, persons.size + missing.length)
    const rows = await queries.readPersons(tx, missing)
    for (const { person_id, said } of rows) persons.set(person_id, said)
    fresh = rows.map(({ person_id }) => person_id)
    keys = rows
      .flatMap(({ said }) => allOf(matchKeysOf(said)))
      .filter((key) => !asked.has(key) && asked.add(key))
  }
  const common = await queries.commonAmong(tx, [...asked])
  return {
    persons: [...persons.values()],
    common: new Set(common.map(({ key, source }) => commonWord(key, source))),
    pairs: [...pairs.values()].filter(({ a, b }) => persons.has(a) && persons.has(b)),
  }
}

async function keepCommon(
  tx: Queryable,
  holders: readonly queries.Common[],
  learntAt: Date,
): Promise<void> {
  const sharing = Map.groupBy(holders, ({ key, source }) => commonWord(key, source))
  const common = [...sharing.values()].flatMap((all) => (all.length > COMMON ? [all[0]!] : []))
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

/**
 * What is in doubt no more is settled; what is in doubt of more or fewer records than before is so since then. Answers
 * of whom there is news.
 */
async function writeDoubts(
  tx: Queryable,
  doubts: readonly Doubt[],
  personIds: readonly PersonId[],
  learntAt: Date,
): Promise<Set<PersonId>> {
  const stored = await doubtful.openDoubtsOf(tx, personIds)
  const standing = new Set(doubts.map(({ id }) => id))
  // What weighs otherwise than before is told anew.
  const known = new Map(stored.map(({ doubt_id, weight }) => [doubt_id, weight]))
  const settled = stored.filter(({ doubt_id }) => !standing.has(doubt_id))
  const opened = doubts
    .filter(({ id, weight }) => known.get(id) !== (weight ?? null))
    .map((doubt) => ({ ...doubt, since: sinceOf(doubt, stored, settled) ?? learntAt }))
  if (settled.length > 0) await doubtful.settleDoubts(tx, settled, learntAt)
  if (opened.length > 0) await doubtful.openDoubt(tx, opened)
  return new Set([...settled, ...opened].flatMap(({ persons }) => persons))
}

function sinceOf(
  { id, reason, persons }: Doubt,
  stored: readonly doubtful.DoubtRow[],
  settled: readonly doubtful.DoubtRow[],
): Date | undefined {
  const before =
    stored.find(({ doubt_id }) => doubt_id === id) ??
    settled.find((one) => one.reason === reason && one.persons.some((who) => persons.includes(who)))
  return before?.opened_at
}
