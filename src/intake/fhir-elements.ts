import type { JsonObject } from '../record/index.ts'
import { elementName } from './fhir-names.ts'

/**
 * What is made of each element of a resource that is told as the person or as an event (what pages show of others is
 * `record`'s). One that is neither read nor quiet is named as passed over; `fhir-elements.test.ts` walks all that R4
 * has.
 */
export type Elements = {
  /** decides what is told */
  read: ReadonlySet<string>
  /** cannot change what anybody does: numbers, who wrote it down, what it is part of */
  quiet: ReadonlySet<string>
}

/** `meta`, modifiers and rules are looked at in every resource; a narrative says again what the fields say. */
const EVERY_READ = 'resourceType meta implicitRules modifierExtension'
const EVERY_QUIET = 'id language text contained extension'

function elements(read: string, quiet: string): Elements {
  const words = (text: string) => new Set(text.split(/\s+/))
  return { read: words(`${EVERY_READ} ${read}`), quiet: words(`${EVERY_QUIET} ${quiet}`) }
}

export const TOLD_ELEMENTS: ReadonlyMap<string, Elements> = new Map([
  [
    'Patient',
    elements(
      `identifier active name telecom gender birthDate deceasedBoolean deceasedDateTime address
        multipleBirthBoolean multipleBirthInteger contact communication generalPractitioner link`,
      'maritalStatus photo managingOrganization',
    ),
  ],
  [
    'Encounter',
    elements(
      `identifier status class type serviceType subject period reasonCode reasonReference diagnosis
        hospitalization location serviceProvider`,
      `statusHistory classHistory priority episodeOfCare basedOn participant appointment length account
        partOf`,
    ),
  ],
  [
    'Procedure',
    elements(
      `status code subject performedDateTime performedPeriod performedString reasonCode reasonReference
        bodySite outcome complication`,
      `identifier instantiatesCanonical instantiatesUri basedOn partOf statusReason category encounter
        recorder asserter performer location report`,
    ),
  ],
  [
    'Immunization',
    elements(
      'status vaccineCode patient occurrenceDateTime occurrenceString reasonCode isSubpotent',
      `identifier statusReason encounter recorded primarySource reportOrigin location manufacturer
        lotNumber expirationDate site route performer education programEligibility fundingSource`,
    ),
  ],
  [
    'EpisodeOfCare',
    elements(
      'status type patient managingOrganization period',
      'identifier statusHistory referralRequest account',
    ),
  ],
])

/** Elements of a resource that nothing is made of, and that may matter: `Immunization.reaction`. */
export function unreadElements(type: string, resource: JsonObject): string[] {
  const elements = TOLD_ELEMENTS.get(type)
  if (elements === undefined) return []
  const unread = new Set<string>()
  for (const name in resource) {
    // What is said of a primitive beside its value stands under its name with a line before it.
    if (elements.read.has(name) || elements.quiet.has(name) || name.startsWith('_')) continue
    unread.add(`${type}.${elementName(name)}`)
  }
  return [...unread]
}
