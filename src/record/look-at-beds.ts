import {
  type NewsVersion,
  newsVersion,
  type PersonId,
  together,
  type Viewer,
} from '../kernel/index.ts'
import { identitiesOf } from '../people/index.ts'
import { type ListPage, PAGE_ROWS, pageOf } from '../shell/index.ts'
import { classesOf, type DataClass } from './data-class.ts'
import { allowsOf } from './decisions.ts'
import type { KnownEvent } from './known-event.ts'
import { changedSince } from './listed.ts'
import { decideAll, type ListedPerson, type Standing, showPeople } from './look-at-people.ts'
import type { RecordDeps } from './look-at-person.ts'
import { isOpen } from './occurrence.ts'
import { hospitalsDating } from './queries-listed.ts'
import * as queries from './queries-own.ts'
import { foldUnit } from './relationship.ts'
import { sourcesOf } from './sources.ts'
import { type HearsFeeds, tiesAt, tiesNow } from './ties-now.ts'
import { readySince } from './waits.ts'

/** More beds than one hospital has. */
const BEDS_MAX = 3_000

/** The people in the beds of a unit, or of a whole hospital, a page of them. */
export type BedList = {
  /** those who can leave first, the longest wait at the top; then by when they came */
  people: readonly ListedPerson[]
  page: ListPage
  inBed: number
  ready: number
  /** from ready to now, all together: milliseconds */
  waitedMs: number
  /** whether anybody in the hospital has a ready date: without one nothing says that nobody is ready */
  sendsReadyDates: boolean
  /** the units that feeds name now, for whoever finds nobody on the one asked for */
  units: readonly string[]
  /** some stay, at some time, was on the unit that was asked for */
  unitIsNamed: boolean
  /** how far it was read: what changes later can be asked for by it */
  version: NewsVersion
}

/** What has changed on such a list since a version of it: whoever came or is otherwise than before, and who left. */
export type ListChanges<P> = {
  people: readonly P[]
  /** they are on the list no more, or are on it under another id */
  gone: readonly PersonId[]
  sendReadyDates: ReadonlySet<string>
  version: NewsVersion
}

const NOBODY: BedList = {
  people: [],
  page: { number: 1, pages: 1, from: 0, to: 0, of: 0 },
  inBed: 0,
  ready: 0,
  waitedMs: 0,
  sendsReadyDates: false,
  units: [],
  unitIsNamed: false,
  version: '0',
}

/**
 * Each person on the page is a look. The statements do not grow with the people. `at`: as it was known then, of those
 * whom the viewer may see now.
 */
export async function lookAtBeds(
  deps: RecordDeps,
  viewer: Viewer,
  { unit, page = 1, what, at }: { unit?: string; page?: number; what: string; at?: Date },
): Promise<BedList> {
  const agreement = deps.agreement.current()
  if (agreement === undefined) return NOBODY
  const db = deps.databases.care.short
  const ties = await (at === undefined ? tiesNow(deps, agreement) : tiesAt(deps, agreement, at))
  const own = ties.tiedBy(viewer.actor.organisation, 'stay')
  const folded = unit === undefined ? undefined : foldUnit(unit)
  const { plain } = classesOf(agreement)
  const version = await newsVersion(db)
  const [found, beds] = await Promise.all([
    queries.personsInBed(db, own, folded, BEDS_MAX, at),
    queries.bedsNow(db, own, plain, at),
  ])
  const identities = await identitiesOf(db, found)
  const now = at ?? deps.clock.now()
  const inBed = (await decideAll(deps, agreement, viewer, identities, at))
    .filter(({ decisions }) => decisions.demographics.allowed)
    .map((person) => ({ person, ...bedOf(person, new Set(own.codes), { plain, now }) }))
    .filter(({ hinted }) => !hinted)
    .sort(readyFirst)
  const { rows, page: shown } = pageOf(inBed, page)
  const people = rows.map(({ person }) => person)
  const ready = inBed.filter(({ readyAt }) => readyAt !== undefined)
  const isNamed = folded === undefined || beds.some((bed) => foldUnit(bed.unit) === folded)
  return {
    people: await showPeople(deps, agreement, viewer, people, { what, now }),
    page: shown,
    inBed: inBed.length,
    ready: ready.length,
    waitedMs: ready.reduce((sum, { readyAt }) => sum + now.getTime() - Date.parse(readyAt!), 0),
    sendsReadyDates: beds.some((bed) => bed.ready),
    units: unitsOf(beds),
    unitIsNamed: isNamed || (await queries.isUnitNamed(db, own, plain, folded)),
    version,
  }
}

