import type { ContactPoint, Location, Organization, Practitioner } from '@medplum/fhirtypes'
import { type Clinician, fullName } from './clinicians.ts'
import type { Team, Worker } from './council-teams.ts'
import { COUNCIL_NUMBERS, ODS_CODE, organisationReference, TERMINOLOGY } from './fhir-terms.ts'
import { type CareProvider, COUNCIL, HOSPITAL } from './organisations.ts'
import { HOSPITAL_SWITCHBOARD } from './phones.ts'
import type { Ward } from './wards.ts'

const PROFESSIONAL = 'https://fhir.hl7.org.uk/Id/gmc-number'
const CQC_LOCATION = 'https://www.cqc.org.uk/location'

type With<T> = T & { id: string }

export function organisation(
  { code, name }: { code: string; name: string },
  phone: string,
): With<Organization> {
  const identifier = [{ system: ODS_CODE, value: code }]
  const telecom = [atWork(phone)]
  return { resourceType: 'Organization', id: code, identifier, active: true, name, telecom }
}

/** Home care and care homes, by the number of their place at the regulator. */
export function provider({ locationId, name, phone }: CareProvider): With<Organization> {
  return {
    resourceType: 'Organization',
    id: locationId,
    identifier: [{ system: CQC_LOCATION, value: locationId }],
    active: true,
    type: [{ ...code('organization-type', 'prov'), text: 'Care provider' }],
    name,
    telecom: [atWork(phone)],
  }
}

export function councilTeam(team: Team): With<Organization> {
  return {
    resourceType: 'Organization',
    id: team.code,
    identifier: [{ system: `${COUNCIL_NUMBERS}/team`, value: team.code }],
    active: true,
    type: [code('organization-type', 'dept')],
    name: team.name,
    telecom: [atWork(team.phone)],
    partOf: organisationReference(COUNCIL),
  }
}

export function ward({ name, what, phone }: Ward): With<Location> {
  return {
    resourceType: 'Location',
    id: `${HOSPITAL.code}-${name.replace(' ', '-')}`,
    status: 'active',
    name,
    description: what,
    mode: 'instance',
    telecom: [atWork(phone)],
    physicalType: code('location-physical-type', 'wa'),
    managingOrganization: organisationReference(HOSPITAL),
  }
}

/** A doctor, on the telephone of the practice or the hospital. */
export function doctor(clinician: Clinician, phone = HOSPITAL_SWITCHBOARD): With<Practitioner> {
  return practitioner(clinician, PROFESSIONAL, phone)
}

export function councilWorker(worker: Worker): With<Practitioner> {
  return practitioner(worker, `${COUNCIL_NUMBERS}/staff`, worker.phone)
}

function practitioner(clinician: Clinician, system: string, phone: string): With<Practitioner> {
  const { code: id, family, given, title } = clinician
  const prefix = title === '' ? undefined : [title]
  return {
    resourceType: 'Practitioner',
    id,
    identifier: [{ system, value: id }],
    active: true,
    name: [{ text: fullName(clinician), family, given: [given], prefix }],
    telecom: [atWork(phone)],
  }
}

export function atWork(value: string): ContactPoint {
  return { system: 'phone', value, use: 'work' }
}

function code(system: string, value: string) {
  return { coding: [{ system: `${TERMINOLOGY}/${system}`, code: value }] }
}
