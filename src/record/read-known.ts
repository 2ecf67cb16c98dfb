import type { Agreement } from '../agreement/index.ts'
import { DAY_MS, type PersonId, type Queryable } from '../kernel/index.ts'
import { membersKnownAt, personsKnownAt, readPersons, type SourcePerson } from '../people/index.ts'
import { SHOWN_TYPES } from './elements.ts'
import { eventsGiven, resourcesGiven } from './given.ts'
import { hideAddress } from './hide-address.ts'
import { READ_TYPES } from './kept.ts'
import type { KnownEvent } from './known-event.ts'
import { type KnownResource, newestOfEach } from './known-resource.ts'
import type { Note } from './note.ts'
import { occurrencesOf } from './occurrence.ts'
import { type KeptCountRow, keptCounts } from './queries-kept.ts'
import { notesOf, notesThen } from './queries-notes.ts'
import * as queries from './queries-read.ts'
import { MEDICINE_STATES } from './read-medicine.ts'
import { isRestricted } from './restricted.ts'
import type { Sources } from './sources.ts'
import type { ToldOf } from './ties.ts'
import { waitRuleOf } from './wait-rule.ts'

/** What is read of one identity for a look: first what decides, then, of whom the viewer may see, the whole. */

/** What one page can cost at most: the life of somebody with more is read in the export. */
const EVENTS_MAX = 5_000
const RESOURCES_MAX = 3_000
const NOTES_MAX = 500
/** How far back relationships and lists read: what the other side did last, and what a wait rests on. */
const STANDING_DAYS = 365
/** A medicine that ended this lately may still be on another source's list. */
const ENDED_MEDICINES_MS = 365 * DAY_MS

/** Since when what has ended is read, for relationships and lists: from the beginning of a day, the same all day. */
export function standingSince(agreement: Agreement, now: Date): Date {
  const days = Math.max(STANDING_DAYS, waitRuleOf(agreement).days)
  return new Date(startOfDay(now.getTime() - days * DAY_MS))
}

function startOfDay(moment: number): number {
  return moment - (moment % DAY_MS)
}

/**
 * What relationships rest on: of whom the viewer may not see, nothing else is read, however long their record is.
 *
 * @param known who they are, where that is read already
 */
export async function readBasis(
  db: Queryable,
  identity: readonly PersonId[],
  sources: Sources,
  since: Date,
  known?: readonly SourcePerson[],
): Promise<ToldOf> {
  const [persons, read] = await Promise.all([
    known ?? readPersons(db, identity),
    queries.standingEvents(db, identity, since),
  ])
  const events = hideAddress(persons, eventsGiven(read, sources))
  return { persons, events, occurrences: occurrencesOf(events) }
}

/**
 * Who was taken for the same person at a time, and still is: of whoever is somebody else now, nothing is read, because
 * nobody decided on them.
 */
export async function stillMembers(
  db: Queryable,
  personId: PersonId,
  identity: readonly PersonId[],
  at: Date,
): Promise<PersonId[]> {
  const members = await membersKnownAt(db, personId, at)
  return members.filter((one) => identity.includes(one))
}

/**
 * Who they were said to be at a time. Of whoever is restricted now that is not told: where they were is as secret as
 * where they are, and they are who they are now.
 */
export async function personsThen(
  db: Queryable,
  members: readonly PersonId[],
  now: readonly SourcePerson[],
  at: Date,
): Promise<readonly SourcePerson[]> {
  return isRestricted(now) ? now : personsKnownAt(db, members, at)
}

/** What was read of one identity: nothing of it leaves this room before the agreement has decided. */
export type Known = ToldOf & {
  resources: readonly KnownResource[]
  keptRows: readonly KeptCountRow[]
  /** what people wrote here, of every class and for whomever */
  notes: readonly Note[]
  /** whose: as it was known, of whoever belonged to the identity then and still does */
  members: readonly PersonId[]
  /** there is more than one page can read */
  truncated: boolean
  /** whose something is was asked of rows of others too */
  asksOthers: boolean
}

/** Of whom it is read, and what was read to decide whether. */
export type KnownOf = {
  personId: PersonId
  identity: readonly PersonId[]
  sources: Sources
  basis: ToldOf
}

/** All that is told of them, of which the basis was read already; `more`: there is more than was asked for. */
export async function readTold(
  db: Queryable,
  { identity, sources, basis }: KnownOf,
  most = Number.MAX_SAFE_INTEGER - 1,
): Promise<ToldOf & { more: boolean }> {
  const { persons, events } = basis
  const room = Math.max(0, most - events.length)
  const read = await queries.otherEvents(db, identity, events, room + 1)
  const others = hideAddress(persons, eventsGiven(read.slice(0, room), sources))
  return { ...put(basis, others), more: read.length > room }
}

