import type {
  CareTeam,
  CodeableConcept,
  ContactPoint,
  Identifier,
  Patient,
  RelatedPerson,
} from '@medplum/fhirtypes'
import { fhirMinute, isoDay, type Minute } from './calendar.ts'
import { fullName } from './clinicians.ts'
import type { Case } from './council-teams.ts'
import { COUNTY_NAME } from './county.ts'
import type { View } from './dirt.ts'
import { atWork } from './fhir-organisations.ts'
import {
  COUNCIL_NUMBERS,
  coded,
  NHS_NUMBER,
  organisationReference,
  subject,
  TERMINOLOGY,
  UK_CORE,
} from './fhir-terms.ts'
import { COUNCIL, type Practice } from './organisations.ts'
import type { Relative } from './relatives.ts'

type With<T> = T & { id: string }
const ETHNIC_CATEGORY = 'https://fhir.hl7.org.uk/CodeSystem/UKCore-EthnicCategoryEngland'
const NUMBER_STATUS = 'https://fhir.hl7.org.uk/CodeSystem/UKCore-NHSNumberVerificationStatusEngland'
/** The person's address is safe with nobody: whoever sees this shows neither it nor a telephone number. */
const RESTRICTED = {
  system: `${TERMINOLOGY}/v3-Confidentiality`,
  code: 'R',
  display: 'restricted',
}

/** `updated` is when the record was last written to, where the sender says so. */
export function patient(
  view: View,
  ownNumber: string,
  links: Pick<Patient, 'generalPractitioner' | 'managingOrganization'>,
  updated?: Minute,
): With<Patient> {
  const { address, ethnicity } = view
  return {
    resourceType: 'Patient',
    id: view.id,
    meta: {
      lastUpdated: updated === undefined ? undefined : fhirMinute(updated),
      profile: [`${UK_CORE}/UKCore-Patient`],
      security: view.restricted ? [RESTRICTED] : undefined,
    },
    extension: ethnicity && [
      {
        url: `${UK_CORE}/Extension-UKCore-EthnicCategory`,
        valueCodeableConcept: {
          coding: [{ system: ETHNIC_CATEGORY, code: ethnicity.nhs, display: ethnicity.nhsWords }],
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
    deceasedBoolean: view.deathUndated ? true : undefined,
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

function nhsNumber(view: View): Identifier[] {
  if (view.nhsNumber === undefined) return []
  const code = view.dirt.includes('nhsNumberMistyped') ? '02' : '01'
  return [
    {
      extension: [
        {
          url: `${UK_CORE}/Extension-UKCore-NHSNumberVerificationStatus`,
          valueCodeableConcept: { coding: [{ system: NUMBER_STATUS, code }] },
        },
      ],
      system: NHS_NUMBER,
      value: view.nhsNumber,
    },
  ]
}

function telecom(view: View): ContactPoint[] | undefined {
  const found: ContactPoint[] = []
  if (view.landline !== undefined)
    found.push({ system: 'phone', value: view.landline, use: 'home' })
  if (view.mobile !== undefined) found.push({ system: 'phone', value: view.mobile, use: 'mobile' })
  if (view.email !== undefined) found.push({ system: 'email', value: view.email })
  return found.length > 0 ? found : undefined
}

export function practiceLinks(
  practice: Practice | undefined,
): Pick<Patient, 'generalPractitioner' | 'managingOrganization'> {
  if (practice === undefined) return {}
  const reference = organisationReference(practice)
  return { generalPractitioner: [reference], managingOrganization: reference }
}

export function relatedPerson(view: View, relative: Relative, suffix: string): With<RelatedPerson> {
  const { family, given, phone } = relative
  return {
    resourceType: 'RelatedPerson',
    id: `${view.id}-${suffix}`,
    active: true,
    patient: subject(view),
    relationship: relationship(relative),
    name: [{ family, given: [given] }],
    telecom: phone === undefined ? undefined : [{ system: 'phone', value: phone, use: 'mobile' }],
  }
}

function relationship({
  relationship: words,
  code,
  nextOfKin,
  carer,
}: Relative): CodeableConcept[] {
  return [
    { ...coded('v3-RoleCode', code), text: words },
    ...(nextOfKin ? [{ ...coded('v2-0131', 'N'), text: 'Next of kin' }] : []),
    ...(carer ? [{ text: 'Carer' }] : []),
  ]
}

/** Who of the council looks after somebody: one worker and their team, each with a number to ring. */
export function careTeam(view: View, { worker, team, since }: Case): With<CareTeam> {
  return {
    resourceType: 'CareTeam',
    id: `${view.id}-team`,
    identifier: [{ system: `${COUNCIL_NUMBERS}/case`, value: view.id }],
    status: 'active',
    category: [{ text: 'Adult social care' }],
    name: team.name,
    subject: {
      ...subject(view),
      identifier: { system: `${COUNCIL_NUMBERS}/person`, value: view.id },
    },
    period: { start: isoDay(since) },
    participant: [
      {
        role: [{ text: worker.role }],
        member: { reference: `Practitioner/${worker.code}`, display: fullName(worker) },
        onBehalfOf: { reference: `Organization/${team.code}`, display: team.name },
      },
    ],
    managingOrganization: [organisationReference(COUNCIL)],
    telecom: [atWork(team.phone)],
  }
}
