import type { PersonId } from '../kernel/index.ts'
import { type Counted, countedOf } from './counted.ts'
import type { KnownEvent } from './known-event.ts'
import { occurrencesOf } from './occurrence.ts'
import { sha256 } from './resource.ts'
import { withoutWithdrawn } from './told-event.ts'

/** A telling and how long it was the last word; moments are ISO in UTC. */
export type EventVersion = { event: KnownEvent; supersededAt?: string }
/** Who belonged to an identity, from and until when. */
export type Span = { members: readonly PersonId[]; since: string; until?: string }
/** An occurrence and how long it was what was known. */
export type CountedVersion = { counted: Counted; learntAt: string; supersededAt?: string }

/** What was known of an identity at a time, as a pure function of its tellings and links. */
export function countedKnownAt(
  versions: readonly EventVersion[],
  spans: readonly Span[],
  at: string,
): Counted[] {
  const span = spans.find((one) => one.since <= at && (one.until === undefined || at < one.until))
  if (span === undefined) return []
  const members = new Set(span.members)
  const events = versions
    .filter(({ event, supersededAt }) => {
      if (!members.has(event.personId) || event.changedAt > at) return false
      return supersededAt === undefined || at < supersededAt
    })
    .map(({ event }) => event)
  return withoutWithdrawn(occurrencesOf(events)).map(countedOf)
}

/**
 * What has to be written so that the kept occurrences of an identity say, at each time since `knownTo`, what was known
 * then: those that no longer stand, and further ones. A word that became known late, behind `knownTo`, counts from
 * there.
 *
 * @param standing digests of what stands in the table, by id
 * @param knownTo when something last changed in it; undefined while there is nothing
 */
export function changesSince(
  standing: ReadonlyMap<string, string>,
  versions: readonly EventVersion[],
  spans: readonly Span[],
  knownTo: string | undefined,
): { superseded: ReadonlyMap<string, string>; versions: readonly CountedVersion[] } {
  const before = new Map(standing)
  const superseded = new Map<string, string>()
  const written: { counted: Counted; learntAt: string; supersededAt?: string }[] = []
  const open = new Map<string, (typeof written)[number]>()
  for (const at of timesOf(versions, spans, knownTo)) {
    const known = countedKnownAt(versions, spans, at)
    const now = new Map(known.map((counted) => [counted.id, counted]))
    for (const [id, digest] of before) {
      const counted = now.get(id)
      if (counted !== undefined && digestOf(counted) === digest) continue
      before.delete(id)
      const mine = open.get(id)
      if (mine === undefined) superseded.set(id, at)
      else mine.supersededAt = at
      open.delete(id)
    }
    for (const [id, counted] of now) {
      if (before.has(id)) continue
      const version = { counted, learntAt: at }
      written.push(version)
      open.set(id, version)
      before.set(id, digestOf(counted))
    }
  }
  return { superseded, versions: written }
}

/** When something may have changed, the oldest first. */
function timesOf(
  versions: readonly EventVersion[],
  spans: readonly Span[],
  knownTo: string | undefined,
): string[] {
  const all = [
    ...versions.flatMap(({ event, supersededAt }) => [event.changedAt, supersededAt ?? '']),
    ...spans.flatMap(({ since, until }) => [since, until ?? '']),
  ]
  const later = all.filter((at) => at !== '' && (knownTo === undefined || at > knownTo))
  return [...new Set(knownTo === undefined ? later : [knownTo, ...later])].sort()
}

/** What an occurrence says, so that two can be compared: SHA-256 as hex. */
export function digestOf(counted: Counted): string {
  return sha256(JSON.stringify(counted)).toString('hex')
}
