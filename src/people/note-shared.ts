import type { PersonId, Queryable } from '../kernel/index.ts'
import * as queries from './queries.ts'

/** Source persons to all of whom their source gives one id of its own. */
export type SharedItem = { personIds: readonly PersonId[] }

/**
 * Opens a doubt for each of them: one is mistaken, and nobody here can tell which. Where links make them one
 * person there is nothing to doubt. Runs in the caller's transaction.
 */
export async function noteShared(
  tx: Queryable,
  shared: readonly SharedItem[],
  at: Date,
): Promise<void> {
  const others = new Map<PersonId, Set<PersonId>>()
  for (const { personIds } of shared) {
    for (const one of personIds) {
      const known = others.get(one) ?? new Set<PersonId>()
      for (const other of personIds) if (other !== one) known.add(other)
      others.set(one, known)
    }
  }
  await queries.lockIdentification(tx)
  const links = await queries.readLinks(tx, [...others.keys()])
  const membersOf = new Map(links.map(({ person_id, members }) => [person_id, new Set(members)]))
  const stored = await queries.readDoubts(tx, [...others.keys()])
  const before = new Map(
    stored
      .filter(({ reason }) => reason === 'item-shared')
      .map((row) => [row.person_id, row.settled ? [] : row.others]),
  )
  const doubts = [...others].flatMap(([personId, all]) => {
    const apart = [...new Set([...all, ...(before.get(personId) ?? [])])]
      .filter((other) => !membersOf.get(personId)?.has(other))
      .sort()
    if (apart.length === 0) return []
    return [{ person_id: personId, reason: 'item-shared' as const, others: apart, settled: false }]
  })
  if (doubts.length > 0) await queries.writeDoubts(tx, doubts, at)
}
