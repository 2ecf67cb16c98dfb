import { phoneIn } from './directory.ts'
import { codesOf, listOf, nameOf, objectOf, objectsOf, stringOf, wordsOf } from './fhir.ts'
import type { JsonObject, JsonValue } from './resource.ts'
import { isAhead, isOver } from './span.ts'
import { foldWords, OVER, type Reading, unsure } from './statement.ts'

/** HL7 RoleCode and the contact roles of v2, where a source sends the code alone. */
const ROLES: ReadonlyMap<string, string> = new Map([
  ['N', 'Next of kin'],
  ['C', 'Emergency contact'],
  ['DAU', 'Daughter'],
  ['SON', 'Son'],
  ['CHILD', 'Child'],
  ['SPS', 'Spouse'],
  ['WIFE', 'Wife'],
  ['HUSB', 'Husband'],
  ['DOMPART', 'Partner'],
  ['MTH', 'Mother'],
  ['FTH', 'Father'],
  ['PRN', 'Parent'],
  ['SIS', 'Sister'],
  ['BRO', 'Brother'],
  ['SIB', 'Sibling'],
  ['GRNDDAU', 'Granddaughter'],
  ['GRNDSON', 'Grandson'],
  ['GRPRN', 'Grandparent'],
  ['AUNT', 'Aunt'],
  ['UNCLE', 'Uncle'],
  ['COUSN', 'Cousin'],
  ['NIECE', 'Niece'],
  ['NEPH', 'Nephew'],
  ['FRND', 'Friend'],
  ['NBOR', 'Neighbour'],
  ['GUARD', 'Guardian'],
])

/** Words of a carer beside the name, each told apart by what it is. */
export const NEXT_OF_KIN = 'Next of kin'
const POST = /next of kin|emergency contact|carer|\bpower of attorney\b|advocate/i

/** FHIR R4 RelatedPerson. `says`: the telephone, then roles; `aside`: what is known of the care. */
export function readCarer(content: JsonObject, now: Date): Reading {
  if (content.active === false || isOver(content.period, now)) return OVER
  if (isAhead(content.period, now)) return OVER
  const what = nameOf(content.name)
  if (what === undefined) return unsure('It does not say who it is.')
  const start = stringOf(objectOf(content.period)?.start)
  return {
    stands: 'yes',
    section: 'carers',
    what,
    about: foldWords(what),
    says: [phoneIn(content.telecom, now)].filter((part) => part !== undefined),
    aside: [
      ...listOf(content.relationship).flatMap(roleWords),
      ...objectsOf(content.communication).flatMap(({ language }) => {
        const words = wordsOf(language, 'a language')
        return words === undefined ? [] : [`speaks ${words}`]
      }),
    ],
    when: start === undefined ? undefined : { is: 'since', at: start },
  }
}

function roleWords(role: JsonValue): string[] {
  const text = stringOf(objectOf(role)?.text)
  const coded = codesOf(role).flatMap((code) => ROLES.get(code) ?? [])
  const words = text ?? coded[0] ?? wordsOf(role, 'a relationship')
  const both = text === undefined ? coded : coded.filter((one) => one === NEXT_OF_KIN)
  return words === undefined ? [] : [...new Set([words, ...both])]
}

/** What somebody is to the person: a daughter; not that she cares, is rung first, or how long. */
export function kinOf(roles: readonly string[]): string[] {
  return roles.filter((role) => !/\d/.test(role) && !POST.test(role) && !/^speaks /.test(role))
}