/** All that was told of them by a time. Who they are is as it is known now. */
export async function readToldAt(
  db: Queryable,
  { personId, identity, sources, basis: { persons } }: KnownOf,
  at: Date,
): Promise<ToldOf & { members: readonly PersonId[] }> {
  const members = await stillMembers(db, personId, identity, at)
  const read = await queries.eventsKnownAt(db, members, at)
  const events = hideAddress(persons, eventsGiven(read, sources))
  return { persons, events, occurrences: occurrencesOf(events), members }
}

function put({ persons, events, occurrences }: ToldOf, others: readonly KnownEvent[]): ToldOf {
  if (others.length === 0) return { persons, events, occurrences }
  const all = [...events, ...others]
  return { persons, events: all, occurrences: occurrencesOf(all) }
}

/** The whole, and beside it what stands now, on which it is decided: the same, unless it is asked as it was known. */
export type Whole = { standing: ToldOf; shown: Known }

export async function readKnown(db: Queryable, of: KnownOf, now: Date): Promise<Whole> {
  const { identity } = of
  const states = medicineStates(now)
  const [{ more, ...standing }, kept, keptRows, written] = await Promise.all([
    readTold(db, of, EVENTS_MAX),
    queries.resourcesOf(db, identity, SHOWN_TYPES, states, { limit: RESOURCES_MAX }),
    keptCounts(db, identity, READ_TYPES, states),
    notesOf(db, identity, NOTES_MAX + 1),
  ])
  const shown = {
    ...standing,
    members: identity,
    ...(await givenOf(db, of, kept, written)),
    keptRows: resourcesGiven(keptRows, of.sources),
    truncated: more || written.length > NOTES_MAX,
  }
  return { standing, shown }
}

/** The same as it was known at a time. */
export async function readKnownAt(db: Queryable, of: KnownOf, at: Date): Promise<Whole> {
  const [{ more, ...standing }, { members, ...then }] = await Promise.all([
    readTold(db, of, EVENTS_MAX),
    readToldAt(db, of, at),
  ])
  const states = medicineStates(at)
  const [persons, kept, keptRows, written] = await Promise.all([
    personsThen(db, members, of.basis.persons, at),
    queries.resourcesOf(db, members, SHOWN_TYPES, states, { limit: RESOURCES_MAX, at }),
    keptCounts(db, members, READ_TYPES, states, at),
    notesThen(db, { ...of, members }, NOTES_MAX + 1, at),
  ])
  const shown = {
    ...then,
    persons,
    members,
    ...(await givenOf(db, of, kept, written)),
    keptRows: resourcesGiven(keptRows, of.sources),
    truncated: more || written.length > NOTES_MAX,
  }
  return { standing, shown }
}

async function givenOf(
  db: Queryable,
  { identity, sources, basis }: KnownOf,
  kept: readonly KnownResource[],
  written: readonly Note[],
): Promise<Pick<Known, 'resources' | 'notes' | 'asksOthers'>> {
  const { resources, notes } = hideAddress(basis.persons, {
    resources: resourcesGiven(kept, sources),
    notes: written.slice(0, NOTES_MAX),
  })
  const newest = newestOfEach(resources)
  const asksOthers = newest.some(({ contested }) => contested)
  return { resources: await withoutOwnContests(db, identity, newest), notes, asksOthers }
}

/** From the beginning of a day too. */
export function medicineStates(now: Date): queries.MedicineStates {
  const since = new Date(startOfDay(now.getTime() - ENDED_MEDICINES_MS)).toISOString()
  return { ...MEDICINE_STATES, since }
}

/** An id that one source gave to two records of the same person is given to nobody else. */
async function withoutOwnContests(
  db: Queryable,
  identity: readonly PersonId[],
  resources: readonly KnownResource[],
): Promise<readonly KnownResource[]> {
  const contested = resources.filter((one) => one.contested)
  if (contested.length === 0) return resources
  const holders = await queries.holdersOf(
    db,
    contested.map(({ id }) => id),
  )
  const own = new Set(identity)
  const others = new Set(holders.filter(({ person_id }) => !own.has(person_id)).map(({ id }) => id))
  return resources.map((one) =>
    one.contested && !others.has(one.id) ? { ...one, contested: false } : one,
  )
}
