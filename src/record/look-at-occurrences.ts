import type { PersonId, Viewer } from '../kernel/index.ts'
import type { ListedLook } from '../trail/index.ts'
import { becauseOf } from './because.ts'
import { type Counted, countedOf } from './counted.ts'
import type { DataClass } from './data-class.ts'
import { allowsOf } from './decisions.ts'
import { eventsGiven } from './given.ts'
import { decideAll } from './look-at-people.ts'
import {
  decideOrRefuse,
  lookAtAnybody,
  NOBODY_FOUND,
  nobody,
  type PersonLook,
  type RecordDeps,
} from './look-at-person.ts'
import { occurrencesOf, opened } from './occurrence.ts'
import { otherEvents } from './queries-read.ts'
import { readTold, readToldAt } from './read-known.ts'
import { refusedLook } from './refused-look.ts'
import { isRestricted, withoutPlaces } from './restricted.ts'
import { sourcesOf } from './sources.ts'
import type { ToldOf } from './ties.ts'
import { withoutWithdrawn } from './told-event.ts'
import { toldBy } from './told-now.ts'
import { writeListLook, writeLooks } from './write-looks.ts'

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
  options: { what: string; at?: Date; needs?: DataClass },
): Promise<OccurrencesLook> {
  return lookAtAnybody(deps, viewer, personId, options, async (asked, basis) => {
    const db = deps.databases.care.short
    const { identity, options: shows } = asked
    const { what, needs, at } = shows
    const of = { ...asked, basis }
    const [standing, then] = await Promise.all([
      readTold(db, of),
      at === undefined ? undefined : readToldAt(db, of, at),
    ])
    const decided = await decideOrRefuse(deps, viewer, asked, standing)
    if ('outcome' in decided) return decided
    const { decisions, proved } = decided
    const { clause } = decisions[needs]!
    const because = becauseOf(asked.agreement, clause, proved)
    await writeLooks(deps, viewer, [{ identity, what, outcome: 'allowed', clause, because }])
    return { outcome: 'allowed', occurrences: shownOf(then ?? standing, allowsOf(decisions)) }
  })
}

/**
 * The same of many people, as one look of a list: each is decided on and stands in it, allowed or refused, before
 * anything is shown; what happened to all of them is read at once.
 *
 * @returns in the order of the identities; undefined of whom the viewer may not see it
 */
export async function lookAtManyOccurrences(
  deps: RecordDeps,
  viewer: Viewer,
  identities: readonly (readonly PersonId[])[],
  { what, needs }: { what: string; needs: DataClass },
): Promise<(readonly ShownOccurrence[] | undefined)[]> {
  const agreement = deps.agreement.current()
  if (agreement === undefined || identities.length === 0) {
    await writeLooks(deps, viewer, [nobody(what)])
    return identities.map(() => undefined)
  }
  const people = await decideAll(deps, agreement, viewer, identities)
  const looks = people.map(({ identity, persons, decisions, proved }): ListedLook => {
    const decision = decisions[needs]!
    const { clause } = decision
    const look = { identity: [...identity], clause }
    if (!decision.allowed) {
      return {
        ...look,
        outcome: 'refused',
        sentence: refusedLook(agreement, viewer, decision).sentence,
      }
    }
    if (persons.length === 0) return { ...look, outcome: 'refused', sentence: NOBODY_FOUND }
    return { ...look, outcome: 'allowed', because: becauseOf(agreement, clause, proved) }
  })
  await writeListLook(deps, viewer, { what, people: looks })
  const isShown = (at: number) => looks[at]!.outcome === 'allowed'
  const ids = people.flatMap(({ identity }, at) => (isShown(at) ? [...identity] : []))
  const events = await otherEvents(deps.databases.care.short, ids, [], Number.MAX_SAFE_INTEGER)
  const eventsOf = Map.groupBy(
    eventsGiven(events, sourcesOf(agreement)),
    ({ personId }) => personId,
  )
  return people.map(({ identity, persons, decisions }, at) =>
    isShown(at) ? shownOf(toldBy(persons, identity, eventsOf), allowsOf(decisions)) : undefined,
  )
}

function shownOf(
  { persons, events, occurrences }: ToldOf,
  allows: (dataClass: DataClass) => boolean,
): ShownOccurrence[] {
  const whole = isRestricted(persons) ? occurrencesOf(events.map(withoutPlaces)) : occurrences
  return withoutWithdrawn(whole)
    .filter(({ event }) => allows(event.dataClass))
    .map((found): ShownOccurrence => {
      const occurrence = opened(found, allows)
      const { event, others } = occurrence
      const tellings = [event, ...others].map(({ source, changedAt, learntAt }) => {
        return { source, learntAt: changedAt, firstLearntAt: learntAt }
      })
      return { ...countedOf(occurrence), tellings }
    })
    .sort((a, b) => ((a.start ?? '') < (b.start ?? '') ? -1 : 1))
}
