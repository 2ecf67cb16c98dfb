import { relationshipsNeeded } from '../access/index.ts'
import type { Agreement } from '../agreement/index.ts'
import {
  DAY_MS,
  type NewsVersion,
  newsVersion,
  type PersonId,
  together,
  type Viewer,
} from '../kernel/index.ts'
import { identitiesOf, registeredAmong } from '../people/index.ts'
import { type ListPage, PAGE_ROWS, pageOf } from '../shell/index.ts'
import { byHarm, CASE_KINDS, type Case, type CaseKind, casesOf, monthsBefore } from './cases.ts'
import type { Part } from './data-class.ts'
import { allowsOf } from './decisions.ts'
import { hideAddress } from './hide-address.ts'
import { NEW_MS, newLetter, WRITTEN_MS } from './letter.ts'
import { changedSince } from './listed.ts'
import type { ListChanges } from './look-at-beds.ts'
import {
  allowedOf,
  decideAll,
  type ListedPerson,
  type Standing,
  showPeople,
} from './look-at-people.ts'
import type { RecordDeps } from './look-at-person.ts'
import { type LettersWanted, newLettersOf, personsWithLetters } from './queries-letters.ts'
import { hospitalsDating } from './queries-listed.ts'
import * as queries from './queries-own.ts'
import { sourcesOf } from './sources.ts'
import type { Ties } from './ties.ts'
import { tiesAt, tiesNow } from './ties-now.ts'
import { readBeside } from './told-now.ts'
import { type WaitRule, waitRuleOf } from './wait-rule.ts'

/** Of each sort, the longest waits first: whoever has more waiting needs more than a list. */
const STAYING_MAX = 3_000
const AWAITING_MAX = 1_000
const UNREVIEWED_MAX = 500
const PLACED_MAX = 1_000
const LEFT_MAX = 3_000
const LETTERS_MAX = 3_000
const LEFT_MS = 7 * DAY_MS

/** Somebody who needs the viewer's organisation, and for what, the most harmful first. */
export type Waiting = { person: ListedPerson; cases: readonly Case[] }

export type WaitingList = {
  people: readonly Waiting[]
  page: ListPage
  /** everybody by what they need most, whatever the page shows */
  counts: Readonly<Record<CaseKind, number>>
  /** kinds of which there may be more than were looked for */
  more: ReadonlySet<CaseKind>
  /** codes of the hospitals that give anybody who is there now a ready date: the others send none */
  sendReadyDates: ReadonlySet<string>
  /** the day for which the organisation's own record of anybody here speaks; absent where there is none */
  asAt?: string
  /** how far it was read: what changes later can be asked for by it */
  version: NewsVersion
}

const NONE: WaitingList = {
  people: [],
  page: { number: 1, pages: 1, from: 0, to: 0, of: 0 },
  counts: countsOf([]),
  more: new Set(),
  sendReadyDates: new Set(),
  version: '0',
}

/**
 * Whoever needs the viewer's organisation, in the order of the harm if it is left: each person once, by what
 * they need most. Each person on the page is a look. The statements do not grow with the people. `at`: as it was known
 * then, of those whom the viewer may see now.
 */
export async function lookAtWaiting(
  deps: RecordDeps,
  viewer: Viewer,
  { kind, page = 1, what, at }: { kind?: CaseKind; page?: number; what: string; at?: Date },
): Promise<WaitingList> {
  const agreement = deps.agreement.current()
  if (agreement === undefined) return NONE
  const rule = waitRuleOf(agreement)
  const db = deps.databases.care.short
  const now = at ?? deps.clock.now()
  const version = await newsVersion(db)
  const needed = relationshipsNeeded(agreement, viewer.actor.role, viewer.purpose)
  const ties = await (at === undefined ? tiesNow(deps, agreement) : tiesAt(deps, agreement, at))
  const { identities, more, sendReadyDates } = await findIdentities(deps, viewer, rule, ties, {
    now,
    at,
    registered: needed.includes('registered-here'),
  })
  const { standing, waiting } = await decideCases(deps, agreement, viewer, ties, identities, at)
  const asked = waiting.filter(({ cases }) => kind === undefined || cases[0]!.kind === kind)
  const { rows, page: shown } = pageOf(asked, page)
  const listed = await showPeople(
    deps,
    agreement,
    viewer,
    rows.map(({ person }) => person),
    { what, now },
  )
  return {
    people: listed.map((person, row) => ({ person, cases: rows[row]!.cases })),
    page: shown,
    counts: countsOf(waiting.map(({ cases }) => cases[0]!.kind)),
    more,
    sendReadyDates,
    asAt: asAtOf(standing, rule, viewer.actor.organisation),
    version,
  }
}

