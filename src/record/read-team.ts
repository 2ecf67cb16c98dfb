import { capital } from '../kernel/index.ts'
import { careTeamOf, type Member } from './care-team.ts'
import { plainStatus } from './code-words.ts'
import type { Directory } from './directory.ts'
import { displayOf, notesOf, objectOf, objectsOf, stringOf } from './fhir.ts'
import type { KnownResource } from './known-resource.ts'
import type { JsonObject } from './resource.ts'
import { foldWords, OVER, type Reading, unsure, WRONG } from './statement.ts'

/** FHIR R4 CareTeam: who works for the person, with the number to ring. */
export function readCareTeam(resource: KnownResource, directory: Directory, now: Date): Reading {
  const { content } = resource
  const { stands, status, name, kinds, phone, members } = careTeamOf(resource, directory, now)
  if (stands === 'wrong') return WRONG
  if (stands === 'over') return OVER
  if (stands === 'ahead') return unsure('It is not yet at work.')
  const organisations = objectsOf(
    content.managingOrganization === undefined ? [] : [content.managingOrganization].flat(),
  ).flatMap((one) => contactWords(resource, one, directory))
  const named = name ?? kinds[0]
  if (named === undefined && members.length === 0) return OVER
  const start = stringOf(objectOf(content.period)?.start)
  const what = named ?? 'Care team'
  return {
    stands: 'yes',
    section: 'team',
    what,
    about: foldWords(`${what} ${resource.source}`),
    says: [
      ...(status === undefined || status === 'active' ? [] : [plainStatus(status)]),
      ...(phone === undefined ? [] : [phone]),
      ...members.map(memberWords),
      ...organisations,
    ],
    aside: [...kinds.filter((one) => one !== what), ...notesOf(content.note)],
    when: start === undefined ? undefined : { is: 'since', at: start },
  }
}

/** `Ana Reid, social worker, 0300 123 4567` */
function memberWords({ name, roles, behalf, phone }: Member): string {
  const words = [
    name ?? capital(roles[0]!),
    ...(name === undefined ? roles.slice(1) : roles),
    behalf && `for ${behalf}`,
    phone,
  ]
  return words.filter((part) => part !== undefined && part !== '').join(', ')
}

function contactWords(
  resource: KnownResource,
  reference: JsonObject,
  directory: Directory,
): string[] {
  const contact = directory.contact(resource, reference)
  const name = displayOf(reference) ?? contact?.name
  if (name === undefined) return []
  return [contact?.phone === undefined ? name : `${name}, ${contact.phone}`]
}
