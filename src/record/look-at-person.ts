import type { GrantRow } from '../access/index.ts'
import type { Agreement, AgreementRoom } from '../agreement/index.ts'
import { DAY_MS, onTheStroke, type PersonId, type Queryable, type Viewer } from '../kernel/index.ts'
import { identitiesSignedIn, identityOf, membersKnownAt, readPersons } from '../people/index.ts'
import type { LookRequest, Trail } from '../trail/index.ts'
import { becauseOf } from './because.ts'
import { namesToRing } from './caring.ts'
import { classesOf, type Part } from './data-class.ts'
import { allowsOf, type Decisions, decisionsFor } from './decisions.ts'
import { type Directory, directoryOf, referencesIn, targetId } from './directory.ts'
import { SHOWN_TYPES } from './elements.ts'
import type { FeedState } from './feed-state.ts'
import { eventsGiven, resourcesGiven } from './given.ts'
import { hideAddress } from './hide-address.ts'
import { identityView } from './identity-view.ts'
import { type KeptScope, READ_TYPES } from './kept.ts'
import type { KnownEvent } from './known-event.ts'
import { type KnownResource, newestOfEach } from './known-resource.ts'
import type { Note } from './note.ts'
import { isOpen, occurrencesOf } from './occurrence.ts'
import { type PersonView, viewPerson } from './person-view.ts'
import { notesOf } from './queries-notes.ts'
import * as queries from './queries-read.ts'
import { MEDICINE_STATES } from './read-medicine.ts'
import { type RefusedLook, refusedLook } from './refused-look.ts'
import { type Proved, relationshipsOf, type TieRules } from './relationship.ts'
import { othersAllowed, othersShown, type Section } from './section.ts'
import { notePart, notesShown } from './shown-note.ts'
import { type Sources, sourcesOf } from './sources.ts'
import type { Ties, ToldOf } from './ties.ts'
import { type HearsFeeds, tiesNow } from './ties-now.ts'
import { waitRuleOf } from './wait-rule.ts'
import { writeLooks } from './write-looks.ts'

/** What one page can cost at most: the life of somebody with more is read in the export. */
const EVENTS_MAX = 5_000
const RESOURCES_MAX = 3_000
const NOTES_MAX = 500
/** A medicine that ended this lately may still be on another source's list. */
const ENDED_MEDICINES_MS = 365 * DAY_MS

export type RecordDeps = HearsFeeds & {
  trail: Pick<Trail, 'look' | 'lookAtList' | 'lookSteps' | 'tellLooks' | 'lookCounts'>
  agreement: Pick<AgreementRoom, 'current'>
  /** the place's feeds, the same for everybody; without them nothing is said of who was not reached */
  feeds?(): Promise<readonly FeedState[]>
  /** what other rooms add to the page of a person */
  sections?: readonly Section[]
}

export type PersonLook =
  | { outcome: 'allowed'; view: PersonView }
  | { outcome: 'refused'; refusal: RefusedLook }
  /** no feed has ever told of such a person, and the viewer may see anybody */
  | { outcome: 'unknown' }

export type LookOptions = {
  /** in words that a resident reads */
  what?: string
  /** the class that the page is about: without it the answer is a refusal */
  needs?: Part
  /** what happened and what was so is as it was known then; who may see it is decided by what is known now */
  at?: Date
}

/**
 * The only way to one person's record: reads what relationships rest on, lets the agreement decide on
 * each class of data, writes the look down, and only then answers, with what was allowed and no more.
 * Two flights to the database before the look, one beside it and one after it.
 *
 * @param personId any source person of the identity
 */
export async function lookAtPerson(
  deps: RecordDeps,
  viewer: Viewer,
  personId: PersonId,
  options: LookOptions = {},
): Promise<PersonLook> {
  const look = await lookWithScope(deps, viewer, personId, options)
  return look.outcome === 'allowed' ? { outcome: 'allowed', view: look.view } : look
}

type NotShown = Exclude<PersonLook, { outcome: 'allowed' }>
/** The same, with what more of the person is kept: what a page of it is read by. */
export type ScopedLook =
  | NotShown
  | {
      outcome: 'allowed'
      view: PersonView
      scope: KeptScope
      directory: Directory
      decisions: Decisions
    }

/**
 * Ids can be worked out by whoever knows a source's own key. So "nobody" is decided on, written down and refused as
 * "not yours" is, by the same statements and in the same time: asking for an address does not tell whether a hospital
 * knows somebody. Only whoever may see anybody is told that there is nobody.
 */
export async function lookWithScope(
  deps: RecordDeps,
  viewer: Viewer,
  personId: PersonId,
  options: LookOptions = {},
): Promise<ScopedLook> {
  const askedAt = performance.now()
  const look = await lookAtAnybody(deps, viewer, personId, options)
  if (look.outcome !== 'allowed') await onTheStroke(askedAt)
  return look
}