/**
 * What has changed among those who wait since a version: only of whom something changed is anybody asked, and only
 * they are a look. Undefined where it cannot be told, or is more than a page: then the list is asked for.
 */
export async function lookAtWaitingChanges(
  deps: RecordDeps,
  viewer: Viewer,
  { kind, since, what }: { kind?: CaseKind; since: NewsVersion; what: string },
): Promise<ListChanges<Waiting> | undefined> {
  const agreement = deps.agreement.current()
  const db = together(deps.databases.care.short)
  const changed = agreement && (await changedSince(db, since))
  if (changed === undefined) return undefined
  const ties = await tiesNow(deps, agreement!)
  const [{ standing, waiting }, dating] = await Promise.all([
    decideCases(deps, agreement!, viewer, ties, changed.identities),
    hospitalsDating(db, ties.placesOf('stay')),
  ])
  const rows = waiting.filter(({ cases }) => kind === undefined || cases[0]!.kind === kind)
  if (rows.length > PAGE_ROWS) return undefined
  const people = rows.map(({ person }) => person)
  const here = new Set(people)
  const left = standing.filter((one) => !here.has(one) && one.decisions.demographics.allowed)
  const listed =
    people.length === 0 ? [] : await showPeople(deps, agreement!, viewer, people, { what })
  return {
    people: listed.map((person, at) => ({ person, cases: rows[at]!.cases })),
    gone: left.flatMap(({ identity }) => identity),
    sendReadyDates: new Set(dating),
    version: changed.version,
  }
}

type DecidedCases = {
  standing: readonly Standing[]
  /** whoever needs the organisation and may be seen, in the order of the harm if it is left */
  waiting: { person: Standing; cases: readonly Case[] }[]
}

async function decideCases(
  deps: RecordDeps,
  agreement: Agreement,
  viewer: Viewer,
  ties: Ties,
  identities: readonly (readonly PersonId[])[],
  at?: Date,
): Promise<DecidedCases> {
  const rule = waitRuleOf(agreement)
  const sources = sourcesOf(agreement)
  const now = at ?? deps.clock.now()
  const { organisation } = viewer.actor
  const db = deps.databases.care.short
  const needed = relationshipsNeeded(agreement, viewer.actor.role, viewer.purpose)
  const isPractice = needed.includes('registered-here')
  const [standing, letters] = await Promise.all([
    decideAll(deps, agreement, viewer, identities, at),
    isPractice && identities.length > 0
      ? newLettersOf(db, identities.flat(), lettersWanted(now), LETTERS_MAX, at)
      : [],
  ])
  const by = ties.tiedBy(organisation, 'review')
  const reviews =
    at === undefined
      ? await readBeside(
          standing,
          `reviews ${JSON.stringify(by)}`,
          (some) => queries.reviewsOf(db, some, by),
          ({ person_id }) => person_id,
        )
      : await queries.reviewsOf(db, identities.flat(), by, at)
  const reviewsOf = Map.groupBy(reviews, ({ person_id }) => person_id)
  const own = agreement.parties.find(({ id }) => id === organisation)?.name ?? organisation
  const lettersOf = Map.groupBy(
    letters.flatMap((one) => newLetter(one, sources, own) ?? []),
    ({ personId }) => personId,
  )
  const waiting = standing
    .filter(({ decisions }) => decisions.demographics.allowed)
    .flatMap((person) => {
      const allows = allowsOf(person.decisions)
      const known = {
        persons: person.counted.persons,
        occurrences: allowedOf(person.counted.occurrences, person.decisions, sources),
        reviews: person.identity
          .flatMap((id) => reviewsOf.get(id) ?? [])
          .filter(({ data_class }) => allows(data_class)),
        letters: hideAddress(
          person.counted.persons,
          person.identity.flatMap((id) => lettersOf.get(id) ?? []),
        ).filter(({ dataClass }) => allows(dataClass)),
      }
      const all = casesOf(rule, organisation, known, now)
      const cases = all.filter((one) => allows(CLASS_OF[one.kind]))
      return cases.length === 0 ? [] : [{ person, cases }]
    })
    .sort((a, b) => byHarm(a.cases[0]!, b.cases[0]!))
  return { standing, waiting }
}

