import type { Agreement } from '../agreement/index.ts'
import { MadeOf, type PersonId, together, type Viewer } from '../kernel/index.ts'
import { personsKnownAt } from '../people/index.ts'
import type { ListedLook } from '../trail/index.ts'
import { contentPutBack } from './apart.ts'
import { becauseOf } from './because.ts'
import { classesOf } from './data-class.ts'
import { type Decided, deciderFor, signedInAs } from './decider.ts'
import { allowsOf, type Decisions } from './decisions.ts'
import { labelOf } from './detail-words.ts'
import { eventsGiven, resourcesGiven } from './given.ts'
import { handedTo } from './handed-ties.ts'
import { hideAddress } from './hide-address.ts'
import { type Holder, holdersOf } from './holders.ts'
import { type IdentityView, identityView, practicesOf } from './identity-view.ts'
import { NOBODY_FOUND, nobody, type RecordDeps } from './look-at-person.ts'
import type { Note } from './note.ts'
import { isOpen, type Occurrence, opened } from './occurrence.ts'
import { notesSinceOf } from './queries-notes.ts'
import * as queries from './queries-read.ts'
import { medicineStates } from './read-known.ts'
import { refusedLook } from './refused-look.ts'
import { fromNoPractice, isRestricted, withoutPlaces } from './restricted.ts'
import { notesShown, type ShownNote } from './shown-note.ts'
import { type Sources, sourcesOf } from './sources.ts'
import type { KnownOf, Ties, ToldOf } from './ties.ts'
import { tiesAt, tiesNow } from './ties-now.ts'
import { readBeside, toldBy, toldNow } from './told-now.ts'
import { waitRuleOf } from './wait-rule.ts'
import { homeOf, neededToLeave } from './waits.ts'
import { writeListLook, writeLooks } from './write-looks.ts'

/** Care teams of a page of people; more than this is a feed gone wrong. */
const TEAMS_MAX = 2_000

/** One line of a list: who, and what goes on that this viewer may know of. */
export type ListedPerson = {
  personId: PersonId
  identity: readonly PersonId[]
  who: IdentityView
  /** what is open now, of the classes that are allowed */
  open: readonly Occurrence[]
  /** what happened in the last year, the same way; what is open is among it */
  lately: readonly Occurrence[]
  /** parties without which they cannot leave the hospital that they are in, whoever is needed most closely first */
  neededBy: readonly string[]
  /** the council whose own they are, as far as anything tells */
  homes: readonly string[]
  /** who holds their case, of both sides */
  holders: readonly Holder[]
  /** who gives council care here and knows them, with the day for which it speaks: without any, care is not recorded */
  careKnownTo: readonly { at: string; asAt?: string }[]
  /** what was written here of them lately, where the list asks for it, the newest first; of sensitive parts nothing */
  notes: readonly ShownNote[]
}

/** Somebody read and decided on. Nothing of it leaves this room before `showPeople` has written the look. */
export type Standing = KnownOf &
  Decided & {
    identity: readonly PersonId[]
    /** what of it is told by those whose word counts: what lists are made by */
    counted: KnownOf
  }

/**
 * Shows several people to one viewer: each is decided on and each is a look, allowed or refused, and
 * all of them are written down before the first line is given. Whoever may not be seen is left out
 * without a gap, so that a list says the same for "nobody" and for "not yours".
 */
export async function lookAtPeople(
  deps: RecordDeps,
  viewer: Viewer,
  identities: readonly (readonly PersonId[])[],
  what: string,
): Promise<ListedPerson[]> {
  const agreement = deps.agreement.current()
  if (agreement !== undefined) {
    return showPeople(
      deps,
      agreement,
      viewer,
      await decideAll(deps, agreement, viewer, identities),
      { what },
    )
  }
  const { sentence } = refusedLook(agreement, viewer)
  const refused = { outcome: 'refused', clause: '', sentence } as const
  await writeList(
    deps,
    viewer,
    what,
    identities.map((identity) => ({ identity: [...identity], ...refused })),
  )
  return []
}

