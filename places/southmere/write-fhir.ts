import type { Attendance } from './attendances.ts'
import { at, fhirMinute, isoDay } from './calendar.ts'
import { COUNTY_NAME } from './county.ts'
import type { View } from './dirt.ts'
import type { ExtractFiles } from './extract-files.ts'
import type { Health } from './health.ts'
import type { Life, Relative } from './life.ts'
import { type Clinician, COMMUNITY_HOSPITAL, HOSPITAL, type Practice } from './organisations.ts'
import type { World } from './person.ts'

type Json = string | number | boolean | undefined | Json[] | { [key: string]: Json }
type Resource = { resourceType: string; id: string; [key: string]: Json }

const NHS_NUMBER = 'https://fhir.nhs.uk/Id/nhs-number'
const ODS_CODE = 'https://fhir.nhs.uk/Id/ods-organization-code'
const HOSPITAL_NUMBER = 'https://meregeneral.example.org/hospital-number'
const GP_NUMBER = 'https://gp.southmere.example.org/patient'
const ATTENDANCE_NUMBER = 'https://meregeneral.example.org/attendance'
const PROFESSIONAL = 'https://fhir.hl7.org.uk/Id/gmc-number'
const SNOMED = 'http://snomed.info/sct'
const UK_CORE = 'https://fhir.hl7.org.uk/StructureDefinition'
const TERMINOLOGY = 'http://terminology.hl7.org/CodeSystem'

const GP_FILE = 'gp/record.ndjson'
const HOSPITAL_FILE = 'hospital/record.ndjson'

/** The organisations and doctors that the records refer to, before anybody who refers to them. */
export function writeOrganisations(world: World, files: ExtractFiles): void {
  const { practices, consultants } = world.organisations
  for (const practice of practices) {
    write(files, GP_FILE, organisation(practice.code, practice.name))
    for (const doctor of practice.doctors) write(files, GP_FILE, practitioner(doctor))
  }
  write(files, HOSPITAL_FILE, organisation(HOSPITAL.code, HOSPITAL.name))
  write(files, HOSPITAL_FILE, {
    ...organisation(COMMUNITY_HOSPITAL.code, COMMUNITY_HOSPITAL.name),
    partOf: { reference: `Organization/${HOSPITAL.code}` },
  })
  for (const practice of practices)
    write(files, HOSPITAL_FILE, organisation(practice.code, practice.name))
  for (const consultant of consultants) write(files, HOSPITAL_FILE, practitioner(consultant))
}

/** What the GP holds: the person, their conditions, medicines and allergies, and whom to call. */
export function writeGpRecord(life: Life, files: ExtractFiles): void {
  const view = life.gp
  if (view === undefined) return
  write(files, GP_FILE, patient(view, GP_NUMBER, practiceLinks(view.practice)))
  for (const [place, relative] of life.relatives.entries())
    write(files, GP_FILE, relatedPerson(view, relative, place))
  writeHealth(view, life.health, view.practice?.doctors[life.person.index % 3], GP_FILE, files)
}

/** What the hospital holds beside the stays: the person under each number, attendances, diagnoses, allergies, medicines given to go home. */
export function writeHospitalRecord(world: World, life: Life, files: ExtractFiles): void {
  life.hospital.forEach((view, registration) => {
    write(
      files,
      HOSPITAL_FILE,
      patient(view, HOSPITAL_NUMBER, {
        ...practiceLinks(view.practice),
        managingOrganization: organisationReference(HOSPITAL),
      }),
    )
    life.attendances
      .filter((one) => one.registration === registration)
      .forEach((one, place) => {
        write(files, HOSPITAL_FILE, encounter(view, one, place))
      })
    writeDiagnoses(world, life, view, registration, files)
    if (registration === 0) {
      for (const flag of life.flags)
        write(files, HOSPITAL_FILE, flagOf(view, flag.words, flag.category, flag.since))
    }
  })
}

function writeHealth(
  view: View,
  health: Health,
  doctor: Clinician | undefined,
  path: string,
  files: ExtractFiles,
): void {
  health.conditions.forEach(({ kind, since }, place) => {
    write(
      files,
      path,
      condition(
        `${view.id}-c${place + 1}`,
        view,
        kind.words,
        kind.snomed,
        isoDay(since),
        'problem-list-item',
      ),
    )
  })
  health.medicines.forEach((prescription, place) => {
    write(files, path, {
      resourceType: 'MedicationRequest',
      id: `${view.id}-m${place + 1}`,
      status: prescription.stopped ? 'stopped' : 'active',
      intent: 'order',
      medicationCodeableConcept: { text: prescription.medicine.name },
      subject: { reference: `Patient/${view.id}` },
      authoredOn: isoDay(prescription.since),
      requester: doctor && { reference: `Practitioner/${doctor.code}` },
      dosageInstruction: [{ text: prescription.medicine.dose }],
    })
  })
  health.allergies.forEach(({ kind, since }, place) => {
    write(
      files,
      path,
      allergy(
        `${view.id}-a${place + 1}`,
        view,
        kind.words,
        kind.snomed,
        kind.reaction,
        isoDay(since),
      ),
    )
  })
}