/** What a person needs is told by what the feed of that class says. */
const CLASS_OF: Record<CaseKind, Part> = {
  'way-home': 'hospital',
  'in-hospital': 'hospital',
  'left-hospital': 'hospital',
  // Each letter is in a class of its own, and was decided on by it.
  letter: 'demographics',
  service: 'council-care',
  assessment: 'council-care',
  review: 'council-care',
  placed: 'council-care',
}

/**
 * Whoever may need the organisation. Of those in hospital, only whom it has something open for, and whose way
 * home or delay needs somebody; for a practice all of them, since only their registration tells whose they are.
 */
async function findIdentities(
  deps: RecordDeps,
  { actor: { organisation } }: Viewer,
  rule: WaitRule,
  ties: Ties,
  { now, at, registered }: { now: Date; at: Date | undefined; registered: boolean },
): Promise<Pick<WaitingList, 'more' | 'sendReadyDates'> & { identities: PersonId[][] }> {
  const db = deps.databases.care.short
  const since = new Date(now.getTime() - rule.days * DAY_MS)
  const unreviewedSince = new Date(monthsBefore(now, rule.reviewAfterMonths))
  const own = ties.tiedBy(organisation, 'request')
  const left = new Date(now.getTime() - LEFT_MS)
  const [staying, awaiting, unreviewed, placed, gone, lettered] = await Promise.all([
    queries.personsStaying(db, ties.placesOf('stay'), STAYING_MAX, at),
    queries.personsAwaiting(db, own, { since, now }, AWAITING_MAX, at),
    queries.personsUnreviewed(db, own, unreviewedSince, UNREVIEWED_MAX, at),
    queries.personsPlaced(db, ties.tiedBy(organisation, 'service'), PLACED_MAX, at),
    queries.personsLeft(db, left, LEFT_MAX, at),
    registered ? personsWithLetters(db, lettersWanted(now), LETTERS_MAX, at) : [],
  ])
  const sure = new Set([
    ...staying.flatMap(({ person_id, needs }) => (needs || registered ? person_id : [])),
    ...awaiting,
    ...unreviewed,
    ...placed,
  ])
  const others = [...staying.map(({ person_id }) => person_id), ...gone, ...lettered]
  const all = await identitiesOf(db, [...sure, ...others])
  const unsure = all.filter((identity) => !identity.some((id) => sure.has(id))).flat()
  const [open, listed] = await Promise.all([
    unsure.length === 0 ? [] : queries.heldBy(db, unsure, own, at),
    registered ? registeredAmong(db, unsure, own.codes) : [],
  ])
  const held = new Set([...open, ...listed])
  return {
    identities: all.filter((identity) => identity.some((id) => sure.has(id) || held.has(id))),
    sendReadyDates: new Set(staying.flatMap(({ dated }) => dated ?? [])),
    more: new Set<CaseKind>([
      ...(awaiting.length === AWAITING_MAX ? (['service', 'assessment'] as const) : []),
      ...(unreviewed.length === UNREVIEWED_MAX ? (['review'] as const) : []),
      ...(gone.length === LEFT_MAX ? (['left-hospital'] as const) : []),
      ...(lettered.length === LETTERS_MAX ? (['letter'] as const) : []),
      ...(placed.length === PLACED_MAX ? (['placed'] as const) : []),
    ]),
  }
}

function lettersWanted(now: Date): LettersWanted {
  return { learnt: new Date(now.getTime() - NEW_MS), written: new Date(now.getTime() - WRITTEN_MS) }
}

function countsOf(kinds: readonly CaseKind[]): Record<CaseKind, number> {
  const count = (kind: CaseKind) => kinds.filter((one) => one === kind).length
  return Object.fromEntries(CASE_KINDS.map((kind) => [kind, count(kind)])) as Record<
    CaseKind,
    number
  >
}

/** The newest return that any of them stands in; of a source that sends no returns, when it last spoke of them. */
function asAtOf(people: readonly Standing[], rule: WaitRule, party: string): string | undefined {
  const codes = rule.codesOf(party)
  const events = people.flatMap(({ counted }) => counted.occurrences.map(({ event }) => event))
  const returns = events.flatMap(({ organisation, told }) =>
    codes.has(organisation ?? '') && told !== undefined ? [told.asAt] : [],
  )
  const spoken = people
    .flatMap(({ persons }) => persons)
    .flatMap(({ source, asAt }) => (rule.partyOf(source) === party ? (asAt ?? []) : []))
  return (returns.length > 0 ? returns : spoken).sort().at(-1)
}
