import { relationshipsNeeded } from '../access/index.ts'
import type { Agreement } from '../agreement/index.ts'
import type { Actor, PersonId, Queryable, Viewer } from '../kernel/index.ts'

/** A relationship that another room proves between an actor and people. */
export type HandedTie = {
  readonly id: string
  /** of these source persons, those to whom it stands, each with the event on which it rests */
  prove(
    db: Queryable,
    actor: Actor,
    personIds: readonly PersonId[],
    now: Date,
  ): Promise<ReadonlyMap<PersonId, string>>
}

/** What other rooms have proved, by source person. */
export type Handed = ReadonlyMap<PersonId, readonly (readonly [relationship: string, by: string])[]>

/** Asked once for all who are decided on together, and only of what a grant to this viewer asks for. */
export async function handedTo(
  db: Queryable,
  { ties = [], agreement, now }: { ties?: readonly HandedTie[]; agreement: Agreement; now: Date },
  { actor, purpose }: Viewer,
  personIds: readonly PersonId[],
): Promise<Handed> {
  const needed = relationshipsNeeded(agreement, actor.role, purpose)
  const found = new Map<PersonId, (readonly [string, string])[]>()
  for (const { id, prove } of ties) {
    if (!needed.includes(id)) continue
    for (const [person, by] of await prove(db, actor, personIds, now)) {
      found.set(person, [...(found.get(person) ?? []), [id, by]])
    }
  }
  return found
}
