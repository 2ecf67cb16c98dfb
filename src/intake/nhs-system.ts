import { readNhsNumber } from '../people/index.ts'

/** Where an identifier is an NHS number. */
export const NHS_NUMBER_SYSTEM = 'https://fhir.nhs.uk/Id/nhs-number'
export const NHS_NUMBER_OID = '2.16.840.1.113883.2.1.4.1'
const OTHER_SYSTEMS = [
  'http://fhir.nhs.net/id/nhs-number',
  `urn:oid:${NHS_NUMBER_OID}`,
  NHS_NUMBER_OID,
]

/** Who gave out a person's key, where a source names them by their NHS number alone. */
export const NHS_AUTHORITY = 'NHS'

export const ODS_SYSTEM = 'https://fhir.nhs.uk/Id/ods-organization-code'

export const NHS_NUMBER_WARNING = 'an NHS number fails its check and is not used to match'

export function isNhsNumberSystem(system: string): boolean {
  if (system === NHS_NUMBER_SYSTEM) return true
  const plain = system.trim().toLowerCase()
  return plain === NHS_NUMBER_SYSTEM.toLowerCase() || OTHER_SYSTEMS.includes(plain)
}

export type NhsNumberFields = { nhsNumber?: string; nhsNumberAsGiven?: string | null }

/** The fields of a person that follow from what stands where the NHS number should be. */
export function nhsNumberFields(text: string): NhsNumberFields {
  if (text.trim() === '') return {}
  const read = readNhsNumber(text)
  if (!read.ok) return { nhsNumberAsGiven: text.trim() }
  return { nhsNumber: read.number, nhsNumberAsGiven: null }
}
