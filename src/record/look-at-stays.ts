import type { PersonId, Viewer } from '../kernel/index.ts'
import { identitiesOf } from '../people/index.ts'
import { type ListPage, pageOf } from '../shell/index.ts'
import type { DataClass } from './data-class.ts'
import { allowsOf } from './decisions.ts'
import { decideAll, type ListedPerson, type Standing, showPeople } from './look-at-people.ts'
import type { RecordDeps } from './look-at-person.ts'
import { isOpen } from './occurrence.ts'
import * as queries from './queries-own.ts'
import { tiesAt, tiesNow } from './ties-now.ts'

/** More people than are in the hospitals of a place. */
const STAYING_MAX = 5_000

/** Somebody whom the viewer may see, and the stays of theirs that go on, by the ids of what sources tell of each. */
export type Staying = {
  /** the first of their source persons */
  readonly identityId: PersonId
  readonly identity: readonly PersonId[]
  readonly stays: readonly (readonly string[])[]
}

export type StaysWanted = {
  /** in words that a resident reads */
  readonly what: string
  /** the class without which nobody is on the list */
  readonly needs: DataClass
  readonly at?: Date
  readonly page?: number
}

export type StaysList = {
  readonly people: readonly ListedPerson[]
  readonly page: ListPage
}

/**
 * Whoever is in any hospital and may be seen by this viewer. Which of them are on the list, and in which order,
 * another room says by ids alone (`arrange`): of nobody whom the page does not show does anything leave. Each person
 * on the page is a look; the statements do not grow with the people. `at`: as it was known then, of those who may be
 * seen now.
 */
export async function lookAtStays(
  deps: RecordDeps,
  viewer: Viewer,
  { what, needs, at, page = 1 }: StaysWanted,
  arrange: (all: readonly Staying[]) => Promise<readonly Staying[]>,
): Promise<StaysList> {
  const agreement = deps.agreement.current()
  if (agreement === undefined) return { people: [], page: pageOf([], 1).page }
  const db = deps.databases.care.short
  const ties = await (at === undefined ? tiesNow(deps, agreement) : tiesAt(deps, agreement, at))
  const found = await queries.personsStaying(db, ties.placesOf('stay'), STAYING_MAX, at)
  const identities = await identitiesOf(
    db,
    found.map(({ person_id }) => person_id),
  )
  const now = at ?? deps.clock.now()
  const known = new Map<PersonId, Standing>()
  const all = (await decideAll(deps, agreement, viewer, identities, at)).flatMap((person) => {
    const allows = allowsOf(person.decisions)
    const stays = staysOf(person, now, allows)
    if (!allows('demographics') || !allows(needs) || stays.length === 0) return []
    const identityId = person.identity[0]!
    known.set(identityId, person)
    return [{ identityId, identity: person.identity, stays }]
  })
  const { rows, page: shown } = pageOf(await arrange(all), page)
  const people = rows.map(({ identityId }) => known.get(identityId)!)
  return { people: await showPeople(deps, agreement, viewer, people, what, now), page: shown }
}

/** What goes on of the classes that this viewer may see. */
function staysOf(
  { counted }: Standing,
  now: Date,
  allows: (dataClass: DataClass) => boolean,
): string[][] {
  return counted.occurrences
    .filter(({ event }) => event.kind === 'stay' && isOpen(event, now) && allows(event.dataClass))
    .map(({ event, others }) => [event, ...others].map(({ eventId }) => eventId))
}
