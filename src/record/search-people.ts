import type { Agreement } from '../agreement/index.ts'
import { DAY_MS, onTheStroke, type PersonId, type Viewer } from '../kernel/index.ts'
import {
  type Fit,
  type FoundIdentity,
  findPeople,
  fitOf,
  identitiesOf,
  namesSomebody,
  readWanted,
  type SearchTerm,
} from '../people/index.ts'
import { type ListPage, pageOf } from '../shell/index.ts'
import { classesOf } from './data-class.ts'
import {
  allowedOf,
  decideAll,
  type ListedPerson,
  lookAtPeople,
  type Standing,
  showPeople,
} from './look-at-people.ts'
import type { RecordDeps } from './look-at-person.ts'
import { isOpen } from './occurrence.ts'
import * as queries from './queries-own.ts'
import { foldUnit } from './relationship.ts'
import { readSearchWords } from './search-words.ts'
import { sourcesOf } from './sources.ts'
import { standIn } from './stand-in.ts'
import { tiesNow } from './ties-now.ts'
import { type UnitTyped, unitTyped } from './unit-typed.ts'
import { waitRuleOf } from './wait-rule.ts'

/** Source persons that a number, or a name with a birth date, can mean: more is a placeholder. */
const NAMED_MAX = 200
/** Source persons who share what was typed, among whom one's own are looked for. */
const ALIKE_MAX = 3_000
/** More beds than one ward has. */
const UNIT_MAX = 300
const WHAT = 'search result'

/** Why somebody is shown: by what they fit, and on which ward they are where one was typed. */
export type FoundPerson = { person: ListedPerson; fit: Fit; unit?: string }

/** What is wrong with what was typed, in a sentence. */
export type NotRead = { error: string }

export type PeopleFound = {
  /** those of the page, whoever fits best first */
  people: readonly FoundPerson[]
  page: ListPage
  /** so many fit that not all were looked through */
  more: boolean
  /** nobody in particular was named, so that only the viewer's own people were looked through */
  among: 'own' | 'everybody'
}

/**
 * Finds people by whatever somebody typed. Where it names somebody (a number, a name with a birth date) each who fits
 * is a look, allowed or refused. Where it does not (a name, a year, a ward), only the viewer's own people are looked
 * through: of whom else a name is like it, nobody was asked for, and nothing tells that they are there.
 */
export async function searchPeople(
  deps: RecordDeps,
  viewer: Viewer,
  text: string,
  page = 1,
): Promise<PeopleFound | NotRead> {
  const askedAt = performance.now()
  const agreement = deps.agreement.current()
  const read = readSearchWords(text, deps.clock.now())
  if ('error' in read) return read
  const found = await findAmong(deps, agreement, viewer, { text, terms: read.terms, page })
  await onTheStroke(askedAt)
  return found
}

type Asked = { text: string; terms: readonly SearchTerm[]; page: number }

/**
 * Beside whoever may be meant, somebody whom nobody is is decided on: where no one fits they stand in, so that what is
 * asked of the database and written down is the same for nobody as for somebody who is not for this viewer.
 */
async function findAmong(
  deps: RecordDeps,
  agreement: Agreement | undefined,
  viewer: Viewer,
  { text, terms, page }: Asked,
): Promise<PeopleFound> {
  const nobody = [standIn({ terms: JSON.stringify(terms) })]
  const among = namesSomebody(terms) ? 'everybody' : 'own'
  if (agreement === undefined) {
    await lookAtPeople(deps, viewer, [nobody], WHAT)
    return { people: [], page: pageOf([], 1).page, more: false, among }
  }
  const wanted = await wantedOf(deps, agreement, viewer, terms)
  const codes = [...sourcesOf(agreement).codesOf(viewer.actor.organisation)]
  const most = among === 'own' ? ALIKE_MAX : NAMED_MAX
  const [{ found, more }, onUnit] = await Promise.all([
    findPeople(deps.databases.care.short, wanted, codes, most),
    findOnUnit(deps, agreement, viewer, text),
  ])
  const asked = among === 'everybody' ? found : await ownAmong(deps, agreement, viewer, found)
  const identities = [...asked.map(({ identity }) => identity), nobody]
  const standing = await decideAll(deps, agreement, viewer, identities)
  const candidates = standing.slice(0, -1).flatMap((one): Candidate[] => {
    const fit = fitOf(wanted, one.persons)
    return fit === undefined ? [] : [{ one, fit }]
  })
  const all = oncePerPerson([...candidates, ...onUnit])
  const allowed = all.filter(isAllowed).sort(bestFirst)
  const { rows, page: shown } = pageOf(allowed, page)
  const refused = among === 'own' ? [] : all.filter((one) => !isAllowed(one))
  const looked = [...rows, ...refused].map(({ one }) => one)
  const looks = looked.length === 0 ? standing.slice(-1) : looked
  const people = await showPeople(deps, agreement, viewer, looks, { what: WHAT })
  const fits = rows.map(({ fit, unit }) => ({ fit, unit }))
  return {
    people: people.map((person, at) => ({ person, ...fits[at]! })),
    page: shown,
    more,
    among,
  }
}

