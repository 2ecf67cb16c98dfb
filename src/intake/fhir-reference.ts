import type { JsonObject, JsonValue } from '../record/index.ts'
import { objectOf, objectsOf, textIn } from './json-value.ts'
import { isNhsNumberSystem, nhsNumberFields } from './nhs-system.ts'
import { Unreadable } from './reading.ts'

const PATH = /(?:^|\/)([A-Z][A-Za-z]+)\/([^/?#|\s]{1,200})(?:\/_history\/[^/]*)?$/
const URN = /^urn:(?:uuid|oid):(.+)$/i
const SEARCH = /(?:^|\/)([A-Z][A-Za-z]+)\?(.+)$/

/** Where a FHIR reference points. `id` is the target's id at the source. */
export type Target =
  | { to: 'resource'; type?: string; id: string }
  | { to: 'number'; nhsNumber: string }
  | { to: 'contained'; id: string }
  | { to: 'search'; type: string }
  | { to: 'nothing' }

/**
 * Reads `Patient/7`, `urn:uuid:…`, an absolute address, a search such as `Practitioner?identifier=…`, or
 * a reference by identifier alone. `known` maps the `urn:uuid:` of the same file to the id it stands for.
 */
export function targetOf(reference: JsonObject, known: ReadonlyMap<string, string>): Target {
  const text = textIn(reference.reference)
  if (text === undefined) return byIdentifier(objectOf(reference.identifier))
  if (text.startsWith('#')) return { to: 'contained', id: text.slice(1) }
  const urn = URN.exec(text)
  if (urn) {
    const id = known.get(urn[1]!)
    const type = id === undefined ? textIn(reference.type) : 'Patient'
    return { to: 'resource', type, id: id ?? urn[1]! }
  }
  const search = SEARCH.exec(text)
  if (search) return bySearch(search[1]!, search[2]!)
  const path = PATH.exec(text)
  if (path) {
    return { to: 'resource', type: path[1], id: known.get(path[2]!) ?? path[2]! }
  }
  return byIdentifier(objectOf(reference.identifier))
}

/** The patient whom a target names; undefined where it is something else or somebody unknown. */
export function patientId(
  target: Target,
  resource: JsonObject,
  known: ReadonlyMap<string, string>,
  onlyPatients: boolean,
): { sourceId: string; nhsNumber?: string } | undefined {
  switch (target.to) {
    case 'resource': {
      const isPatient = target.type === 'Patient' || known.has(target.id)
      const assumed = target.type === undefined && onlyPatients
      return isPatient || assumed ? { sourceId: target.id } : undefined
    }
    case 'number':
      return { sourceId: target.nhsNumber, nhsNumber: target.nhsNumber }
    case 'contained':
      return containedPatient(resource, target.id)
    case 'search':
      if (target.type === 'Patient') {
        throw new Unreadable('the person is named by a search, which is not followed')
      }
      return undefined
    default:
      return undefined
  }
}

/** What an organisation is known by: its code, and its name where one is given. */
export function organisationIn(value: JsonValue | undefined): { code?: string; name?: string } {
  const reference = objectOf(value)
  if (!reference) return {}
  const name = textIn(reference.display)
  const code = textIn(objectOf(reference.identifier)?.value)
  if (code !== undefined) return { code, name }
  const text = textIn(reference.reference) ?? ''
  const searched = /[?&]identifier=(?:[^|&]*\|)?([^|&]+)/.exec(text)?.[1]
  const named = PATH.exec(text)?.[2]
  return { code: searched ?? named, name }
}

function byIdentifier(identifier: JsonObject | undefined): Target {
  const system = textIn(identifier?.system)
  const value = textIn(identifier?.value)
  if (system === undefined || value === undefined || !isNhsNumberSystem(system))
    return { to: 'nothing' }
  const { nhsNumber } = nhsNumberFields(value)
  return nhsNumber === undefined ? { to: 'nothing' } : { to: 'number', nhsNumber }
}

function bySearch(type: string, query: string): Target {
  const asked = new URLSearchParams(query).get('identifier') ?? ''
  const [system, value] = asked.split('|')
  const found = byIdentifier({ system: system ?? '', value: value ?? '' })
  return type === 'Patient' && found.to === 'number' ? found : { to: 'search', type }
}

function containedPatient(resource: JsonObject, id: string) {
  const inside = objectsOf(resource.contained).find((one) => one.id === id)
  if (inside?.resourceType !== 'Patient') return undefined
  for (const identifier of objectsOf(inside.identifier)) {
    const target = byIdentifier(identifier)
    if (target.to === 'number') return { sourceId: target.nhsNumber, nhsNumber: target.nhsNumber }
  }
  return undefined
}