async function lookAtAnybody(
  deps: RecordDeps,
  viewer: Viewer,
  personId: PersonId,
  { what = 'person page', needs = 'demographics', at }: LookOptions,
): Promise<ScopedLook> {
  const db = deps.databases.care.short
  const known = await identityOf(db, personId)
  const identity = known.length === 0 ? [personId] : known
  const agreement = deps.agreement.current()
  if (agreement === undefined)
    return refuse(deps, viewer, identity, what, refusedLook(agreement, viewer))
  const present = deps.clock.now()
  const sources = sourcesOf(agreement)
  const [ties, standing] = await Promise.all([
    tiesNow(deps, agreement),
    readKnown(db, identity, sources, present),
  ])
  const { proved, decisions } = await decideOn(deps, agreement, ties, viewer, standing)
  const decision = decisions[needs]
  if (!decision.allowed) {
    const refusal = refusedLook(agreement, viewer, decision, ties.silent)
    return refuse(deps, viewer, identity, what, refusal)
  }
  if (known.length === 0) {
    await writeLooks(deps, viewer, [{ ...nobody(what), identity }])
    return { outcome: 'unknown' }
  }
  const now = at ?? present
  const shown =
    at === undefined
      ? standing
      : await readKnownAt(db, personId, { identity, standing, sources, at })
  const others = othersShown(agreement, deps.sections)
  const notes = notesShown(shown, { agreement, viewer, decisions, identity })
  const parts = [
    ...partsShown(agreement, decisions),
    ...notePart(notes, classesOf(agreement)),
    ...othersAllowed(agreement, decisions, others),
  ]
  const [directory, feeds] = await Promise.all([
    readDirectory(db, agreement, shown, now),
    deps.feeds?.() ?? [],
    writeLooks(deps, viewer, [
      {
        ...allowedLook(identity, what, decision.clause, parts),
        because: becauseOf(agreement, decision.clause, proved),
      },
    ]),
  ])
  const looks = decisions.looks.allowed
    ? await deps.trail.lookCounts(identity, startOfMonth(present).toISOString())
    : undefined
  const { sections = [] } = deps
  const about = { personId, identity, decisions, agreement, now }
  const input = { ...shown, ...about, directory, feeds, looks, sections, notes }
  const { view, scope } = viewPerson(input)
  return { outcome: 'allowed', view, scope, directory, decisions }
}

/**
 * What happened and what was so, as it was known at a time. Who they are is as it is known now. What is kept beside is
 * not counted.
 */
async function readKnownAt(
  db: Queryable,
  personId: PersonId,
  { identity, standing, sources, at }: KnownThen,
): Promise<Known> {
  const members = await stillMembers(db, personId, identity, at)
  const states = medicineStates(at)
  const [read, resources] = await Promise.all([
    queries.eventsKnownAt(db, members, at),
    queries.resourcesOf(db, members, SHOWN_TYPES, states, { limit: RESOURCES_MAX, at }),
  ])
  const [events, given] = hideAddress(standing.persons, [
    eventsGiven(read, sources),
    resourcesGiven(resources, sources),
  ] as const)
  return {
    persons: standing.persons,
    events,
    occurrences: occurrencesOf(events),
    resources: await withoutOwnContests(db, identity, newestOfEach(given)),
    keptRows: [],
    notes: standing.notes.filter(({ writtenAt }) => writtenAt <= at.toISOString()),
    truncated: standing.truncated,
  }
}

