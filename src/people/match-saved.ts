import type { PersonId, Queryable, Transaction } from '../kernel/index.ts'
import { Few } from './match-few.ts'
import { parseVersion } from './match-model-file.ts'
import type { Version } from './match-version.ts'
import type { Thresholds } from './matching-kind.ts'
import type { Pair } from './pair.ts'
import type { SourcePerson } from './person.ts'
import { insertPairs } from './queries-doubts.ts'
import * as queries from './queries-match.ts'

/** The version that was asked for last: it never changes under its name. */
let kept: { name: string; version: Version } | undefined

/** @throws Error where what is kept is no version */
export async function versionCalled(db: Queryable, name: string): Promise<Version> {
  if (kept?.name === name) return kept.version
  const text = await queries.versionText(db, name)
  const version = text === undefined ? undefined : parseVersion(text)
  if (version === undefined) throw new Error(`there is no version ${name} of matching`)
  kept = { name, version }
  return version
}

/**
 * Matches those who are new or changed with everybody, by the version in effect, and writes down who is likely to be
 * one with whom, or may be. Whoever calls holds the lock of identification.
 *
 * @returns of whom that is news, beside themselves
 */
export async function matchSaved(
  tx: Transaction,
  persons: readonly SourcePerson[],
  at: Date,
): Promise<PersonId[]> {
  const inEffect = persons.length === 0 ? undefined : await queries.versionInEffect(tx)
  if (inEffect === undefined) return []
  const version = await versionCalled(tx, inEffect.version)
  const own = new Few(version, persons)
  const keys = persons.map(({ personId }, row) => ({ personId, keys: own.keysOf(row) }))
  await queries.writeMatchKeys(tx, keys)
  const ids = persons.map(({ personId }) => personId)
  const [near, before] = await Promise.all([
    queries.sharingKeys(tx, [...new Set(keys.flatMap((one) => one.keys))]),
    queries.alikePairs(tx, ids),
  ])
  const all = [...new Map([...near, ...asRows(persons)].map((row) => [row.person_id, row.said]))]
  const found = pairsAmong(
    version,
    all.map(([, said]) => said),
    new Set(ids),
    inEffect,
  )
  return keepPairs(tx, before, found, at)
}

function asRows(persons: readonly SourcePerson[]) {
  return persons.map((said) => ({ person_id: said.personId, said }))
}

/** Who of these is likely to be one with somebody of `of`, or may be. */
export function pairsAmong(
  version: Version,
  persons: readonly SourcePerson[],
  of: ReadonlySet<PersonId>,
  thresholds: Thresholds,
): Pair[] {
  const few = new Few(version, persons)
  const sharing = new Map<bigint, number[]>()
  persons.forEach((_, row) => {
    for (const key of few.keysOf(row)) {
      const rows = sharing.get(key)
      if (rows === undefined) sharing.set(key, [row])
      else rows.push(row)
    }
  })
  const met = new Set<number>()
  const pairs: Pair[] = []
  for (const rows of sharing.values()) {
    for (const a of rows) {
      if (!of.has(persons[a]!.personId)) continue
      for (const b of rows) {
        const [one, other] = a < b ? [a, b] : [b, a]
        const pair = one * persons.length + other
        if (a === b || met.has(pair)) continue
        met.add(pair)
        const ids = [persons[a]!.personId, persons[b]!.personId] as const
        pairs.push(...pairOf(ids, few.weigh(a, b), thresholds))
      }
    }
  }
  return pairs
}

/** Nothing where it is less likely than people look at. */
export function pairOf(
  ids: readonly [PersonId, PersonId],
  weight: number,
  { link, review }: Thresholds,
): Pair[] {
  if (weight < review) return []
  const [a, b] = [...ids].sort() as [PersonId, PersonId]
  return [{ a, b, says: weight >= link ? 'likely' : 'perhaps', weight }]
}

/** @returns of whom something is said otherwise than before */
export async function keepPairs(
  tx: Transaction,
  before: readonly Pair[],
  found: readonly Pair[],
  at: Date,
): Promise<PersonId[]> {
  const keyOf = ({ a, b, says, weight }: Pair) => `${a} ${b} ${says} ${weight}`
  const [was, is] = [new Set(before.map(keyOf)), new Set(found.map(keyOf))]
  const gone = before.filter((pair) => !is.has(keyOf(pair)))
  const fresh = found.filter((pair) => !was.has(keyOf(pair)))
  if (gone.length > 0) await queries.deleteAlike(tx, gone)
  if (fresh.length > 0) await insertPairs(tx, fresh, at)
  return [...new Set([...gone, ...fresh].flatMap(({ a, b }) => [a, b]))]
}