/**
 * Reads what relationships rest on and decides, for many people in two statements. It is no look: who is on a
 * list, and in which order, is worked out from it, and only those whom a page shows are shown.
 *
 * @param at what happened, and who they were said to be, is as it was known then; who may see it is decided by what is
 *   known now
 */
export async function decideAll(
  deps: RecordDeps,
  agreement: Agreement,
  viewer: Viewer,
  identities: readonly (readonly PersonId[])[],
  at?: Date,
): Promise<Standing[]> {
  const ids = identities.flat()
  if (ids.length === 0) return []
  const db = together(deps.databases.care.short)
  const now = deps.clock.now()
  const [told, saidBefore, before, ties, then, handed, signedIn] = await Promise.all([
    toldNow(deps, agreement, identities, now),
    at === undefined ? [] : personsKnownAt(db, ids, at),
    at === undefined ? undefined : queries.eventsKnownAt(db, ids, at),
    tiesNow(deps, agreement),
    at === undefined ? undefined : tiesAt(deps, agreement, at),
    handedTo(db, { ties: deps.handed, agreement, now }, viewer, ids),
    signedInAs(db, viewer.actor),
  ])
  const decide = deciderFor(deps, agreement, { ties, signedIn, handed }, viewer)
  const saidOf = new Map(saidBefore.map((person) => [person.personId, person]))
  const given = eventsGiven(before ?? [], sourcesOf(agreement))
  const beforeOf = Map.groupBy(given, ({ personId }) => personId)
  return identities.map((identity, place) => {
    const own = told[place]!
    const decided = decide(own)
    if (then === undefined) return { identity, ...standingOf(ties, own), ...decided }
    const said = identity.flatMap((id) => saidOf.get(id) ?? [])
    // Of a restricted person it is not told where they were.
    const who = said.length === 0 || isRestricted(own.persons) ? own.persons : said
    const shown = { ...toldBy(own.persons, identity, beforeOf), persons: who }
    return { identity, ...standingOf(then, shown), ...decided }
  })
}

export function standingOf(ties: Ties, told: ToldOf): KnownOf & Pick<Standing, 'counted'> {
  const { persons, occurrences } = told
  return { persons, occurrences, counted: ties.countedOf(told) }
}

/** What the look says in words that a resident reads; as of when; and ISO, since when notes are wanted. */
type Showing = { what: string; now?: Date | undefined; notesSince?: string | undefined }

/** Writes down that each was shown, allowed or refused, and gives those who are allowed. */
export async function showPeople(
  deps: RecordDeps,
  agreement: Agreement,
  viewer: Viewer,
  people: readonly Standing[],
  { what, now = deps.clock.now(), notesSince }: Showing,
): Promise<ListedPerson[]> {
  const looks = people.map(({ identity, persons, decisions, proved }): ListedLook => {
    const { demographics: decision } = decisions
    const look = { identity: [...identity], clause: decision.clause }
    if (decision.allowed && persons.length === 0)
      return { ...look, outcome: 'refused', sentence: NOBODY_FOUND }
    if (decision.allowed) {
      return { ...look, outcome: 'allowed', because: becauseOf(agreement, decision.clause, proved) }
    }
    const { sentence } = refusedLook(agreement, viewer, decision)
    return { ...look, outcome: 'refused', sentence }
  })
  const allowed = people.filter(
    ({ persons, decisions }) => decisions.demographics.allowed && persons.length > 0,
  )
  const ids = allowed.flatMap(({ identity }) => identity)
  const db = together(deps.databases.care.short)
  const states = medicineStates(deps.clock.now())
  const readTeams = (some: readonly PersonId[]) =>
    queries.resourcesOf(db, some, ['CareTeam'], states, { limit: TEAMS_MAX })
  const [, teams, written] = await Promise.all([
    writeList(deps, viewer, what, looks),
    readBeside(allowed, 'CareTeam', readTeams, ({ personId }) => personId),
    ids.length === 0 || notesSince === undefined
      ? []
      : notesSinceOf(db, ids, notesSince, now.toISOString()),
  ])
  const sources = sourcesOf(agreement)
  const teamsOf = Map.groupBy(teams, ({ personId }) => personId)
  return allowed.map((person) => {
    const allows = allowsOf(person.decisions)
    const held = person.identity
      .flatMap((id) => teamsOf.get(id) ?? [])
      .filter(({ dataClass }) => allows(dataClass))
      .map((team) => contentPutBack(team, allows))
    const holders = holdersOf(resourcesGiven(held, sources), sources, now)
    const notes = notesOn(person, written, { agreement, viewer })
    return { ...listed(person, agreement, holders, now), notes }
  })
}