/**
 * What has changed in those beds since a version: only of whom something changed is anybody asked, and only they are
 * a look. Undefined where it cannot be told, or is more than a page: then the list is asked for.
 */
export async function lookAtBedChanges(
  deps: RecordDeps,
  viewer: Viewer,
  { unit, since, what }: { unit?: string; since: NewsVersion; what: string },
): Promise<ListChanges<ListedPerson> | undefined> {
  const agreement = deps.agreement.current()
  const db = together(deps.databases.care.short)
  const changed = agreement && (await changedSince(db, since))
  if (changed === undefined) return undefined
  const ties = await tiesNow(deps, agreement!)
  const codes = sourcesOf(agreement!).codesOf(viewer.actor.organisation)
  const { plain } = classesOf(agreement!)
  const folded = unit === undefined ? undefined : foldUnit(unit)
  const now = deps.clock.now()
  const [standing, dating] = await Promise.all([
    decideAll(deps, agreement!, viewer, changed.identities),
    hospitalsDating(db, ties.placesOf('stay')),
  ])
  const inBed = standing
    .filter(({ decisions }) => decisions.demographics.allowed)
    .map((person) => ({ person, ...bedOf(person, codes, { plain, now }) }))
    .filter(({ stay }) => stay && (folded === undefined || foldUnit(stay.unit ?? '') === folded))
    .sort(readyFirst)
  if (inBed.length > PAGE_ROWS) return undefined
  const people = inBed.map(({ person }) => person)
  const here = new Set(people)
  const stayed = standing.filter((person) => !here.has(person) && hasStayed(person, codes))
  return {
    people: people.length === 0 ? [] : await showPeople(deps, agreement!, viewer, people, { what }),
    gone: stayed.flatMap(({ identity }) => identity),
    sendReadyDates: new Set(dating),
    version: changed.version,
  }
}

/** The units that feeds name now for an organisation's beds. Nobody is read for it. */
export async function unitsNow(
  deps: HearsFeeds & Pick<RecordDeps, 'agreement'>,
  organisation: string,
): Promise<string[]> {
  const agreement = deps.agreement.current()
  if (agreement === undefined) return []
  const own = (await tiesNow(deps, agreement)).tiedBy(organisation, 'stay')
  const { plain } = classesOf(agreement)
  return unitsOf(await queries.bedsNow(deps.databases.care.short, own, plain))
}

function unitsOf(beds: readonly { unit: string }[]): string[] {
  return beds
    .map(({ unit }) => unit)
    .filter((unit) => unit !== '')
    .sort(byNumber)
}

/** `hinted`: to list it would tell of a stay that this viewer must not learn of */
type Bed = { stay?: KnownEvent; readyAt?: string; since: string; hinted?: true }

function bedOf(
  { counted, decisions }: Standing,
  codes: ReadonlySet<string>,
  { plain, now }: { plain: readonly DataClass[]; now: Date },
): Bed {
  const allows = allowsOf(decisions)
  const stays = counted.occurrences
    .map(({ event }) => event)
    .filter(({ kind, organisation }) => kind === 'stay' && codes.has(organisation ?? ''))
    .filter((event) => isOpen(event, now))
  const stay = stays.find(({ dataClass }) => allows(dataClass))
  if (stay === undefined) {
    const hinted = stays.length > 0 && stays.every(({ dataClass }) => !plain.includes(dataClass))
    return hinted ? { since: '', hinted } : { since: '' }
  }
  return { stay, readyAt: readySince(stay, now), since: stay.startAt ?? '' }
}

function hasStayed({ occurrences }: Standing, codes: ReadonlySet<string>): boolean {
  return occurrences.some(({ event: { kind, organisation } }) => {
    return kind === 'stay' && codes.has(organisation ?? '')
  })
}

function readyFirst(a: Bed, b: Bed): number {
  return (a.readyAt ?? '9').localeCompare(b.readyAt ?? '9') || a.since.localeCompare(b.since)
}

/** Ward 2 before Ward 10. */
function byNumber(a: string, b: string): number {
  return a.localeCompare(b, 'en', { numeric: true })
}
