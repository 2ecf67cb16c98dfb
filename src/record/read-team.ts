import { capital } from '../kernel/index.ts'
import { type Directory, phoneIn } from './directory.ts'
import {
  displayOf,
  nameOf,
  notesOf,
  objectOf,
  objectsOf,
  referenceOf,
  statusOf,
  stringOf,
  wordsOfAll,
} from './fhir.ts'
import type { KnownResource } from './known-resource.ts'
import { containedIn } from './medicine-name.ts'
import type { JsonObject } from './resource.ts'
import { isAhead, isOver } from './span.ts'
import { foldWords, OVER, type Reading, unsure, WRONG } from './statement.ts'

/** The person and their family are members too, and are told elsewhere. */
const NOT_STAFF = /^(?:Patient|RelatedPerson)\//

/** FHIR R4 CareTeam: who works for the person, with the number to ring. */
export function readCareTeam(resource: KnownResource, directory: Directory, now: Date): Reading {
  const { content } = resource
  const [status] = statusOf(content.status)
  if (status === 'entered-in-error') return WRONG
  if (status === 'inactive' || isOver(content.period, now)) return OVER
  if (status === 'proposed' || isAhead(content.period, now)) return unsure('It is not yet at work.')
  const kinds = wordsOfAll(content.category)
  const workers = objectsOf(content.participant).flatMap((one) =>
    workerWords(resource, one, directory, now),
  )
  const organisations = objectsOf(
    content.managingOrganization === undefined ? [] : [content.managingOrganization].flat(),
  ).flatMap((one) => contactWords(resource, one, directory))
  const named = stringOf(content.name) ?? kinds[0]
  if (named === undefined && workers.length === 0) return OVER
  const phone = phoneIn(content.telecom, now)
  const start = stringOf(objectOf(content.period)?.start)
  const what = named ?? 'Care team'
  return {
    stands: 'yes',
    section: 'team',
    what,
    about: foldWords(`${what} ${resource.source}`),
    says: [
      ...(status === undefined || status === 'active' ? [] : [status]),
      ...(phone === undefined ? [] : [phone]),
      ...workers,
      ...organisations,
    ],
    aside: [...kinds.filter((one) => one !== what), ...notesOf(content.note)],
    when: start === undefined ? undefined : { is: 'since', at: start },
  }
}

/** `Ana Reid, social worker, 0300 123 4567` */
function workerWords(
  resource: KnownResource,
  participant: JsonObject,
  directory: Directory,
  now: Date,
): string[] {
  if (isOver(participant.period, now) || isAhead(participant.period, now)) return []
  const member = objectOf(participant.member)
  const reference = referenceOf(member) ?? ''
  if (NOT_STAFF.test(resource.refs?.[reference] ?? reference)) return []
  const inside = containedIn(resource.content, reference)
  const known = directory.contact(resource, member)
  const name = displayOf(member) ?? nameOf(inside?.name) ?? stringOf(inside?.name) ?? known?.name
  const roles = wordsOfAll(participant.role).map(lower)
  const phone = phoneIn(inside?.telecom, now) ?? known?.phone
  const behalf =
    displayOf(participant.onBehalfOf) ?? directory.contact(resource, participant.onBehalfOf)?.name
  if (name === undefined && roles.length === 0) return []
  const who = name ?? capital(roles[0]!)
  const words = [
    who,
    ...(name === undefined ? roles.slice(1) : roles),
    behalf && `for ${behalf}`,
    phone,
  ]
  return [words.filter((part) => part !== undefined && part !== '').join(', ')]
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

/** `Social worker` in the middle of a line; `OT` stays as it is. */
function lower(role: string): string {
  return /^[A-Z][a-z]/.test(role) ? role.charAt(0).toLowerCase() + role.slice(1) : role
}
