import type { Viewer } from '../kernel/index.ts'
import {
  findIdentities,
  identityOf,
  type PeopleQuery,
  readPersons,
  type SourcePerson,
} from '../people/index.ts'
import type { LookRequest } from '../trail/index.ts'
import { classOfEvent } from './data-class.ts'
import type { Decisions } from './decisions.ts'
import type { EventKind } from './event.ts'
import { type IdentityView, identityView } from './identity-view.ts'
import { decideOn, nobody, type RecordDeps } from './look-at-person.ts'
import { isOpen, type Occurrence, occurrencesOf } from './occurrence.ts'
import * as queries from './queries-read.ts'
import { refusedLook } from './refused-look.ts'
import { type Sources, sourcesOf } from './sources.ts'

/** A stay that ended this lately may still be open in another telling. */
const STANDING_MS = 60 * 86_400_000

/** One line of a list: who, and what goes on that this viewer may know of. */
export type ListedPerson = {
  personId: string
  identity: readonly string[]
  who: IdentityView
  /** what is open now, of the classes that are allowed */
  open: readonly Occurrence[]
}

/**
 * Shows several people to one viewer: each is decided on and each is a look, allowed or refused, and
 * all of them are written down before the first line is given. Whoever may not be seen is left out
 * without a gap, so that a list says the same for "nobody" and for "not yours".
 */
export async function lookAtPeople(
  deps: RecordDeps,
  viewer: Viewer,
  identities: readonly (readonly string[])[],
  what: string,
): Promise<ListedPerson[]> {
  const known = await readStanding(deps, identities)
  const agreement = deps.agreement.current()
  const listed: ListedPerson[] = []
  const looks: LookRequest[] = []
  for (const { identity, persons, occurrences } of known) {
    const mine = [...identity]
    if (agreement === undefined) {
      const { sentence } = refusedLook(agreement, viewer)
      looks.push({ identity: mine, what, outcome: 'refused', clause: '', sentence })
      continue
    }
    const decisions = await decideOn(deps, agreement, viewer, { persons, occurrences })
    const decision = decisions.demographics
    if (decision.allowed) {
      looks.push({ identity: mine, what, outcome: 'allowed', clause: decision.clause })
      const sources = sourcesOf(agreement)
      const open = openAllowed(occurrences, decisions, sources, deps.clock.now())
      listed.push({ personId: mine[0]!, identity: mine, who: identityView(persons, sources), open })
    } else {
      const { sentence } = refusedLook(agreement, viewer, decision)
      looks.push({ identity: mine, what, outcome: 'refused', clause: decision.clause, sentence })
    }
  }
  if (looks.length === 0) looks.push(nobody(what))
  await deps.trail.look(viewer, looks)
  return listed
}

/** Finds people and shows those whom this viewer may see. */
export async function searchPeople(
  deps: RecordDeps,
  viewer: Viewer,
  query: PeopleQuery,
): Promise<ListedPerson[]> {
  const identities = await findIdentities(deps.databases.care.short, query)
  return lookAtPeople(deps, viewer, identities, 'search result')
}

/**
 * Everyone with something open at the viewer's organisation, the longest first: a ward's patients
 * (`stay`, with the viewer's unit), a council's services. Each line is a look.
 */
export async function lookAtOpen(
  deps: RecordDeps,
  viewer: Viewer,
  request: { kind: EventKind; unit?: string; limit: number; what: string },
): Promise<ListedPerson[]> {
  const agreement = deps.agreement.current()
  if (agreement === undefined) return []
  const db = deps.databases.care.short
  const codes = [...sourcesOf(agreement).codesOf(viewer.actor.organisation)]
  const found = await queries.personsWithOpen(db, request.kind, codes, request.unit, request.limit)
  if (found.length === 0) return []
  const identities = await Promise.all(found.map((personId) => identityOf(db, personId)))
  const distinct = new Map(
    identities.filter(({ length }) => length > 0).map((identity) => [identity[0]!, identity]),
  )
  return lookAtPeople(deps, viewer, [...distinct.values()], request.what)
}

type Standing = {
  identity: readonly string[]
  persons: SourcePerson[]
  occurrences: Occurrence[]
}

async function readStanding(
  deps: RecordDeps,
  identities: readonly (readonly string[])[],
): Promise<Standing[]> {
  const ids = identities.flat()
  if (ids.length === 0) return []
  const db = deps.databases.care.short
  const since = new Date(deps.clock.now().getTime() - STANDING_MS)
  const [persons, events] = await Promise.all([
    readPersons(db, ids),
    queries.standingEvents(db, ids, since),
  ])
  const personOf = new Map(persons.map((person) => [person.personId, person]))
  const eventsOf = Map.groupBy(events, ({ personId }) => personId)
  return identities.map((identity) => ({
    identity,
    persons: identity.flatMap((id) => personOf.get(id) ?? []),
    occurrences: occurrencesOf(identity.flatMap((id) => eventsOf.get(id) ?? [])),
  }))
}

function openAllowed(
  occurrences: readonly Occurrence[],
  decisions: Decisions,
  sources: Sources,
  now: Date,
): Occurrence[] {
  return occurrences.flatMap((occurrence) => {
    const { event } = occurrence
    const allowed = decisions[classOfEvent(event, sources.givesOf(event.source))].allowed
    if (!allowed || !isOpen(event, now)) return []
    // A message carries the code alone: people read the name.
    const name = event.organisationName ?? sources.partyName(event.organisation ?? '')
    return [{ ...occurrence, event: { ...event, organisationName: name } }]
  })
}
