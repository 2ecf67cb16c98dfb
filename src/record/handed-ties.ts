import { relationshipsNeeded } from '../access/index.ts'
import type { Agreement } from '../agreement/index.ts'
import type { Actor, PersonId, Queryable, Viewer } from '../kernel/index.ts'
import type { Ties, ToldOf } from './ties.ts'

/** A relationship with the event on which it rests, or with what was done `here` that makes it. */
export type HandedProof = readonly [relationship: string, by: string, here?: 'here']

/** What has been proved, by source person. */
export type Handed = ReadonlyMap<PersonId, readonly HandedProof[]>

/** Relationships that rooms prove between an actor and people, beside what the record reads of feeds. */
export type HandedTie = {
  readonly ids: readonly string[]
  prove(db: Queryable, actor: Actor, personIds: readonly PersonId[], now: Date): Promise<Handed>
}

/** Asked once for all who are decided on together, and only of what a grant to this viewer asks for. */
export async function handedTo(
  db: Queryable,
  { ties = [], agreement, now }: { ties?: readonly HandedTie[]; agreement: Agreement; now: Date },
  { actor, purpose }: Viewer,
  personIds: readonly PersonId[],
): Promise<Handed> {
  const needed = relationshipsNeeded(agreement, actor.role, purpose)
  const found = new Map<PersonId, HandedProof[]>()
  for (const { ids, prove } of ties) {
    if (!ids.some((id) => needed.includes(id))) continue
    for (const [person, proved] of await prove(db, actor, personIds, now)) {
      found.set(person, [...(found.get(person) ?? []), ...proved])
    }
  }
  return found
}

/**
 * What another room proves rests on an event, and counts where those tell of the event by whose word the clause lets
 * such a tie be proved. What is made here rests on what the log says.
 */
export function restingOn(
  ties: Ties,
  told: ToldOf,
  handed: Handed,
): (readonly [relationship: string, by: string])[] {
  const found = told.persons.flatMap(({ personId }) => handed.get(personId) ?? [])
  if (found.length === 0) return []
  return found
    .filter(
      ([relationship, by, here]) =>
        here !== undefined ||
        ties
          .provingOf(told, relationship)
          .some(({ event, others }) => [event, ...others].some(({ eventId }) => eventId === by)),
    )
    .map(([relationship, by]) => [relationship, by] as const)
}
