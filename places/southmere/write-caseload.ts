import type { Encounter, EpisodeOfCare } from '@medplum/fhirtypes'
import { ageOn, at, type Day, fhirMinute, isoDay, type Minute } from './calendar.ts'
import { clinician, fullName } from './clinicians.ts'
import { cleanView, type View } from './dirt.ts'
import type { ExtractFiles } from './extract-files.ts'
import { organisation } from './fhir-organisations.ts'
import { patient } from './fhir-people.ts'
import { organisationReference, subject, TERMINOLOGY, type Written } from './fhir-terms.ts'
import { plannedUntil, stayAt } from './home-visits.ts'
import type { Life } from './life.ts'
import { COMMUNITY_HOSPITAL } from './organisations.ts'
import type { World } from './person.ts'
import { HOSPITAL_SWITCHBOARD } from './phones.ts'
import { randomOf } from './random.ts'
import { STORY_PEOPLE } from './story-people.ts'

const COMMUNITY = { code: COMMUNITY_HOSPITAL.code, name: 'Southmere Community Health' } as const
const OWN_NUMBER = 'https://community.southmere.example.org/caseload'
/** Of the people of the stories only Martha has a community nurse. */
const MARTHA = 0
/** On the caseload, of those from 65 who live at home, times how frail they are. Assumption. */
const SHARE = 0.03
const MOST = 0.4
const DAYS_BACK = 90
/** Of whom it is known when the nurses mean to be done. Assumption. */
const WITH_END = 0.35
const NURSES = 12
/** Nurses have numbers of their own among the county's professionals. */
const NURSE_FIRST = 40_000

/** Who is on the community trust's caseload, and when a nurse came to them: `community/contacts.ndjson`. */
export function writeCaseload(world: World, life: Life, files: ExtractFiles): void {
  if (life.person.index === MARTHA) {
    write(files, 'contacts', organisation(COMMUNITY, HOSPITAL_SWITCHBOARD))
  }
  const since = caseloadSince(world, life)
  if (since === undefined) return
  const view = viewIn(world, life)
  const managingOrganization = organisationReference(COMMUNITY)
  write(files, 'contacts', patient(view, OWN_NUMBER, { managingOrganization }))
  const episode: EpisodeOfCare & { id: string } = {
    resourceType: 'EpisodeOfCare',
    id: `${view.id}-c`,
    status: 'active',
    type: [{ text: 'Community nursing' }],
    patient: subject(view),
    managingOrganization,
    period: { start: isoDay(since), end: plannedEnd(world, life) },
  }
  write(files, 'contacts', episode)
  for (const one of nurseVisits(world, life, view, since)) write(files, 'contacts', one)
}

/** The nurses' visits of later days, and those that are planned. */
export function writeCaseloadAfter(world: World, life: Life, from: Day, files: ExtractFiles): void {
  // Who is on it is as it was at as-of.
  const since = caseloadSince({ ...world, asOf: from }, life)
  if (since === undefined) return
  const view = viewIn(world, life)
  const days = `contacts-from-${isoDay(from)}`
  for (const one of nurseVisits(world, life, view, from)) write(files, days, one)
}

/** The day on which it is meant to end, where one is. */
function plannedEnd(world: World, { person }: Life): string | undefined {
  const random = randomOf(world.seed, 'caseload end', person.index)
  if (person.index === MARTHA || !random.chance(WITH_END)) return undefined
  return isoDay(world.asOf + random.between(3, DAYS_BACK))
}

function caseloadSince(world: World, { person, health }: Life): Day | undefined {
  if (person.index < STORY_PEOPLE && person.index !== MARTHA) return undefined
  if (person.death !== undefined || person.careHome !== undefined) return undefined
  if (ageOn(person.birth, world.asOf) < 65) return undefined
  const random = randomOf(world.seed, 'caseload', person.index)
  const isOn = random.chance(Math.min(MOST, SHARE * health.frailty))
  if (!isOn && person.index !== MARTHA) return undefined
  return world.asOf - random.between(7, DAYS_BACK)
}

/** Once a week, in the morning, by the nurse of the round; nobody comes while they are in hospital. */
function nurseVisits(world: World, life: Life, view: View, from: Day): Written[] {
  const { person } = life
  const visits: Written[] = []
  const minute = person.index % 5
  for (let day = from; day < plannedUntil(world); day += 1) {
    if (day % 7 !== person.index % 7) continue
    const start = at(day, person.index === MARTHA ? 8 : 9 + (person.index % 3), minute * 10)
    if (stayAt(life, Math.min(start, at(world.asOf, 0) - 1)) === undefined)
      visits.push(visitOf(world, view, person.index, start))
  }
  return visits
}

function visitOf(world: World, view: View, index: number, start: Minute): Written {
  const random = randomOf(world.seed, 'nurse', index * 40_009 + start)
  const minutes = random.between(15, 40)
  const over = start < at(world.asOf, 0)
  const nurse = clinician(world.seed, NURSE_FIRST + (index % NURSES), 'Nurse', 'N99')
  const encounter: Encounter & { id: string } = {
    resourceType: 'Encounter',
    id: `${view.id}-${start}`,
    status: over ? 'finished' : 'planned',
    class: { system: `${TERMINOLOGY}/v3-ActCode`, code: 'HH', display: 'home health' },
    type: [{ text: 'Visit at home by a community nurse' }],
    subject: subject(view),
    participant: [{ individual: { display: fullName(nurse) } }],
    period: over
      ? { start: fhirMinute(start), end: fhirMinute(start + minutes) }
      : { start: fhirMinute(start) },
    serviceProvider: organisationReference(COMMUNITY),
  }
  return encounter
}

function viewIn(world: World, { person }: Life): View {
  const id = `N${String(person.index + 1).padStart(7, '0')}`
  return { ...cleanView(world, person, 'southmere-gp'), id }
}

function write(files: ExtractFiles, name: string, resource: Written): void {
  files.write(`community/${name}.ndjson`, `${JSON.stringify(resource)}\n`)
}
