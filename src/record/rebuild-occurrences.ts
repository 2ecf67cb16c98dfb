import type { PersonId, Queryable, Transaction } from '../kernel/index.ts'
import { identitySpans } from '../people/index.ts'
import { changesSince, type EventVersion, type Span } from './occurrence-history.ts'
import * as queries from './queries-occurrences.ts'
import { eventVersions } from './queries-read.ts'
import { shareWords } from './queries-words.ts'

const STAY = 'stay'

export type Rebuilt = { readonly members: PersonId[]; readonly stays: PersonId[] }

/**
 * Makes what is kept of these identities equal to the pure function of their tellings and links, at each time since it
 * was last so. An identity that there is no more keeps what it was, and nothing of it stands.
 *
 * @returns whoever belongs or has belonged to them, and those of whom a stay is or was known
 */
export async function rebuildOccurrences(
  tx: Transaction,
  identityIds: readonly PersonId[],
): Promise<Rebuilt> {
  const [newest, spans] = [
    await queries.newestOccurrences(tx, identityIds),
    await spansOf(tx, identityIds),
  ]
  const knownTo = new Map<PersonId, string>()
  for (const { identity_id, known_to } of newest) {
    const at = known_to.toISOString()
    if (at > (knownTo.get(identity_id) ?? '')) knownTo.set(identity_id, at)
  }
  const versionsOf = await versionsOfMembers(tx, identityIds, spans, knownTo)
  const rows = Map.groupBy(newest, ({ identity_id }) => identity_id)
  const superseded: queries.Superseded[] = []
  const stays: PersonId[] = []
  const written: queries.NewOccurrence[] = []
  for (const identityId of identityIds) {
    const kept = rows.get(identityId) ?? []
    const standing = kept.filter(({ stands }) => stands)
    const changes = changesSince(
      new Map(standing.map((row) => [row.occurrence_id, row.digest.toString('hex')])),
      versionsOf.get(identityId) ?? [],
      spans.get(identityId) ?? [],
      knownTo.get(identityId),
    )
    for (const [id, at] of changes.superseded) superseded.push({ identityId, id, at })
    const next = new Map(kept.map(({ occurrence_id, version }) => [occurrence_id, version + 1]))
    for (const one of changes.versions) {
      const version = next.get(one.counted.id) ?? 1
      next.set(one.counted.id, version + 1)
      written.push({ ...one, identityId, version })
    }
    // Whose somebody is, and what opens and closes while they stay, may be otherwise where the stay is not.
    const kinds = [...kept, ...changes.versions.map(({ counted }) => counted)]
    if (kinds.some(({ kind }) => kind === STAY)) stays.push(identityId)
  }
  if (superseded.length > 0) await queries.supersedeOccurrences(tx, superseded)
  queries.insertOccurrences(tx, written)
  if (superseded.length + written.length > 0) await shareWords(tx, identityIds)
  const everybody = [...spans.values()].flatMap((own) => own.flatMap(({ members }) => members))
  return { members: [...new Set(everybody)], stays }
}

/** By identity, who belonged to it, and when. */
export async function spansOf(
  tx: Queryable,
  identityIds: readonly PersonId[],
): Promise<Map<PersonId, readonly Span[]>> {
  const rows = await identitySpans(tx, identityIds)
  return new Map(
    Map.groupBy(rows, ({ identity_id }) => identity_id)
      .entries()
      .map(([id, own]) => [
        id,
        own.map(({ members, since, until }) => ({
          members,
          since: since.toISOString(),
          ...(until === null ? {} : { until: until.toISOString() }),
        })),
      ]),
  )
}

/** By identity, every telling of whoever belonged to it that stood since it was last counted. */
async function versionsOfMembers(
  tx: Queryable,
  identityIds: readonly PersonId[],
  spans: ReadonlyMap<PersonId, readonly Span[]>,
  knownTo: ReadonlyMap<PersonId, string>,
): Promise<Map<PersonId, EventVersion[]>> {
  const members = new Map<PersonId, Set<PersonId>>()
  for (const id of identityIds) {
    members.set(id, new Set((spans.get(id) ?? []).flatMap((span) => span.members)))
  }
  const all = [...new Set([...members.values()].flatMap((ids) => [...ids]))]
  if (all.length === 0) return new Map()
  const times = identityIds.map((id) => knownTo.get(id))
  const oldest = times.includes(undefined) ? undefined : (times as string[]).sort()[0]
  const versions = await eventVersions(tx, all, oldest === undefined ? undefined : new Date(oldest))
  const byPerson = Map.groupBy(versions, ({ event }) => event.personId)
  return new Map(
    [...members].map(([id, ids]) => [id, [...ids].flatMap((one) => byPerson.get(one) ?? [])]),
  )
}
