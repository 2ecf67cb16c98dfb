import type { PersonId, Viewer } from '../kernel/index.ts'
import { readPersons } from '../people/index.ts'
import { type Counted, countedOf, written } from './counted.ts'
import { allowsOf } from './decisions.ts'
import { eventsGiven } from './given.ts'
import { hideAddress } from './hide-address.ts'
import { lookWithScope, type PersonLook, type RecordDeps } from './look-at-person.ts'
import { occurrencesOf, opened } from './occurrence.ts'
import { eventsKnownAt } from './queries-read.ts'
import { stillMembers } from './read-known.ts'
import { withoutPlaces } from './restricted.ts'
import { sourcesOf } from './sources.ts'
import { withoutWithdrawn } from './told-event.ts'

/** Who tells of it; `learntAt`: when what they say now was learnt, ISO. */
export type ToldBy = { source: string; learntAt: string; firstLearntAt: string }
export type ShownOccurrence = Counted & { tellings: readonly ToldBy[] }

export type OccurrencesLook =
  | { outcome: 'allowed'; occurrences: readonly ShownOccurrence[] }
  | Exclude<PersonLook, { outcome: 'allowed' }>

/**
 * What happened to somebody, one row each, of the classes that the viewer may see: as it is known now, or was known at
 * a time. Who may see it is decided by what is known now. The look is written down before anything is shown.
 */
export async function lookAtOccurrences(
  deps: RecordDeps,
  viewer: Viewer,
  personId: PersonId,
  { what, at }: { what: string; at?: Date },
): Promise<OccurrencesLook> {
  const look = await lookWithScope(deps, viewer, personId, { what })
  if (look.outcome !== 'allowed') return look
  const db = deps.databases.care.short
  const { decisions } = look
  const allows = allowsOf(decisions)
  const { identity } = look.view
  const members = at === undefined ? identity : await stillMembers(db, personId, identity, at)
  const [persons, told] = await Promise.all([
    readPersons(db, identity),
    eventsKnownAt(db, members, at),
  ])
  const restricted = persons.some((one) => one.restricted === true)
  const own = hideAddress(persons, eventsGiven(told, sourcesOf(deps.agreement.current()!)))
  const events = restricted ? own.map(withoutPlaces) : own
  const occurrences = withoutWithdrawn(occurrencesOf(events))
    .filter(({ event }) => allows(event.dataClass))
    .map((found): ShownOccurrence => {
      const occurrence = opened(found, allows)
      const { event, others } = occurrence
      const tellings = [event, ...others].map(({ source, changedAt, learntAt }) => {
        return { source, learntAt: written(changedAt)!, firstLearntAt: written(learntAt)! }
      })
      return { ...countedOf(occurrence), tellings }
    })
    .sort((a, b) => ((a.start ?? '') < (b.start ?? '') ? -1 : 1))
  return { outcome: 'allowed', occurrences }
}
