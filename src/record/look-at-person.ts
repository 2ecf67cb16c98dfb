import type { Agreement, AgreementRoom } from '../agreement/index.ts'
import type { Clock, Databases, Queryable, Viewer } from '../kernel/index.ts'
import { findIdentities, identityOf, readPersons, type SourcePerson } from '../people/index.ts'
import type { LookRequest, Trail } from '../trail/index.ts'
import { DATA_CLASSES, type DataClass, isSensitive, wordsForClass } from './data-class.ts'
import { type Decisions, decisionsFor } from './decisions.ts'
import { type KnownResource, RESOURCE_TYPES } from './now.ts'
import { type Occurrence, occurrencesOf } from './occurrence.ts'
import { type PersonView, viewPerson } from './person-view.ts'
import * as queries from './queries-read.ts'
import { type RefusedLook, refusedLook } from './refused-look.ts'
import { relationshipsOf } from './relationship.ts'
import { waitRuleOf } from './wait-rule.ts'

/** What one page can cost at most: the life of somebody with more is read in the export. */
const EVENTS_MAX = 5_000
const RESOURCES_MAX = 3_000

export type RecordDeps = {
  databases: Pick<Databases, 'care'>
  clock: Clock
  trail: Pick<Trail, 'look' | 'looksAt' | 'lookCounts'>
  agreement: Pick<AgreementRoom, 'current'>
}

export type PersonLook =
  | { outcome: 'allowed'; view: PersonView }
  | { outcome: 'refused'; refusal: RefusedLook }
  /** no feed has ever told of such a person; that somebody asked is written down all the same */
  | { outcome: 'unknown' }

export type LookOptions = {
  /** in words that a resident reads */
  what?: string
  /** the class that the page is about: without it the answer is a refusal */
  needs?: DataClass
}

/**
 * The only way to one person's record: reads what relationships rest on, lets the agreement decide on
 * each class of data, writes the look down, and only then answers, with what was allowed and no more.
 * Two flights to the database before the look and one after it.
 *
 * @param personId any source person of the identity
 */
export async function lookAtPerson(
  deps: RecordDeps,
  viewer: Viewer,
  personId: string,
  { what = 'person page', needs = 'demographics' }: LookOptions = {},
): Promise<PersonLook> {
  const db = deps.databases.care.short
  const identity = await identityOf(db, personId)
  if (identity.length === 0) {
    await deps.trail.look(viewer, [nobody(what)])
    return answerForNobody(deps, viewer, needs)
  }
  const agreement = deps.agreement.current()
  if (agreement === undefined)
    return refuse(deps, viewer, identity, what, refusedLook(agreement, viewer))
  const known = await readKnown(db, identity)
  const decisions = await decideOn(deps, agreement, viewer, known)
  const decision = decisions[needs]
  if (!decision.allowed) {
    return refuse(deps, viewer, identity, what, refusedLook(agreement, viewer, decision))
  }
  await deps.trail.look(viewer, [allowedLook(identity, what, decision.clause, decisions)])
  const now = deps.clock.now()
  const looks = decisions.looks.allowed
    ? await deps.trail.lookCounts(identity, startOfMonth(now).toISOString())
    : undefined
  const view = viewPerson({ ...known, personId, identity, decisions, agreement, now, looks })
  return { outcome: 'allowed', view }
}

/**
 * Ids can be worked out by whoever knows a source's own key: "nobody" is answered as "not yours" would be,
 * so that asking for an address does not tell whether a hospital knows somebody.
 */
function answerForNobody(deps: RecordDeps, viewer: Viewer, needs: DataClass): PersonLook {
  const agreement = deps.agreement.current()
  if (agreement === undefined)
    return { outcome: 'refused', refusal: refusedLook(agreement, viewer) }
  const decision = decisionsFor(agreement, viewer, new Set())[needs]
  if (decision.allowed) return { outcome: 'unknown' }
  return { outcome: 'refused', refusal: refusedLook(agreement, viewer, decision) }
}

/** What was read of one identity: nothing of it leaves this room before the agreement has decided. */
export type Known = {
  persons: readonly SourcePerson[]
  occurrences: readonly Occurrence[]
  resources: readonly KnownResource[]
  /** there is more than one page can read */
  truncated: boolean
}

async function readKnown(db: Queryable, identity: readonly string[]): Promise<Known> {
  const [persons, events, resources] = await Promise.all([
    readPersons(db, identity),
    queries.eventsOf(db, identity, EVENTS_MAX + 1),
    queries.resourcesOf(db, identity, RESOURCE_TYPES, RESOURCES_MAX),
  ])
  const truncated = events.length > EVENTS_MAX
  return { persons, occurrences: occurrencesOf(events.slice(0, EVENTS_MAX)), resources, truncated }
}

/** The relationships proved by what is known now, and what they open. */
export async function decideOn(
  deps: Pick<RecordDeps, 'databases' | 'clock'>,
  agreement: Agreement,
  viewer: Viewer,
  { persons, occurrences }: Pick<Known, 'persons' | 'occurrences'>,
): Promise<Decisions> {
  const { actor } = viewer
  const known = { persons, occurrences }
  const found = relationshipsOf(actor, waitRuleOf(agreement), known, deps.clock.now())
  if (found.has('is-the-person')) {
    // A number that two people were given proves neither: nobody reads another's record by it.
    const own = await findIdentities(deps.databases.care.short, { nhsNumber: actor.nhsNumber! })
    if (own.length !== 1) {
      const others = new Set(found)
      others.delete('is-the-person')
      return decisionsFor(agreement, viewer, others)
    }
  }
  return decisionsFor(agreement, viewer, found)
}

/**
 * What the resident reads of it: which parts were shown. Sensitive parts are left out, because who
 * lives with the resident may read over their shoulder.
 */
function allowedLook(
  identity: string[],
  what: string,
  clause: string,
  decisions: Decisions,
): LookRequest {
  const shown = DATA_CLASSES.filter(
    (dataClass) => decisions[dataClass].allowed && !isSensitive(dataClass),
  )
  const parts = what === 'person page' ? `${what}: ${shown.map(wordsForClass).join(', ')}` : what
  return { identity, what: parts, outcome: 'allowed', clause }
}

/** Asking for somebody whom no feed knows is written down too: a guess is a look. */
export function nobody(what: string): LookRequest {
  return { identity: [], what, outcome: 'refused', clause: '', sentence: 'Nobody was found.' }
}

async function refuse(
  deps: RecordDeps,
  viewer: Viewer,
  identity: string[],
  what: string,
  refusal: RefusedLook,
): Promise<PersonLook> {
  const clause = refusal.clause?.number ?? ''
  const { sentence } = refusal
  await deps.trail.look(viewer, [{ identity, what, outcome: 'refused', clause, sentence }])
  return { outcome: 'refused', refusal }
}

/** The first of the month in London; an hour's difference at its edge changes no count that matters. */
function startOfMonth(now: Date): Date {
  return new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), 1))
}
