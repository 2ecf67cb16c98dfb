import type { Agreement, AgreementRoom } from '../agreement/index.ts'
import { onTheStroke, type PersonId, type Queryable, type Viewer } from '../kernel/index.ts'
import { identityOf } from '../people/index.ts'
import type { LookRequest, Trail } from '../trail/index.ts'
import { contentPutBack, contentTakenApart } from './apart.ts'
import { becauseOf } from './because.ts'
import { namesToRing } from './caring.ts'
import { classingInEffect } from './classing-in-effect.ts'
import { classesOf, type DataClass } from './data-class.ts'
import { type Decided, type Decider, deciderFor, signedInAs } from './decider.ts'
import { allowsOf, type Decisions } from './decisions.ts'
import {
  type Directory,
  directoryOf,
  referencesIn,
  type SharedResource,
  targetId,
} from './directory.ts'
import type { FeedState } from './feed-state.ts'
import { type HandedTie, handedTo } from './handed-ties.ts'
import { identityView } from './identity-view.ts'
import type { KeptScope } from './kept.ts'
import { apartOpenTo, readApart } from './kept-apart.ts'
import { keptPeople, type Opened } from './kept-person.ts'
import { isOpen } from './occurrence.ts'
import { type PersonView, viewPerson } from './person-view.ts'
import * as queries from './queries-read.ts'
import {
  type Known,
  readBasis,
  readKnown,
  readKnownAt,
  standingSince,
  type Whole,
} from './read-known.ts'
import { type RefusedLook, refusedLook } from './refused-look.ts'
import { othersAllowed, othersShown, type Section } from './section.ts'
import { notePart, notesShown } from './shown-note.ts'
import { type Sources, sourcesOf } from './sources.ts'
import type { Ties, ToldOf } from './ties.ts'
import { type HearsFeeds, tiesNow } from './ties-now.ts'
import { writeLooks } from './write-looks.ts'

export type RecordDeps = HearsFeeds & {
  trail: Pick<
    Trail,
    'look' | 'lookAtList' | 'lookSteps' | 'tellLooks' | 'lookCounts' | 'lookersBeside'
  >
  agreement: Pick<AgreementRoom, 'current'>
  /** the place's feeds, the same for everybody; without them nothing is said of who was not reached */
  feeds?(): Promise<readonly FeedState[]>
  /** what other rooms add to the page of a person */
  sections?: readonly Section[]
  /** what other rooms prove */
  handed?: readonly HandedTie[]
  /** where the lists of codes are that clauses name */
  settings?: { placeFolder?: string | undefined }
}

export type PersonLook =
  | { outcome: 'allowed'; view: PersonView }
  | { outcome: 'refused'; refusal: RefusedLook }
  /** no feed has ever told of such a person, and the viewer may see anybody */
  | { outcome: 'unknown' }

export type LookOptions = {
  /** in words that a resident reads */
  what?: string
  /** the class that the page is about, of the record's own or of a room's: without it the answer is a refusal */
  needs?: DataClass
  /** what happened and what was so is as it was known then; who may see it is decided by what is known now */
  at?: Date
}

/**
 * The only way to one person's record: reads what relationships rest on, lets the agreement decide on
 * each class of data, writes the look down, and only then answers, with what was allowed and no more.
 * Three flights to the database before the look, one beside it and one after it; of whom the viewer may not see, two.
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
      /** whose: as it was known, of whoever belonged to the identity then and still does */
      members: readonly PersonId[]
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
  return lookAtAnybody(deps, viewer, personId, options, (asked, basis) =>
    showRecord(deps, viewer, asked, basis),
  )
}

/**
 * What relationships rest on is read and decided on first; of whom the viewer may see, `show` reads the rest, decides
 * on the whole and writes the look down.
 */
export async function lookAtAnybody<L extends { outcome: string }>(
  deps: RecordDeps,
  viewer: Viewer,
  personId: PersonId,
  options: LookOptions,
  show: (asked: Asked, basis: ToldOf) => Promise<L | NotShown>,
): Promise<L | NotShown> {
  const askedAt = performance.now()
  const look = await decideAndShow(deps, viewer, personId, options, show)
  if (look.outcome !== 'allowed') await onTheStroke(askedAt)
  return look
}