/** Of what was written of somebody lately, what a list shows: of sensitive parts nothing stands where many read. */
function notesOn(
  { identity, persons, decisions }: Standing,
  written: readonly Note[],
  to: { agreement: Agreement; viewer: Viewer },
): ShownNote[] {
  if (written.length === 0) return []
  const { isSensitive } = classesOf(to.agreement)
  const own = written.filter(
    ({ personId, dataClass }) => identity.includes(personId) && !isSensitive(dataClass),
  )
  const notes = hideAddress(persons, own)
  const shown = notesShown({ persons, notes }, { ...to, decisions, identity })
  return isRestricted(persons) ? fromNoPractice(shown, practicesOf(persons)) : shown
}

/** One entry for the list, whoever stands on it; that nobody was found is written down too. */
async function writeList(
  deps: RecordDeps,
  viewer: Viewer,
  what: string,
  people: readonly ListedLook[],
): Promise<void> {
  if (people.length === 0) await writeLooks(deps, viewer, [nobody(what)])
  else await writeListLook(deps, viewer, { what, people })
}

function listed(
  { identity, persons, occurrences, counted, decisions }: Standing,
  agreement: Agreement,
  holders: readonly Holder[],
  now: Date,
): Omit<ListedPerson, 'notes'> {
  const sources = sourcesOf(agreement)
  const rule = waitRuleOf(agreement)
  const who = identityView(persons, sources)
  const shown = allowedOf(occurrences, decisions, sources)
  const lately = who.restricted === undefined ? shown : shown.map(nowhere)
  const known = { ...counted, occurrences: allowedOf(counted.occurrences, decisions, sources) }
  return {
    personId: identity[0]!,
    identity,
    who,
    open: lately.filter(({ event }) => isOpen(event, now)),
    lately,
    neededBy: neededToLeave(rule, known, now),
    homes: homeOf(rule, known, now),
    holders: who.restricted === undefined ? holders : holders.map(withoutNumber),
    careKnownTo: persons
      .filter(({ source }) => sources.givesOf(source).includes('council-care'))
      .map(({ source, asAt }) => ({ at: sources.nameOf(source), asAt })),
  }
}

function nowhere({ event, ...rest }: Occurrence): Occurrence {
  return { ...rest, event: withoutPlaces(event), others: rest.others.map(withoutPlaces) }
}

function withoutNumber({ phone: _, ...holder }: Holder): Holder {
  return holder
}

/** What a viewer may know of, in the words that they may read: the same of the same, by the same decisions. */
export function allowedOf(
  occurrences: readonly Occurrence[],
  decisions: Decisions,
  sources: Sources,
): readonly Occurrence[] {
  return allowed.get(occurrences, [decisions, sources], () => {
    const allows = allowsOf(decisions)
    return occurrences.flatMap((occurrence) => {
      if (!allows(occurrence.event.dataClass)) return []
      const { event, ...rest } = opened(occurrence, allows)
      // A message carries the code alone: people read the name.
      const name = event.organisationName ?? sources.partyName(event.organisation ?? '')
      const told = { ...event, label: labelOf(event), organisationName: name }
      return [{ ...rest, event: told }]
    })
  })
}

const allowed = new MadeOf<readonly Occurrence[], readonly Occurrence[]>()
