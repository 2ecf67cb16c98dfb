import { fhirMinute, isoDay } from './calendar.ts'
import type { View } from './dirt.ts'
import type { ExtractFiles } from './extract-files.ts'
import {
  allergy,
  condition,
  encounter,
  flag,
  GP_NUMBER,
  HOSPITAL_NUMBER,
  medicationRequest,
  organisation,
  organisationReference,
  patient,
  practiceLinks,
  practitioner,
  type Resource,
  relatedPerson,
} from './fhir-resources.ts'
import type { Health } from './health.ts'
import type { Life } from './life.ts'
import { type Clinician, COMMUNITY_HOSPITAL, HOSPITAL } from './organisations.ts'
import type { World } from './person.ts'

type Write = (resource: Resource) => void

/** The organisations and doctors that the records refer to, before anybody who refers to them. */
export function writeOrganisations(world: World, files: ExtractFiles): void {
  const { practices, consultants } = world.organisations
  const [gp, hospital] = [writerTo(files, 'gp'), writerTo(files, 'hospital')]
  for (const practice of practices) {
    gp(organisation(practice))
    hospital(organisation(practice))
    for (const doctor of practice.doctors) gp(practitioner(doctor))
  }
  hospital(organisation(HOSPITAL))
  const partOf = { reference: `Organization/${HOSPITAL.code}` }
  hospital({ ...organisation(COMMUNITY_HOSPITAL), partOf })
  for (const consultant of consultants) hospital(practitioner(consultant))
}

/** What the GP holds: the person, their conditions, medicines and allergies, and whom to call. */
export function writeGpRecord(
  { gp: view, person, health, relatives }: Life,
  files: ExtractFiles,
): void {
  if (view === undefined) return
  const write = writerTo(files, 'gp')
  write(patient(view, GP_NUMBER, practiceLinks(view.practice)))
  relatives.forEach((relative, place) => {
    write(relatedPerson(view, relative, place + 1))
  })
  writeHealth(view, health, view.practice?.doctors[person.index % 3], write)
}

/**
 * What the hospital holds beside the stays: the person under each number, attendances, diagnoses,
 * allergies, medicines given to go home.
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
    writeStaysBehind(world, life, view, registration, write)
    if (registration > 0) return
    for (const warning of life.flags) write(flag(view, warning))
  })
}

function writeHealth(
  view: View,
  health: Health,
  doctor: Clinician | undefined,
  write: Write,
): void {
  health.conditions.forEach(({ kind, since }, place) => {
    write(condition(view, `c${place + 1}`, kind, isoDay(since), 'problem-list-item'))
  })
  health.medicines.forEach(({ medicine, since, stopped }, place) => {
    const status = stopped ? 'stopped' : 'active'
    write(medicationRequest(view, `m${place + 1}`, medicine, status, isoDay(since), doctor))
  })
  writeAllergies(view, health, write)
}

/** A diagnosis a stay, a medicine to go home with, and the allergies of those who have stayed. */
function writeStaysBehind(
  world: World,
  life: Life,
  view: View,
  registration: number,
  write: Write,
): void {
  const stays = life.stays.filter(
    (stay) => stay.registration === registration && stay.cancelledAt === undefined,
  )
  const { medicines } = life.health
  stays.forEach((stay, place) => {
    const came = fhirMinute(stay.admittedAt)
    write(condition(view, `d${place + 1}`, stay.reason, came, 'encounter-diagnosis'))
    const home = medicines[place % Math.max(1, medicines.length)]
    if (home === undefined || stay.leftAt === undefined || stay.died) return
    const consultant = world.organisations.consultants[stay.consultant]
    const left = fhirMinute(stay.leftAt)
    const request = medicationRequest(
      view,
      `t${place + 1}`,
      home.medicine,
      'completed',
      left,
      consultant,
    )
    write({ ...request, category: [{ text: 'Discharge' }] })
  })
  if (stays.length > 0) writeAllergies(view, life.health, write)
}

function writeAllergies(view: View, { allergies }: Health, write: Write): void {
  allergies.forEach(({ kind, since }, place) => {
    write(allergy(view, `a${place + 1}`, kind, isoDay(since)))
  })
}

function writerTo(files: ExtractFiles, side: 'gp' | 'hospital'): Write {
  const path = `${side}/record.ndjson`
  return (resource) => files.write(path, `${JSON.stringify(resource)}\n`)
}