export type Asked = {
  personId: PersonId
  identity: PersonId[]
  agreement: Agreement
  sources: Sources
  ties: Ties
  decide: Decider
  present: Date
  opened: Opened
  options: Required<Pick<LookOptions, 'what' | 'needs'>> & Pick<LookOptions, 'at'>
}

async function decideAndShow<L>(
  deps: RecordDeps,
  viewer: Viewer,
  personId: PersonId,
  { what = 'person page', needs = 'demographics', at }: LookOptions,
  show: (asked: Asked, basis: ToldOf) => Promise<L | NotShown>,
): Promise<L | NotShown> {
  const db = deps.databases.care.short
  const agreement = deps.agreement.current()
  if (agreement === undefined) {
    const identity = identityOrNobody(personId, await identityOf(db, personId))
    return refuse(deps, viewer, identity, what, refusedLook(agreement, viewer))
  }
  const present = deps.clock.now()
  const since = standingSince(agreement, present)
  const sources = sourcesOf(agreement)
  const found = await keptPeople(deps, agreement, since).open(db, personId)
  const apart =
    found.members.length === 0 && at === undefined
      ? await openedApart(deps, agreement, viewer, personId)
      : undefined
  const opened = apart ?? found
  const { members, kept } = opened
  const identity = identityOrNobody(personId, members)
  const read = () => readBasis(db, identity, sources, since)
  const [ties, known, handed, signedIn] = await Promise.all([
    tiesNow(deps, agreement),
    apart?.basis ?? kept?.basis ?? read(),
    handedTo(db, { ties: deps.handed, agreement, now: present }, viewer, identity),
    signedInAs(db, viewer.actor),
  ])
  const options = { what, needs, at }
  const decide = deciderFor(deps, agreement, { ties, signedIn, handed }, viewer)
  const asked = { personId, identity, agreement, sources, ties, decide, present, options, opened }
  // Whoever is refused has asked the same of the database, whether it is kept or there is nobody.
  const isOpen =
    apart !== undefined || kept === undefined || decide(known).decisions[needs]?.allowed === true
  const basis = isOpen ? known : await read()
  const decided = await decideOrRefuse(deps, viewer, asked, basis)
  if ('outcome' in decided) return decided
  if (members.length > 0) return show(asked, basis)
  await writeLooks(deps, viewer, [{ ...nobody(what), identity }])
  return { outcome: 'unknown' }
}

/**
 * Somebody who is kept apart, where this viewer may know of them: by their role, and by how they stand to them. Of
 * everybody else nothing is asked here that is not asked of nobody.
 */
export async function openedApart(
  deps: RecordDeps,
  agreement: Agreement,
  viewer: Viewer,
  personId: PersonId,
): Promise<(Opened & { basis: ToldOf }) | undefined> {
  const db = deps.databases.care.short
  const found = await readApart(db, personId, apartOpenTo(agreement, viewer))
  if (found === undefined) return undefined
  const now = deps.clock.now()
  const since = standingSince(agreement, now)
  const [ties, basis, handed, signedIn] = await Promise.all([
    tiesNow(deps, agreement),
    readBasis(db, [personId], sourcesOf(agreement), since, [found.person]),
    handedTo(db, { ties: deps.handed, agreement, now }, viewer, [personId]),
    signedInAs(db, viewer.actor),
  ])
  const { decisions } = deciderFor(deps, agreement, { ties, signedIn, handed }, viewer)(basis)
  if (decisions[found.feed.apart]?.allowed !== true) return undefined
  return { members: [personId], keep: () => {}, basis }
}

function identityOrNobody(personId: PersonId, members: PersonId[]): PersonId[] {
  return members.length === 0 ? [personId] : members
}

export async function decideOrRefuse(
  deps: RecordDeps,
  viewer: Viewer,
  { identity, agreement, ties, decide, options: { what, needs } }: Asked,
  told: ToldOf,
): Promise<Decided | NotShown> {
  const decided = decide(told)
  const decision = decided.decisions[needs]
  if (decision?.allowed) return decided
  const refusal = refusedLook(agreement, viewer, decision, ties.silent)
  return refuse(deps, viewer, identity, what, refusal)
}

