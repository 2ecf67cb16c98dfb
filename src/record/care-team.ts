import { uncapital } from '../kernel/index.ts'
import { type Directory, phoneIn } from './directory.ts'
import {
  displayOf,
  nameOf,
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
import { readSettled } from './settled.ts'
import { isAhead, isOver } from './span.ts'

/** The person and their family are members too, and are told elsewhere. */
const NOT_STAFF = /^(?:Patient|RelatedPerson)\//

/** Somebody who works in a team now; without a name where only what they are is known. */
export type Member = {
  /** `Ana Reid` */
  name?: string
  /** `social worker` */
  roles: readonly string[]
  /** for whom they work */
  behalf?: string
  phone?: string
}

/** A FHIR R4 CareTeam, for all who read one: whether it stands, what it is called, who works in it. */
export type CareTeam = {
  stands: 'yes' | 'wrong' | 'over' | 'ahead'
  status?: string
  name?: string
  kinds: readonly string[]
  phone?: string
  members: readonly Member[]
}

export const careTeamOf = readSettled(readTeam)

function readTeam(resource: KnownResource, directory: Directory, now: Date): CareTeam {
  const { content } = resource
  const [status] = statusOf(content.status)
  return {
    stands: standsNow(status, content, now),
    status,
    name: stringOf(content.name),
    kinds: wordsOfAll(content.category, 'a team'),
    phone: phoneIn(content.telecom, now),
    members: objectsOf(content.participant).flatMap((one) =>
      memberOf(resource, one, directory, now),
    ),
  }
}

function standsNow(
  status: string | undefined,
  { period }: JsonObject,
  now: Date,
): CareTeam['stands'] {
  if (status === 'entered-in-error') return 'wrong'
  if (status === 'inactive' || isOver(period, now)) return 'over'
  return status === 'proposed' || isAhead(period, now) ? 'ahead' : 'yes'
}

function memberOf(
  resource: KnownResource,
  participant: JsonObject,
  directory: Directory,
  now: Date,
): Member[] {
  if (isOver(participant.period, now) || isAhead(participant.period, now)) return []
  const member = objectOf(participant.member)
  const reference = referenceOf(member) ?? ''
  const inside = containedIn(resource.content, reference)
  const place = resource.refs?.[reference] ?? reference
  if (NOT_STAFF.test(inside === undefined ? place : `${stringOf(inside.resourceType)}/`)) return []
  const known = directory.contact(resource, member)
  const name = displayOf(member) ?? nameOf(inside?.name) ?? stringOf(inside?.name) ?? known?.name
  const roles = wordsOfAll(participant.role, 'a role').map(lower)
  if (name === undefined && roles.length === 0) return []
  const { onBehalfOf } = participant
  return [
    {
      name,
      roles,
      behalf: displayOf(onBehalfOf) ?? directory.contact(resource, onBehalfOf)?.name,
      phone: phoneIn(inside?.telecom, now) ?? known?.phone,
    },
  ]
}

/** `Social worker` in the middle of a line; `OT` stays as it is. */
function lower(role: string): string {
  return /^[A-Z][a-z]/.test(role) ? uncapital(role) : role
}