type KnownThen = {
  identity: readonly PersonId[]
  standing: Known
  sources: Sources
  at: Date
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

/** What was read of one identity: nothing of it leaves this room before the agreement has decided. */
export type Known = ToldOf & {
  resources: readonly KnownResource[]
  keptRows: readonly queries.KeptCountRow[]
  /** what people wrote here, of every class and for whomever */
  notes: readonly Note[]
  /** there is more than one page can read */
  truncated: boolean
}

async function readKnown(
  db: Queryable,
  identity: readonly PersonId[],
  sources: Sources,
  now: Date,
): Promise<Known> {
  const states = medicineStates(now)
  const [persons, read, kept, keptRows, written] = await Promise.all([
    readPersons(db, identity),
    queries.eventsOf(db, identity, EVENTS_MAX + 1),
    queries.resourcesOf(db, identity, SHOWN_TYPES, states, { limit: RESOURCES_MAX }),
    queries.keptCounts(db, identity, READ_TYPES, states),
    notesOf(db, identity, NOTES_MAX + 1),
  ])
  const { events, resources, notes } = hideAddress(persons, {
    events: eventsGiven(read.slice(0, EVENTS_MAX), sources),
    resources: resourcesGiven(kept, sources),
    notes: written.slice(0, NOTES_MAX),
  })
  return {
    persons,
    events,
    occurrences: occurrencesOf(events),
    resources: await withoutOwnContests(db, identity, newestOfEach(resources)),
    keptRows: resourcesGiven(keptRows, sources),
    notes,
    truncated: read.length > EVENTS_MAX || written.length > NOTES_MAX,
  }
}

export function medicineStates(now: Date): queries.MedicineStates {
  const since = new Date(now.getTime() - ENDED_MEDICINES_MS).toISOString()
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

/** What belongs to nobody and the page refers to: no person's data, so it may be read beside the look. */
async function readDirectory(
  db: Queryable,
  agreement: Agreement,
  { persons, occurrences, resources }: Known,
  now: Date,
): Promise<Directory> {
  const sources = sourcesOf(agreement)
  const open = occurrences.filter(({ event }) => isOpen(event, now))
  const names = namesToRing(open, identityView(persons, sources), sources)
  const ids = resources.flatMap((resource) =>
    referencesIn(resource.content).flatMap((one) => targetId(resource, one) ?? []),
  )
  if (ids.length + names.length === 0) return directoryOf([], now)
  return directoryOf(await queries.sharedResources(db, [...new Set(ids)], names), now)
}

export type Decided = { proved: Proved; decisions: Decisions }

/** The relationships proved by what is known now, and what they open. */
export async function decideOn(
  deps: HearsFeeds & Pick<RecordDeps, 'sections'>,
  agreement: Agreement,
  ties: Ties,
  viewer: Viewer,
  told: ToldOf,
): Promise<Decided> {
  const rules = { rule: waitRuleOf(agreement), ties }
  const { short } = deps.databases.care
  const proved = await provedOf(short, agreement, rules, viewer, told, deps.clock.now())
  const held = new Set(proved.keys())
  const others = othersShown(agreement, deps.sections)
  return { proved, decisions: decisionsFor(agreement, viewer, held, others) }
}

/** Of a number that stands on several people's records it is proved whose it is, or nobody reads any by it. */
export async function provedOf(
  db: Queryable,
  agreement: Agreement,
  rules: TieRules,
  viewer: Viewer,
  told: ToldOf,
  now: Date,
): Promise<Proved> {
  const { actor } = viewer
  const found = relationshipsOf(actor, rules, provingOf(agreement, viewer, told), now)
  if (!found.has('is-the-person')) return found
  const { nhsNumber, name } = actor
  const own = await identitiesSignedIn(db, { nhsNumber: nhsNumber!, name })
  if (own.length === 1 && told.persons.some(({ personId }) => own[0]!.includes(personId)))
    return found
  return new Map([...found].filter(([one]) => one !== 'is-the-person'))
}

/** What is sensitive proves nothing to whom no clause could show it: that they see the person would tell. */
function provingOf(agreement: Agreement, { actor, purpose }: Viewer, told: ToldOf): ToldOf {
  const { isSensitive } = classesOf(agreement)
  const grants = agreement.table<GrantRow>('grant')
  const own = grants.filter((grant) => grant.role === actor.role && grant.purpose === purpose)
  const granted = new Set(own.flatMap(({ data }) => data))
  const may = ({ dataClass }: KnownEvent) => !isSensitive(dataClass) || granted.has(dataClass)
  if (told.events.every(may)) return told
  const occurrences = told.occurrences.filter(({ event }) => may(event))
  return { ...told, events: told.events.filter(may), occurrences }
}

/**
 * What the resident reads of it: which parts were shown. Sensitive parts are left out, because who
 * lives with the resident may read over their shoulder.
 */
function allowedLook(
  identity: PersonId[],
  what: string,
  clause: string,
  parts: readonly string[],
): LookRequest {
  const shown = what === 'person page' ? `${what}: ${parts.join(', ')}` : what
  return { identity, what: shown, outcome: 'allowed', clause }
}

function partsShown(agreement: Agreement, decisions: Decisions): string[] {
  const { ids, isSensitive, wordsFor } = classesOf(agreement)
  const allows = allowsOf(decisions)
  return ids.filter((one) => allows(one) && !isSensitive(one)).map(wordsFor)
}

export const NOBODY_FOUND = 'Nobody was found.'

/** That a list was empty, or that nobody is known of whom somebody who may see anybody has asked. */
export function nobody(what: string): LookRequest {
  return { identity: [], what, outcome: 'refused', clause: '', sentence: NOBODY_FOUND }
}

async function refuse(
  deps: RecordDeps,
  viewer: Viewer,
  identity: PersonId[],
  what: string,
  refusal: RefusedLook,
): Promise<NotShown> {
  const clause = refusal.clause?.number ?? ''
  const { sentence } = refusal
  await writeLooks(deps, viewer, [{ identity, what, outcome: 'refused', clause, sentence }])
  return { outcome: 'refused', refusal }
}

/** The first of the month in London; an hour's difference at its edge changes no count that matters. */
function startOfMonth(now: Date): Date {
  return new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), 1))
}
