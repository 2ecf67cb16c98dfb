import type { SourcePerson } from '../people/index.ts'
import type { CareEvent, ParsedResource } from '../record/index.ts'
import { latest, newestAt, newestStamp, type Stamped, stamped, standing } from './latest.ts'
import {
  contactsFrom,
  isToldByMessages,
  linksIn,
  mergeField,
  PATIENT,
  patientFrom,
  personFrom,
  type SupportReason,
  supportReasonFrom,
} from './person-fields.ts'
import {
  type About,
  COUNCIL_EVENT,
  type CouncilSaid,
  PERSON,
  RESOURCE_EVENT,
  type Reading,
  type Said,
  UNNUMBERED,
  VISIT,
} from './reading.ts'
import { unnumberedVisits } from './unnumbered.ts'
import { readVisitKey, visitEncounter, visitEvent, visitKey } from './visit.ts'

/** Everything that was said so far of one thing: a row of `intake.known`. */
export type Known = { personId: string; about: About; key: string; fields: Stamped }

/** The same after a batch, with what was known before it. */
export type Changed = Known & { before: Stamped | undefined }

/** What the rooms below are told after a batch of items. */
export type Told = { people: SourcePerson[]; resources: ParsedResource[]; events: CareEvent[] }

export function knownId({
  personId,
  about,
  key,
}: Pick<Known, 'personId' | 'about' | 'key'>): string {
  return `${personId} ${about} ${key}`
}

/**
 * Adds what a batch of readings says to what was known. Returns only what has changed: a message that is
 * older than what is known in every field changes nothing.
 */
export function mergeSaid(before: readonly Known[], said: readonly Said[]): Changed[] {
  const known = new Map(before.map((one) => [knownId(one), one]))
  const changed = new Map<string, Known>()
  for (const { fields, stamp, ...thing } of said) {
    const id = knownId(thing)
    const held = changed.get(id)?.fields ?? known.get(id)?.fields ?? {}
    const { personId, about, key } = thing
    changed.set(id, { personId, about, key, fields: latest(held, stamped(fields, stamp)) })
  }
  return [...changed.values()]
    .map((one) => ({ ...one, before: known.get(knownId(one))?.fields }))
    .filter((one) => !sameFields(one.fields, one.before))
    .sort((a, b) => (knownId(a) < knownId(b) ? -1 : 1))
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

/** What follows for people, resources and events from the things that changed. */
export function tell(
  source: string,
  changed: readonly Changed[],
  readings: readonly Reading[],
): Told {
  const told: Told = {
    people: [],
    resources: readings.flatMap(({ resources }) => resources),
    events: readings.flatMap(({ events }) => events),
  }
  for (const known of changed) tellOne(source, known, told)
  return told
}

function tellOne(
  source: string,
  { personId, about, key, fields, before }: Changed,
  told: Told,
): void {
  const stands = standing(fields)
  switch (about) {
    case PERSON: {
      const person = personFrom(source, key, fields)
      told.people.push(person)
      const stamp = newestStamp(fields)
      if (isToldByMessages(fields)) told.resources.push(patientFrom(person, stamp))
      told.resources.push(...contactsFrom(person, fields, before))
      const reason = stands.supportReason as SupportReason | undefined
      if (reason !== undefined) told.resources.push(supportReasonFrom(person, reason, stamp))
      break
    }
    case VISIT:
      told.events.push(visitEvent(source, personId, key, fields))
      if (readVisitKey(key).form !== 'resource') {
        told.resources.push(visitEncounter(personId, key, fields))
      }
      break
    case UNNUMBERED:
      for (const [number, visit] of visitsNow(fields, before)) {
        const keyOfVisit = visitKey({
          form: 'message',
          authority: key,
          number: `${personId}@${number}`,
        })
        told.events.push(visitEvent(source, personId, keyOfVisit, visit))
        told.resources.push(visitEncounter(personId, keyOfVisit, visit))
      }
      break
    case COUNCIL_EVENT: {
      const { event, resources } = stands.whole as unknown as CouncilSaid
      if (event) told.events.push(event)
      told.resources.push(...resources)
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

/** What turns out to have been one visit leaves the other as one that never was. */
function visitsNow(fields: Stamped, before: Stamped | undefined): Map<string, Stamped> {
  const now = unnumberedVisits(fields)
  for (const [number, visit] of before === undefined ? [] : unnumberedVisits(before)) {
    if (!now.has(number)) now.set(number, { ...visit, state: [newestStamp(fields), 'cancelled'] })
  }
  return now
}

function sameFields(a: Stamped, b: Stamped | undefined): boolean {
  if (b === undefined) return false
  const names = Object.keys(a)
  return (
    names.length === Object.keys(b).length && names.every((name) => a[name]![0] === b[name]?.[0])
  )
}
