import type { Agreement } from '../agreement/index.ts'
import { capital, type PersonId, type Viewer } from '../kernel/index.ts'
import { identitiesOf } from '../people/index.ts'
import { type ListPage, pageOf } from '../shell/index.ts'
import type { DataClass } from './data-class.ts'
import { allowsOf } from './decisions.ts'
import { decideAll, type ListedPerson, type Standing, showPeople } from './look-at-people.ts'
import type { RecordDeps } from './look-at-person.ts'
import { isOpen, type Occurrence } from './occurrence.ts'
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
  /** `Bay 2, Bed 4`: of the stay that began last, as far as it is told */
  readonly bed?: string
}

export type StaysWanted = {
  /** in words that a resident reads */
  readonly what: string
  /** the class without which nobody is on the list */
  readonly needs: DataClass
  readonly at?: Date
  readonly page?: number
  /** of a page that is not there nobody, where the last that is would be looks at people who were not asked for */
  readonly exactly?: boolean
  /** only of these; of everybody in a hospital where it is left out */
  readonly of?: readonly (readonly PersonId[])[]
  /** ISO: with what was written here of them since then, as far as the viewer may read it */
  readonly notesSince?: string
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
  { what, needs, at, page = 1, exactly = false, of, notesSince }: StaysWanted,
  arrange: (all: readonly Staying[]) => Promise<readonly Staying[]>,
): Promise<StaysList> {
  const agreement = deps.agreement.current()
  if (agreement === undefined) return { people: [], page: pageOf([], 1).page }
  const identities = of ?? (await identitiesStaying(deps, agreement, at))
  const now = at ?? deps.clock.now()
  const known = new Map<PersonId, Standing>()
  const all = (await decideAll(deps, agreement, viewer, identities, at)).flatMap((person) => {
    const allows = allowsOf(person.decisions)
    const stays = staysOf(person, now, allows)
    if (!allows('demographics') || !allows(needs) || stays.length === 0) return []
    const identityId = person.identity[0]!
    known.set(identityId, person)
    const bed = bedWords(stays[0]!)
    const ids = stays.map(({ event, others }) => [event, ...others].map(({ eventId }) => eventId))
    return [{ identityId, identity: person.identity, stays: ids, ...(bed && { bed }) }]
  })
  const { rows, page: shown } = pageOf(await arrange(all), page)
  const isThere = !exactly || page <= shown.pages
  const people = isThere ? rows.map(({ identityId }) => known.get(identityId)!) : []
  const show = { what, now, notesSince }
  return { people: await showPeople(deps, agreement, viewer, people, show), page: shown }
}

/** Whoever is in any hospital of which the place hears. */
async function identitiesStaying(
  deps: RecordDeps,
  agreement: Agreement,
  at: Date | undefined,
): Promise<PersonId[][]> {
  const db = deps.databases.care.short
  const ties = await (at === undefined ? tiesNow(deps, agreement) : tiesAt(deps, agreement, at))
  const found = await queries.personsStaying(db, ties.placesOf('stay'), STAYING_MAX, at)
  return identitiesOf(
    db,
    found.map(({ person_id }) => person_id),
  )
}

/** What goes on of the classes that this viewer may see, what began last first. */
function staysOf(
  { counted }: Standing,
  now: Date,
  allows: (dataClass: DataClass) => boolean,
): Occurrence[] {
  const start = ({ event }: Occurrence) => event.startAt ?? ''
  return counted.occurrences
    .filter(({ event }) => event.kind === 'stay' && isOpen(event, now) && allows(event.dataClass))
    .sort((a, b) => (start(a) < start(b) ? 1 : -1))
}

/** `Bay 2, Bed 4`, whichever of the words the hospital sends with its numbers. */
function bedWords({ event }: Occurrence): string | undefined {
  const { bay, bed } = event.detail
  const words = [named('bay', bay), named('bed', bed)].filter((one) => one !== '').join(', ')
  return words === '' ? undefined : capital(words)
}

function named(what: string, value = ''): string {
  return value === '' || value.toLowerCase().startsWith(what) ? value : `${what} ${value}`
}
