import type { Agreement } from '../agreement/index.ts'
import type { Viewer } from '../kernel/index.ts'
import { fold, listKeptApart, type SourcePerson } from '../people/index.ts'
import { deciderFor, signedInAs } from './decider.ts'
import { eventsGiven } from './given.ts'
import { handedTo } from './handed-ties.ts'
import { type ApartFeed, apartOpenTo } from './kept-apart.ts'
import { type ListedPerson, showPeople, standingOf } from './look-at-people.ts'
import type { RecordDeps } from './look-at-person.ts'
import { standingEvents } from './queries-read.ts'
import { standingSince } from './read-known.ts'
import { sourcesOf } from './sources.ts'
import { tiesNow } from './ties-now.ts'
import { toldBy } from './told-now.ts'

/** More than this a feed that is kept apart does not have; the page says where there are more. */
const PEOPLE_MAX = 2_000
const PAGE = 100

export type ApartPeople = {
  readonly feed: ApartFeed
  readonly people: readonly ListedPerson[]
  /** of those whom the viewer may see, how many fit */
  readonly fit: number
  readonly more: boolean
}

/**
 * Whom feeds keep apart, of those whom this viewer may see: each who is shown is a look. Nobody else finds them, here
 * or anywhere: of a feed of which the viewer may know nothing, nothing is read.
 *
 * @param typed words of a name, a birth date or an NHS number; '' for everybody
 */
export async function lookAtKeptApart(
  deps: RecordDeps,
  viewer: Viewer,
  typed: string,
): Promise<readonly ApartPeople[]> {
  const agreement = deps.agreement.current()
  if (agreement === undefined) return []
  const found: ApartPeople[] = []
  for (const feed of apartOpenTo(agreement, viewer)) {
    found.push(await peopleOf(deps, agreement, viewer, feed, typed))
  }
  return found
}

async function peopleOf(
  deps: RecordDeps,
  agreement: Agreement,
  viewer: Viewer,
  feed: ApartFeed,
  typed: string,
): Promise<ApartPeople> {
  const db = deps.databases.care.short
  const now = deps.clock.now()
  const all = await listKeptApart(db, feed.id, PEOPLE_MAX + 1)
  const persons = all.slice(0, PEOPLE_MAX).filter((person) => fits(person, typed))
  const ids = persons.map(({ personId }) => personId)
  const [ties, events, handed, signedIn] = await Promise.all([
    tiesNow(deps, agreement),
    standingEvents(db, ids, standingSince(agreement, now)),
    handedTo(db, { ties: deps.handed, agreement, now }, viewer, ids),
    signedInAs(db, viewer.actor),
  ])
  const decide = deciderFor(deps, agreement, { ties, signedIn, handed }, viewer)
  const given = eventsGiven(events, sourcesOf(agreement))
  const eventsOf = Map.groupBy(given, ({ personId }) => personId)
  const standing = persons.flatMap((person) => {
    const identity = [person.personId]
    const told = toldBy([person], identity, eventsOf)
    const decided = decide(told)
    const allows = (dataClass: string) => decided.decisions[dataClass]?.allowed === true
    if (!allows(feed.apart) || !allows('demographics')) return []
    return [{ identity, ...standingOf(ties, told), ...decided }]
  })
  const what = 'people who are kept apart'
  const shown = standing.sort(byName).slice(0, PAGE)
  const people = await showPeople(deps, agreement, viewer, shown, { what })
  return { feed, people, fit: standing.length, more: all.length > PEOPLE_MAX }
}

type Named = { readonly persons: readonly SourcePerson[] }

function byName({ persons: [a] }: Named, { persons: [b] }: Named): number {
  const name = (one?: SourcePerson) => `${one?.family ?? ''} ${one?.given.join(' ') ?? ''}`
  return name(a).localeCompare(name(b)) || (a!.personId < b!.personId ? -1 : 1)
}

/** Every word that was typed begins a name of theirs, or is in their birth date or number. */
function fits(person: SourcePerson, typed: string): boolean {
  const { family = '', given, birthDate = '', nhsNumber = '' } = person
  const names = [family, ...given].flatMap((name) => name.split(/[\s-]+/)).map(fold)
  const words = typed.split(/\s+/).filter((word) => word !== '')
  return words.every(
    (word) =>
      names.some((name) => name.startsWith(fold(word) || word)) ||
      birthDate.includes(word) ||
      (/^\d{3,}$/.test(word) && nhsNumber.includes(word)),
  )
}
