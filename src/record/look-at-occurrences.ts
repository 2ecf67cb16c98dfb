import type { PersonId, Viewer } from '../kernel/index.ts'
import { type Counted, countedOf, written } from './counted.ts'
import { classOfEvent, speaksOfSafeguarding } from './data-class.ts'
import { eventsGiven } from './given.ts'
import { lookWithScope, type PersonLook, type RecordDeps, stillMembers } from './look-at-person.ts'
import { occurrencesOf } from './occurrence.ts'
import { eventsKnownAt } from './queries-read.ts'
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
  const sources = sourcesOf(deps.agreement.current()!)
  const { identity } = look.view
  const members = at === undefined ? identity : await stillMembers(db, personId, identity, at)
  const events = eventsGiven(await eventsKnownAt(db, members, at), sources)
  const occurrences = withoutWithdrawn(occurrencesOf(events))
    .filter(({ event }) => decisions[classOfEvent(event, sources.givesOf(event.source))].allowed)
    .map((occurrence): ShownOccurrence => {
      const { event, others } = occurrence
      const tellings = [event, ...others].map(({ source, changedAt, learntAt }) => {
        return { source, learntAt: written(changedAt)!, firstLearntAt: written(learntAt)! }
      })
      const counted = { ...countedOf(occurrence), tellings }
      return decisions.safeguarding.allowed ? counted : withoutHints(counted)
    })
    .sort((a, b) => ((a.start ?? '') < (b.start ?? '') ? -1 : 1))
  return { outcome: 'allowed', occurrences }
}

/** Whoever may not see what is sensitive does not read of it in a reason either. */
function withoutHints(occurrence: ShownOccurrence): ShownOccurrence {
  const plain = Object.entries(occurrence).filter(
    ([, value]) => typeof value !== 'string' || !speaksOfSafeguarding(value),
  )
  return Object.fromEntries(plain) as ShownOccurrence
}
