import type { PersonId, Queryable } from '../kernel/index.ts'
import { identitySpans } from '../people/index.ts'
import type { Counted } from './counted.ts'
import { occurrencesOfIdentities } from './queries-occurrences.ts'

/** What is counted of one identity. */
export type Facts = {
  /** the first of `members` */
  identityId: PersonId
  /** everyone who is taken for the same person; [] where there is no such identity, or was none then */
  members: readonly PersonId[]
  occurrences: readonly Counted[]
}

/**
 * The door for rooms that count, keep clocks or draw lists: what happened to these identities, now or as it was known
 * at a time, in two statements whatever their number. They ask by errand (topic `identity`), under no viewer: what
 * they keep of it is shown to nobody but through `lookAtPeople`.
 */
export async function factsOf(
  db: Queryable,
  identityIds: readonly PersonId[],
  at?: Date,
): Promise<Facts[]> {
  const [spans, occurrences] = [
    await identitySpans(db, identityIds),
    await occurrencesOfIdentities(db, identityIds, at),
  ]
  const members = new Map(
    spans
      .filter(({ since, until }) =>
        at === undefined ? until === null : since <= at && (until === null || until > at),
      )
      .map((span) => [span.identity_id, span.members]),
  )
  return identityIds.map((identityId) => ({
    identityId,
    members: members.get(identityId) ?? [],
    occurrences: occurrences.get(identityId)!,
  }))
}
