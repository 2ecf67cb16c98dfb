import { classOfResource, type DataClass } from './data-class.ts'
import { listOf, nameOf, objectOf, periodOf, stringOf, wordsOf } from './fhir.ts'
import type { KnownResource } from './known-resource.ts'
import { phoneWords } from './phone.ts'
import type { JsonObject, JsonValue } from './resource.ts'
import type { Sources } from './sources.ts'

/** Who holds somebody's case, as a source names them: a worker, a team, or both. */
export type Holder = {
  dataClass: DataClass
  /** a side's id, or '' */
  side: string
  /** 'Southmere Council' */
  at: string
  /** 'Ana Reid' */
  name?: string
  /** 'social worker' */
  role?: string
  /** 'Mere hospital team' */
  team?: string
  /** '01632 960127' */
  phone?: string
}

/** The people and places of a team that can hold a case: not the person, nor their family. */
const MEMBERS = /(^|\/)(Practitioner|PractitionerRole|Organization|CareTeam)\//

/**
 * The members of the care teams that stand now, a named worker first. Read from FHIR R4 `CareTeam` as it
 * comes: a worker's telephone where the resource holds the worker, else the team's.
 */
export function holdersOf(
  resources: readonly KnownResource[],
  sources: Sources,
  now: Date,
): Holder[] {
  const teams = resources.filter(({ type, content }) => type === 'CareTeam' && stands(content, now))
  return teams.flatMap(({ source, content }) => {
    const known = {
      dataClass: classOfResource('CareTeam', sources.givesOf(source), false),
      side: sources.sideOf(source),
      at: sources.nameOf(source),
      team: stringOf(content.name),
      phone: phoneOf(content.telecom),
    }
    const workers = listOf(content.participant).flatMap((participant) => {
      const worker = workerOf(objectOf(participant), content, now)
      return worker === undefined ? [] : [{ ...known, ...worker }]
    })
    if (workers.length > 0) return workers
    return known.team === undefined && known.phone === undefined ? [] : [known]
  })
}

const ENDED = new Set(['proposed', 'suspended', 'inactive', 'entered-in-error'])

function stands({ status, period }: JsonObject, now: Date): boolean {
  return !ENDED.has(stringOf(status) ?? '') && !isOver(period, now)
}

function isOver(period: JsonValue | undefined, now: Date): boolean {
  const { end } = periodOf(period)
  if (end === undefined) return false
  // The last day is part of the period.
  const last = Date.parse(end) + (end.length === 10 ? 86_400_000 : 0)
  return last <= now.getTime()
}

function workerOf(
  participant: JsonObject | undefined,
  team: JsonObject,
  now: Date,
): Partial<Holder> | undefined {
  if (participant === undefined || isOver(participant.period, now)) return undefined
  const member = objectOf(participant.member)
  const reference = stringOf(member?.reference) ?? ''
  const inside = containedIn(team, reference)
  const type = stringOf(inside?.resourceType) ?? stringOf(member?.type) ?? ''
  if (reference !== '' && !MEMBERS.test(reference.startsWith('#') ? `${type}/` : reference))
    return undefined
  const name = stringOf(member?.display) ?? nameOf(inside?.name) ?? stringOf(inside?.name)
  if (name === undefined) return undefined
  const role = listOf(participant.role).flatMap((one) => wordsOf(one) ?? [])[0]
  const phone = phoneOf(inside?.telecom)
  return { name, role: role && lower(role), ...(phone === undefined ? {} : { phone }) }
}

function containedIn(team: JsonObject, reference: string): JsonObject | undefined {
  if (!reference.startsWith('#')) return undefined
  return listOf(team.contained)
    .map(objectOf)
    .find((one) => stringOf(one?.id) === reference.slice(1))
}

function phoneOf(telecom: JsonValue | undefined): string | undefined {
  const phone = listOf(telecom)
    .map(objectOf)
    .find((one) => stringOf(one?.system) === 'phone' && stringOf(one?.use) !== 'old')
  return phoneWords(stringOf(phone?.value)?.replace(/\s+/g, ''))
}

/** `Social worker` in the middle of a line; `OT` stays as it is. */
function lower(role: string): string {
  return /^[A-Z][a-z]/.test(role) ? role.charAt(0).toLowerCase() + role.slice(1) : role
}