/** One diagnosis a stay, an allergy list for those who have stayed, and a medicine or two to go home with. */
function writeDiagnoses(
  world: World,
  life: Life,
  view: View,
  registration: number,
  files: ExtractFiles,
): void {
  const stays = life.stays.filter(
    (stay) => stay.registration === registration && stay.cancelledAt === undefined,
  )
  stays.forEach((stay, place) => {
    const when = fhirMinute(stay.admittedAt)
    write(
      files,
      HOSPITAL_FILE,
      condition(
        `${view.id}-d${place + 1}`,
        view,
        stay.reason.words,
        stay.reason.snomed,
        when,
        'encounter-diagnosis',
      ),
    )
    const home = life.health.medicines[place % Math.max(1, life.health.medicines.length)]
    if (home === undefined || stay.leftAt === undefined || stay.died) return
    write(files, HOSPITAL_FILE, {
      resourceType: 'MedicationRequest',
      id: `${view.id}-t${place + 1}`,
      status: 'completed',
      intent: 'order',
      category: [
        { coding: [{ system: `${TERMINOLOGY}/medicationrequest-category`, code: 'discharge' }] },
      ],
      medicationCodeableConcept: { text: home.medicine.name },
      subject: { reference: `Patient/${view.id}` },
      authoredOn: fhirMinute(stay.leftAt),
      requester: {
        reference: `Practitioner/${world.organisations.consultants[stay.consultant]!.code}`,
      },
      dosageInstruction: [{ text: home.medicine.dose }],
    })
  })
  if (stays.length === 0) return
  life.health.allergies.forEach(({ kind, since }, place) => {
    write(
      files,
      HOSPITAL_FILE,
      allergy(
        `${view.id}-a${place + 1}`,
        view,
        kind.words,
        kind.snomed,
        kind.reaction,
        isoDay(since),
      ),
    )
  })
}

function patient(view: View, ownNumber: string, links: { [key: string]: Json }): Resource {
  const { address, ethnicity } = view
  return {
    resourceType: 'Patient',
    id: view.id,
    meta: { profile: [`${UK_CORE}/UKCore-Patient`] },
    extension: ethnicity && [
      {
        url: `${UK_CORE}/Extension-UKCore-EthnicCategory`,
        valueCodeableConcept: {
          coding: [
            {
              system: 'https://fhir.hl7.org.uk/CodeSystem/UKCore-EthnicCategoryEngland',
              code: ethnicity.nhs,
              display: ethnicity.nhsWords,
            },
          ],
        },
      },
    ],
    identifier: [...nhsNumber(view), { use: 'usual', system: ownNumber, value: view.id }],
    active: true,
    name: [
      {
        use: 'official',
        family: view.family,
        given: view.middle ? [view.given, view.middle] : [view.given],
        prefix: [view.title],
      },
    ],
    telecom: telecom(view),
    gender: view.sex,
    birthDate: isoDay(view.birth),
    deceasedDateTime: view.death === undefined ? undefined : isoDay(view.death),
    address: [
      {
        use: 'home',
        line: address.lines,
        city: address.city,
        district: COUNTY_NAME,
        postalCode: address.postcode,
      },
    ],
    ...links,
  }
}

function nhsNumber(view: View): Json[] {
  if (view.nhsNumber === undefined) return []
  const code = view.dirt.includes('nhsNumberMistyped') ? '02' : '01'
  return [
    {
      extension: [
        {
          url: `${UK_CORE}/Extension-UKCore-NHSNumberVerificationStatus`,
          valueCodeableConcept: {
            coding: [
              {
                system:
                  'https://fhir.hl7.org.uk/CodeSystem/UKCore-NHSNumberVerificationStatusEngland',
                code,
              },
            ],
          },
        },
      ],
      system: NHS_NUMBER,
      value: view.nhsNumber,
    },
  ]
}