/** All of it, which what relationships rest on has opened and the whole must open too. */
async function showRecord(
  deps: RecordDeps,
  viewer: Viewer,
  asked: Asked,
  basis: ToldOf,
): Promise<ScopedLook> {
  const db = deps.databases.care.short
  const { personId, identity, agreement, present } = asked
  const { what, needs, at } = asked.options
  const now = at ?? present
  const { standing, shown } =
    at === undefined
      ? await readWhole(db, asked, basis)
      : await readKnownAt(db, { ...asked, basis }, at)
  const decided = await decideOrRefuse(deps, viewer, asked, standing)
  if ('outcome' in decided) return decided
  const { proved, decisions } = decided
  const others = othersShown(agreement, deps.sections)
  const written = { persons: standing.persons, notes: shown.notes }
  const notes = notesShown(written, { agreement, viewer, decisions, identity })
  const parts = [
    ...partsShown(agreement, decisions),
    ...notePart(notes, classesOf(agreement)),
    ...othersAllowed(agreement, decisions, others),
  ]
  const { clause } = decisions[needs]!
  const since = startOfMonth(present)
  const [directory, feeds, lookers] = await Promise.all([
    readDirectory(deps, agreement, shown, { decisions, now }),
    deps.feeds?.() ?? [],
    // Who looks this month is no part of a page of then.
    decisions.looks.allowed && at === undefined
      ? deps.trail.lookersBeside(identity, since, viewer.actor.id)
      : undefined,
    writeLooks(deps, viewer, [
      {
        ...allowedLook(identity, what, clause, parts),
        because: becauseOf(agreement, clause, proved),
      },
    ]),
  ])
  // Whoever looks now is one of them, whether their look was read or not.
  const looks = lookers === undefined ? undefined : { people: lookers + 1 }
  const { sections = [] } = deps
  const about = { personId, identity, decisions, agreement, now }
  const input = { ...shown, ...about, directory, feeds, looks, sections, notes }
  const { view, scope } = viewPerson(input)
  return { outcome: 'allowed', view, scope, directory, decisions, members: shown.members }
}

async function readWhole(db: Queryable, asked: Asked, basis: ToldOf): Promise<Whole> {
  const { opened, present } = asked
  if (opened.kept !== undefined) return opened.kept.whole
  const whole = await readKnown(db, { ...asked, basis }, present)
  opened.keep({ basis, whole })
  return whole
}

/** What belongs to nobody and the page refers to: no person's data, so it may be read beside the look. */
async function readDirectory(
  { databases, settings }: RecordDeps,
  agreement: Agreement,
  { persons, occurrences, resources }: Known,
  { decisions, now }: { decisions: Decisions; now: Date },
): Promise<Directory> {
  const sources = sourcesOf(agreement)
  const open = occurrences.filter(({ event }) => isOpen(event, now))
  const names = namesToRing(open, identityView(persons, sources), sources)
  const ids = resources.flatMap((resource) =>
    referencesIn(resource.content).flatMap((one) => targetId(resource, one) ?? []),
  )
  if (ids.length + names.length === 0) return directoryOf([], now)
  const db = databases.care.short
  const shared = await queries.sharedResources(db, [...new Set(ids)], names)
  return directoryOf(sharedOpen(shared, agreement, settings?.placeFolder, decisions), now)
}

/**
 * What belongs to nobody has no class of its own where it is kept. Beside somebody its name tells of them: that a
 * safeguarding team is theirs is as sensitive as its concern.
 */
function sharedOpen(
  shared: readonly SharedResource[],
  agreement: Agreement,
  placeFolder: string | undefined,
  decisions: Decisions,
): SharedResource[] {
  const { isSensitive } = classesOf(agreement)
  const mayTell = allowsOf(decisions)
  const open = (dataClass: DataClass) => !isSensitive(dataClass) || mayTell(dataClass)
  const classing = classingInEffect(agreement, placeFolder)
  return shared.flatMap((one) => {
    const { source, type, content } = one
    const { dataClass, apart } = classing.ofResource(source, type, content, JSON.stringify(content))
    if (!open(dataClass)) return []
    return apart === undefined ? one : contentPutBack(contentTakenApart(one, apart), open)
  })
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
export function startOfMonth(now: Date): string {
  return new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), 1)).toISOString()
}