type Candidate = { one: Standing; fit: Fit; unit?: string }

async function wantedOf(
  deps: RecordDeps,
  agreement: Agreement,
  { actor }: Viewer,
  terms: readonly SearchTerm[],
) {
  const feeds = agreement.table<{ id: string; party: string }>('feed')
  const own = feeds.filter(({ party }) => party === actor.organisation).map(({ id }) => id)
  return readWanted(deps.databases.care.short, terms, own)
}

/** Those of whom something stands that may tie them to the viewer, and nobody else. */
async function ownAmong(
  deps: RecordDeps,
  agreement: Agreement,
  { actor }: Viewer,
  found: readonly FoundIdentity[],
): Promise<FoundIdentity[]> {
  const asked = found.filter(({ registered }) => !registered).flatMap(({ identity }) => identity)
  const since = new Date(deps.clock.now().getTime() - waitRuleOf(agreement).days * DAY_MS)
  const codes = [...sourcesOf(agreement).codesOf(actor.organisation)]
  const db = deps.databases.care.short
  const tied = new Set(await queries.personsMaybeTied(db, asked, codes, since))
  return found.filter(
    ({ identity, registered }) => registered || identity.some((id) => tied.has(id)),
  )
}

/** Whoever is on a ward that was typed, and fits what else was. */
async function findOnUnit(
  deps: RecordDeps,
  agreement: Agreement,
  viewer: Viewer,
  text: string,
): Promise<Candidate[]> {
  const db = deps.databases.care.short
  const ties = await tiesNow(deps, agreement)
  const own = ties.tiedBy(viewer.actor.organisation, 'stay')
  // Whoever works where there are no beds means a ward of the hospitals here.
  const places = own.feeds.length > 0 ? own : ties.placesOf('stay')
  const beds = await queries.bedsNow(db, places, classesOf(agreement).plain)
  const typed = unitTyped(text, [...new Set(beds.map(({ unit }) => unit))])
  if (typed === undefined) return []
  const now = deps.clock.now()
  const terms = termsBeside(typed, now)
  if (terms === undefined) return []
  const ids = await queries.personsInBed(db, places, foldUnit(typed.unit), UNIT_MAX)
  const [identities, wanted] = await Promise.all([
    identitiesOf(db, ids),
    wantedOf(deps, agreement, viewer, terms),
  ])
  const standing = await decideAll(deps, agreement, viewer, identities)
  return standing.flatMap((one) => {
    // A ward is a list, and no question about somebody: whoever may not be seen there was not asked for.
    if (!one.decisions.demographics.allowed || !isSeenOn(one, typed.unit, agreement, now)) return []
    const fit = terms.length === 0 ? ON_UNIT : fitOf(wanted, one.persons)
    return fit === undefined ? [] : [{ one, fit, unit: typed.unit }]
  })
}

/** By a stay that the viewer may know of. */
function isSeenOn(one: Standing, unit: string, agreement: Agreement, now: Date): boolean {
  const seen = allowedOf(one.counted.occurrences, one.decisions, sourcesOf(agreement))
  return seen.some(
    ({ event }) =>
      event.kind === 'stay' && isOpen(event, now) && foldUnit(event.unit ?? '') === foldUnit(unit),
  )
}

const ON_UNIT: Fit = { points: 0, reasons: [] }

/** Undefined where what else was typed means nothing. */
function termsBeside({ rest }: UnitTyped, now: Date): SearchTerm[] | undefined {
  if (rest === '') return []
  const read = readSearchWords(rest, now)
  return 'error' in read ? undefined : read.terms
}

/** On the ward and found by name as well: once, with both reasons. */
function oncePerPerson(candidates: readonly Candidate[]): Candidate[] {
  const once = new Map<PersonId, Candidate>()
  for (const candidate of candidates) {
    const id = candidate.one.identity[0]!
    const before = once.get(id)
    const best = before && before.fit.points >= candidate.fit.points ? before : candidate
    once.set(id, { ...best, unit: before?.unit ?? candidate.unit })
  }
  return [...once.values()]
}

function isAllowed({ one }: Candidate): boolean {
  return one.decisions.demographics.allowed
}

function bestFirst(a: Candidate, b: Candidate): number {
  const name = ({ one }: Candidate) => {
    const [first] = one.persons
    return `${first?.family ?? ''} ${first?.given[0] ?? ''}`.toLowerCase()
  }
  return b.fit.points - a.fit.points || name(a).localeCompare(name(b)) || byId(a, b)
}

function byId(a: Candidate, b: Candidate): number {
  return a.one.identity[0]! < b.one.identity[0]! ? -1 : 1
}