function telecom(view: View): Json[] | undefined {
  const found: Json[] = []
  if (view.landline !== undefined)
    found.push({ system: 'phone', value: view.landline, use: 'home' })
  if (view.mobile !== undefined) found.push({ system: 'phone', value: view.mobile, use: 'mobile' })
  if (view.email !== undefined) found.push({ system: 'email', value: view.email })
  return found.length > 0 ? found : undefined
}

function practiceLinks(practice: Practice | undefined): { [key: string]: Json } {
  if (practice === undefined) return {}
  const reference = organisationReference(practice)
  return { generalPractitioner: [reference], managingOrganization: reference }
}

function organisationReference({ code, name }: { code: string; name: string }): Json {
  return {
    reference: `Organization/${code}`,
    identifier: { system: ODS_CODE, value: code },
    display: name,
  }
}

function organisation(code: string, name: string): Resource {
  return {
    resourceType: 'Organization',
    id: code,
    identifier: [{ system: ODS_CODE, value: code }],
    active: true,
    name,
  }
}

function practitioner({ code, family, given, title }: Clinician): Resource {
  return {
    resourceType: 'Practitioner',
    id: code,
    identifier: [{ system: PROFESSIONAL, value: code }],
    active: true,
    name: [{ family, given: [given], prefix: [title] }],
  }
}

function encounter(view: View, attendance: Attendance, place: number): Resource {
  const id = `${view.id}-e${place + 1}`
  return {
    resourceType: 'Encounter',
    id,
    identifier: [{ system: ATTENDANCE_NUMBER, value: id }],
    status: 'finished',
    class: { system: `${TERMINOLOGY}/v3-ActCode`, code: 'EMER', display: 'emergency' },
    type: [{ text: 'Emergency department attendance' }],
    subject: { reference: `Patient/${view.id}` },
    period: { start: fhirMinute(attendance.arrivedAt), end: fhirMinute(attendance.leftAt) },
    reasonCode: [concept(attendance.reason.words, attendance.reason.snomed)],
    hospitalization: {
      dischargeDisposition: {
        text: attendance.stay === undefined ? 'Went home' : 'Admitted to a ward',
      },
    },
    serviceProvider: organisationReference(HOSPITAL),
  }
}

function condition(
  id: string,
  view: View,
  words: string,
  snomed: string | undefined,
  onset: string,
  category: string,
): Resource {
  return {
    resourceType: 'Condition',
    id,
    clinicalStatus: coded('condition-clinical', 'active'),
    category: [coded('condition-category', category)],
    code: concept(words, snomed),
    subject: { reference: `Patient/${view.id}` },
    onsetDateTime: onset,
    recordedDate: onset,
  }
}

function allergy(
  id: string,
  view: View,
  words: string,
  snomed: string | undefined,
  reaction: string,
  since: string,
): Resource {
  return {
    resourceType: 'AllergyIntolerance',
    id,
    clinicalStatus: coded('allergyintolerance-clinical', 'active'),
    verificationStatus: coded('allergyintolerance-verification', 'confirmed'),
    code: concept(words, snomed),
    patient: { reference: `Patient/${view.id}` },
    recordedDate: since,
    reaction: [{ manifestation: [{ text: reaction }] }],
  }
}

function relatedPerson(view: View, relative: Relative, place: number): Resource {
  return {
    resourceType: 'RelatedPerson',
    id: `${view.id}-r${place + 1}`,
    active: true,
    patient: { reference: `Patient/${view.id}` },
    relationship: [
      {
        coding: [{ system: `${TERMINOLOGY}/v3-RoleCode`, code: relative.code }],
        text: relative.relationship,
      },
    ],
    name: [{ family: relative.family, given: [relative.given] }],
    telecom: [{ system: 'phone', value: relative.phone, use: 'mobile' }],
  }
}

function flagOf(view: View, words: string, category: string, since: number): Resource {
  return {
    resourceType: 'Flag',
    id: `${view.id}-f1`,
    status: 'active',
    category: [
      { coding: [{ system: `${TERMINOLOGY}/flag-category`, code: 'safety' }], text: category },
    ],
    code: { text: words },
    subject: { reference: `Patient/${view.id}` },
    period: { start: fhirMinute(at(since, 9)) },
    author: organisationReference(HOSPITAL),
  }
}

function concept(words: string, snomed: string | undefined): Json {
  return snomed === undefined
    ? { text: words }
    : { coding: [{ system: SNOMED, code: snomed, display: words }], text: words }
}

function coded(system: string, code: string): Json {
  return { coding: [{ system: `${TERMINOLOGY}/${system}`, code }] }
}

function write(files: ExtractFiles, path: string, resource: Resource): void {
  files.write(path, `${JSON.stringify(resource)}\n`)
}
