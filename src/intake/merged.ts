import type { PersonId } from '../kernel/index.ts'
import type { SourcePerson } from '../people/index.ts'
import type { CareEvent, ParsedResource } from '../record/index.ts'
import { refuseGrown } from './bounds.ts'
import { factResource } from './council-fact.ts'
import { latest, newestAt, type Stamped, stamped, standing } from './latest.ts'
import { relativesFrom } from './nk1.ts'
import {
  contactsFrom,
  isSomebodyElse,
  linksIn,
  mergeField,
  OF_TWO,
  PATIENT,
  personFrom,
} from './person-fields.ts'
import {
  type About,
  COUNCIL_EVENT,
  COUNCIL_FACT,
  type CouncilSaid,
  PERSON,
  RESOURCE_EVENT,
  type Reading,
  type Said,
  UNNUMBERED,
  VISIT,
} from './reading.ts'
import { unnumberedTold } from './unnumbered-told.ts'
import { visitEvent, visitEventId } from './visit.ts'
import {
  type Place,
  placesWith,
  shareBetweenPlaces,
  standsElsewhere,
  toldAtPlace,
} from './visit-links.ts'

/**
 * Everything that was said so far of one thing: a row of `intake.known`, or what is kept `beside` a person
 * (known-patient.ts).
 */
export type Known = {
  personId: PersonId
  about: About
  key: string
  fields: Stamped
  beside?: boolean
}

/** The same after a batch, with what was known before it. */
export type Changed = Known & { before: Stamped | undefined }

/** What the rooms above are told after a batch of items; `R` is the form in which the items' own resources are. */
export type Told<R = never> = {
  people: SourcePerson[]
  resources: (ParsedResource | R)[]
  events: CareEvent[]
  /** events that were told once and, as it turns out, are none of that person's */
  withdrawn: { personId: PersonId; eventId: string }[]
}

/** What a row is of. */
export type Thing = Pick<Known, 'personId' | 'about' | 'key'>

export function knownId({ personId, about, key }: Thing): string {
  return `${personId} ${about} ${key}`
}

/**
 * What has to be known besides, so that what is said can be added: the other places of visits that were moved.
 * Asked again with what was found, until it is nothing.
 */
export function alsoNeeded(known: readonly Known[], said: readonly Said[]): Thing[] {
  const visits = [...known, ...said].filter(({ about }) => about === VISIT)
  const named = visits
    .flatMap(({ fields }) => placesWith(fields))
    .map((place) => ({ ...place, about: VISIT }) satisfies Thing)
  if (named.length === 0) return []
  const have = new Set(visits.map(knownId))
  return [...new Map(named.map((thing) => [knownId(thing), thing])).values()].filter(
    (thing) => !have.has(knownId(thing)),
  )
}

/**
 * Adds what a batch of readings says to what was known. Returns only what has changed: a message that is
 * older than what is known in every field changes nothing.
 */
export function mergeSaid(before: readonly Known[], said: readonly Said[]): Changed[] {
  const known = new Map(before.map((one) => [knownId(one), one]))
  const changed = new Map<string, Known>()
  for (const one of said) {
    const { personId, about, key } = one
    const id = knownId(one)
    const held = (changed.get(id) ?? known.get(id))?.fields ?? {}
    const ofTwo = about === PERSON && isSomebodyElse(held, one.fields) ? OF_TWO : {}
    const news = { ...stamped(one.fields, one.stamp), ...ofTwo }
    const told = latest(held, about === VISIT ? toldAtPlace({ personId, key }, held, news) : news)
    if (Object.keys(told).length > Object.keys(held).length) refuseGrown(told)
    changed.set(id, { personId, about, key, fields: told })
  }
  if (said.some(({ about }) => about === VISIT)) {
    for (const one of shareBetweenPlaces(new Map([...known, ...changed]))) {
      changed.set(knownId(one), one)
    }
  }
  return [...changed]
    .map(([id, one]) => ({ id, one, before: known.get(id)?.fields }))
    .filter(({ one, before }) => !sameFields(one.fields, before))
    .sort((a, b) => (a.id < b.id ? -1 : 1))
    .map(({ one, before }) => ({ ...one, before }))
}

