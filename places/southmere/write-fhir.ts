import type { AllergyEntry } from './allergies.ts'
import { at, type Day, fhirMinute, isoDay } from './calendar.ts'
import type { Clinician } from './clinicians.ts'
import type { View } from './dirt.ts'
import type { ExtractFiles } from './extract-files.ts'
import { allergy, condition, encounter, flag, medicationRequest } from './fhir-care.ts'
import { doctor, organisation, ward } from './fhir-organisations.ts'
import { patient, practiceLinks, relatedPerson } from './fhir-people.ts'
import { GP_NUMBER, HOSPITAL_NUMBER, organisationReference, type Written } from './fhir-terms.ts'
import type { Health } from './health.ts'
import type { Life } from './life.ts'
import { dissent } from './opt-outs.ts'
import { usualDose } from './orders.ts'
import { COMMUNITY_HOSPITAL, HOSPITAL } from './organisations.ts'
import type { World } from './person.ts'
import { HOSPITAL_SWITCHBOARD } from './phones.ts'
import type { Feed } from './rates.ts'
import { unseenAtPractice, unseenInHospital } from './unseen.ts'

export type Write = (resource: Written) => void

/** The organisations, wards and doctors that the records refer to, before anybody who refers to them. */
export function writeOrganisations(world: World, files: ExtractFiles): void {
  const { practices, wards } = world.organisations
  const [gp, hospital] = [writerTo(files, 'gp'), writerTo(files, 'hospital')]
  for (const practice of practices) {
    gp(organisation(practice, practice.phone))
    hospital(organisation(practice, practice.phone))
    for (const one of practice.doctors) gp(doctor(one, practice.phone))
  }
  hospital(organisation(HOSPITAL, HOSPITAL_SWITCHBOARD))
  const partOf = { reference: `Organization/${HOSPITAL.code}` }
  hospital({ ...organisation(COMMUNITY_HOSPITAL, HOSPITAL_SWITCHBOARD), partOf })
  for (const one of wards) {
    hospital(ward(one))
    hospital(doctor(one.consultant))
  }
}

/** What the GP holds: the person, their conditions, medicines and allergies, and whom to call. */
export function writeGpRecord(world: World, life: Life, files: ExtractFiles): void {
  const { gp: view, person, health } = life
  if (view === undefined) return
  const until = extractDay(world, view)
  const write = writerTo(files, 'gp')
  const updated = at(Math.min(until, person.death ?? until), 2)
  write(patient(view, GP_NUMBER, practiceLinks(view.practice), updated))
  writeRelatives(view, life, 'southmere-gp', write)
  const own = view.practice?.doctors[person.index % 3]
  writeHealth(view, health, until, own, write)
  writeAllergies(
    view,
    life.allergies.gp.filter(({ since }) => since <= until),
    own,
    write,
  )
  writeFlags(view, life, 'southmere-gp', until, write)
  for (const one of unseenAtPractice(world, life, view, until)) write(one)
  const dissenting = dissent(world, view, life, until)
  if (dissenting !== undefined) write(dissenting)
}

/**
 * What the hospital holds beside the stays: the person under each number, attendances, diagnoses,
 * allergies, medicines given on the ward and to go home.
 */
export function writeHospitalRecord(world: World, life: Life, files: ExtractFiles): void {
  const write = writerTo(files, 'hospital')
  life.hospital.forEach((view, registration) => {
    const managingOrganization = organisationReference(HOSPITAL)
    write(patient(view, HOSPITAL_NUMBER, { ...practiceLinks(view.practice), managingOrganization }))
    const attendances = life.attendances.filter((one) => one.registration === registration)
    attendances.forEach((attendance, place) => {
      write(encounter(view, attendance, place + 1))
    })
    writeStaysBehind(life, view, registration, write)
    if (registration > 0) return
    writeRelatives(view, life, 'mere-general', write)
    writeFlags(view, life, 'mere-general', world.asOf, write)
    for (const one of unseenInHospital(world, life, view)) write(one)
  })
}

/** The last day of which a practice's extract tells. */
function extractDay(world: World, { practice }: View): Day {
  return world.asOf - 1 - (practice?.extractAge ?? 0)
}

function writeHealth(
  view: View,
  health: Health,
  until: Day,
  own: Clinician | undefined,
  write: Write,
): void {
  health.conditions.forEach(({ kind, since }, place) => {
    if (since > until) return
    write(condition(view, `c${place + 1}`, kind, isoDay(since), 'problem-list-item'))
  })
  health.medicines.forEach(({ medicine, since, stopped }, place) => {
    // A repeat that was renewed since an old extract stands there as it was the time before.
    const issued = since > until ? until - (since - until) : since
    const given = { medicine: medicine.name, dose: usualDose(medicine) }
    const status = stopped ? 'stopped' : 'active'
    write(medicationRequest(view, `m${place + 1}`, given, status, isoDay(issued), own))
  })
}

/** A diagnosis a stay, medicines on the ward or to go home with, and the allergies of those who have stayed. */
function writeStaysBehind(life: Life, view: View, registration: number, write: Write): void {
  const stays = life.stays.filter(
    (stay) => stay.registration === registration && stay.cancelledAt === undefined,
  )
  stays.forEach((stay, place) => {
    const came = fhirMinute(stay.admittedAt)
    write(condition(view, `d${place + 1}`, stay.reason, came, 'encounter-diagnosis'))
  })
  const orders = life.orders.filter(({ stay }) => stay.registration === registration)
  orders.forEach((order, place) => {
    const { stay, active, onWard, since } = order
    const status = active ? 'active' : 'completed'
    const day = onWard ? isoDay(since) : fhirMinute(stay.leftAt!)
    const category = onWard ? 'inpatient' : 'discharge'
    write(medicationRequest(view, `t${place + 1}`, order, status, day, stay.consultant, category))
  })
  const last = stays.at(-1)
  if (last !== undefined) writeAllergies(view, life.allergies.hospital, last.consultant, write)
}

function writeAllergies(
  view: View,
  entries: readonly AllergyEntry[],
  by: Clinician | undefined,
  write: Write,
): void {
  entries.forEach((entry, place) => {
    write(allergy(view, `a${place + 1}`, entry, by))
  })
}

export function writeRelatives(view: View, life: Life, feed: Feed, write: Write): void {
  const known = life.relatives.filter(({ knownTo }) => knownTo.includes(feed))
  known.forEach((relative, place) => {
    write(relatedPerson(view, relative, `r${place + 1}`))
  })
}

export function writeFlags(view: View, life: Life, feed: Feed, until: Day, write: Write): void {
  const known = life.flags.filter((one) => one.feed === feed && one.since <= until)
  known.forEach((one, place) => {
    write(flag(view, one, place + 1))
  })
}

export function writerTo(files: ExtractFiles, side: 'gp' | 'hospital' | 'council'): Write {
  const path = `${side}/record.ndjson`
  return (resource) => files.write(path, `${JSON.stringify(resource)}\n`)
}