/**
 * A link joins two, and both hold it: what a Patient says of another record is said of that one as well, and taken
 * back there when its next version says it no more.
 */
export function echoesOf(changed: readonly Changed[]): Said[] {
  return changed.flatMap(({ personId, about, fields, before }) => {
    const patient = fields[PATIENT]
    if (about !== PERSON || patient === undefined || patient[0] === before?.[PATIENT]?.[0])
      return []
    const gone = linksIn(before).map((link) => ({ ...link, because: null }))
    const links = new Map([...gone, ...linksIn(fields)].map((link) => [link.personId, link]))
    return [...links.values()].map((link) => ({
      personId: link.personId,
      about: PERSON,
      key: link.key,
      stamp: patient[0],
      fields: { [mergeField(personId)]: link.because },
    }))
  })
}

/** What follows for people, resources and events from the things that changed. `before`: what was known of them. */
export function tell<R = ParsedResource>(
  source: string,
  changed: readonly Changed[],
  readings: readonly (Pick<Reading, 'events'> & { resources: readonly R[] })[],
  before: readonly Known[] = [],
): Told<R> {
  const told: Told<R> = {
    people: [],
    resources: readings.flatMap(({ resources }) => resources),
    events: readings.flatMap(({ events }) => events),
    withdrawn: [],
  }
  for (const known of changed) tellOne(source, known, told)
  tellUnnumbered(source, before, changed, told)
  return told
}

function tellOne(source: string, known: Changed, told: Told<unknown>): void {
  const { personId, about, key, fields, before } = known
  const stands = standing(fields)
  switch (about) {
    case PERSON: {
      const person = personFrom(source, key, fields)
      told.people.push(person)
      told.resources.push(...contactsFrom(person, fields, before))
      told.resources.push(...relativesFrom(person, fields, before))
      break
    }
    case VISIT:
      tellVisit(source, { personId, key }, fields, standsElsewhere({ personId, key }, fields), told)
      break
    case UNNUMBERED:
      // Together with those of everybody who is merged with the person.
      break
    case COUNCIL_EVENT: {
      const { event, resources } = stands.whole as unknown as CouncilSaid
      told.events.push(event)
      told.resources.push(...resources)
      break
    }
    case COUNCIL_FACT: {
      const fact = factResource(fields)
      if (fact !== undefined) told.resources.push(fact)
      break
    }
    case RESOURCE_EVENT: {
      const event = stands.whole as unknown as CareEvent
      told.events.push({ ...event, saidAt: newestAt(fields)! })
      break
    }
    default:
      about satisfies never
  }
}

/** A visit that stands elsewhere, or that never was, is told no longer. */
function tellVisit(
  source: string,
  { personId, key }: Place,
  fields: Stamped,
  mistaken: boolean,
  told: Told<unknown>,
): void {
  const event = mistaken ? undefined : visitEvent(source, personId, key, fields)
  if (event === undefined) told.withdrawn.push({ personId, eventId: visitEventId(source, key) })
  else told.events.push(event)
}

function tellUnnumbered(
  source: string,
  before: readonly Known[],
  changed: readonly Changed[],
  told: Told<unknown>,
): void {
  if ([...before, ...changed].every(({ about }) => about !== UNNUMBERED)) return
  const rows = [...new Map([...before, ...changed].map((row) => [knownId(row), row])).values()]
  const [was, is] = [unnumberedTold(before), unnumberedTold(rows)]
  for (const { place, fields } of is.values()) tellVisit(source, place, fields, false, told)
  // What turns out to have been one visit with another.
  for (const [key, { place, fields }] of was) {
    if (!is.has(key)) tellVisit(source, place, fields, true, told)
  }
}

function sameFields(a: Stamped, b: Stamped | undefined): boolean {
  if (b === undefined) return false
  const names = Object.keys(a)
  return (
    names.length === Object.keys(b).length && names.every((name) => a[name]![0] === b[name]?.[0])
  )
}
