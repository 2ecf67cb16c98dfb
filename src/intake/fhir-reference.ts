import { whyNoId } from '../people/index.ts'
import type { JsonObject, JsonValue } from '../record/index.ts'
import { addressOf, aliasOf, identifierAlias, isDrawnUuid, keptId } from './fhir-address.ts'
import { objectOf, objectsOf, textIn } from './json-value.ts'
import { isNhsNumberSystem, nhsNumberFields } from './nhs-system.ts'
import type { FileContext, Party } from './reading.ts'

/** Where a reference is written: what stands around it says what it means. */
export type From = {
  file: FileContext
  /** the server whose resource it stands in, where the resource says so */
  base?: string
  resource: JsonObject
}

/** Where a FHIR reference leads. `id` is the target's id as it is kept. */
export type Target =
  | { to: 'resource'; type?: string; id: string }
  | { to: 'number'; nhsNumber: string }
  | { to: 'identifier'; type?: string; system: string; value: string }
  | { to: 'contained'; id: string }
  | { to: 'search'; type: string }
  | { to: 'other-server' }
  | { to: 'nothing' }

const NOTHING: Target = { to: 'nothing' }

/** A reference that leads nowhere here may still say by an identifier who or what is meant. */
export function targetOf(reference: JsonObject, from: From): Target {
  const text = textIn(reference.reference)
  const target = text === undefined ? NOTHING : leadsTo(text, from)
  if (target.to !== 'nothing' && target.to !== 'other-server') return target
  const named = byIdentifier(objectOf(reference.identifier), textIn(reference.type), from)
  return named ?? target
}

/** Reads what stands in `reference`: `Patient/7`, `urn:uuid:…`, an address, `Patient?identifier=…`. */
export function leadsTo(text: string, { file, base }: From): Target {
  const address = addressOf(text)
  switch (address.kind) {
    case 'contained':
      return { to: 'contained', id: address.id }
    case 'urn': {
      const named = byName(address.urn, file)
      if (named) return named
      // A drawn one may stand in another file; any other holds in its bundle, and names nothing there.
      return isDrawnUuid(address.uuid) ? { to: 'resource', id: address.uuid } : NOTHING
    }
    case 'literal': {
      const { type, id } = address
      const named = file.aliases.size === 0 ? undefined : byName(aliasOf(text), file)
      if (named) return named
      if (address.base !== undefined && !file.bases.has(address.base)) return { to: 'other-server' }
      if (type === 'Patient' && whyNoId(id) !== undefined) return NOTHING
      const kept = keptId({ id, local: false, base: address.base ?? base }, file)!
      return { to: 'resource', type, id: kept }
    }
    case 'search': {
      const [system = '', value = ''] = (
        new URLSearchParams(address.query).get('identifier') ?? ''
      ).split('|')
      const named = byIdentifier({ system, value }, address.type, { file, resource: {} })
      return named ?? { to: 'search', type: address.type }
    }
    case 'other':
      return byName(text, file) ?? NOTHING
    default:
      return address satisfies never
  }
}

/** `Patient/7`, from a reference that is written in another way; undefined where it says so itself. */
export function otherwise(text: string, from: From): string | undefined {
  if (isPlain(text, from)) return undefined
  const target = leadsTo(text, from)
  if (target.to !== 'resource' || target.type === undefined) return undefined
  const kept = `${target.type}/${target.id}`
  return kept === text ? undefined : kept
}

/** What an organisation or a place is known by: its code, and its name where one is given. */
export function partyIn(value: JsonValue | undefined, from: From): Party {
  const reference = objectOf(value)
  if (!reference) return {}
  const given = textIn(objectOf(reference.identifier)?.value)
  const shown = textIn(reference.display)
  if (given !== undefined && shown !== undefined) return { code: given, name: shown }
  const led = partyAt(reference, from)
  const name = shown ?? led.name
  const { code } = led
  // An id that a server has made up is no code; it is better than nothing only where it is all there is.
  const tells =
    code !== undefined && (CODE.test(code) || (name === undefined && !isDrawnUuid(code)))
  return filled(given ?? (tells ? code : undefined), name)
}

/** The same from the resource itself. */
export function partyOf(resource: JsonObject): Party {
  const ods = objectsOf(resource.identifier).find(({ system }) => ODS.test(textIn(system) ?? ''))
  return filled(textIn(ods?.value), textIn(resource.name))
}

const CODE = /^(?=.*[A-Z])[A-Z0-9]{3,12}$/
const ODS = /\/ods-(?:organization|site)-code$/i

function partyAt(reference: JsonObject, from: From): Party {
  const text = textIn(reference.reference)
  if (text === undefined) return {}
  const target = targetOf(reference, from)
  if (target.to === 'contained') {
    const inside = containedIn(from.resource, target.id)
    return inside === undefined ? {} : partyOf(inside)
  }
  if (target.to === 'identifier') return { code: target.value }
  if (target.to === 'resource') {
    return from.file.parties.get(`${target.type}/${target.id}`) ?? { code: target.id }
  }
  const address = addressOf(text)
  if (address.kind === 'literal') return { code: address.id }
  if (address.kind !== 'search') return {}
  const code = new URLSearchParams(address.query).get('identifier')?.split('|').at(-1)
  return filled(textIn(code), undefined)
}

export function containedIn(resource: JsonObject, id: string): JsonObject | undefined {
  return objectsOf(resource.contained).find((one) => one.id === id)
}

/** By the NHS number, or by another identifier under its system. */
export function byIdentifier(
  identifier: JsonObject | undefined,
  type: string | undefined,
  { file }: From,
): Target | undefined {
  const system = textIn(identifier?.system)
  const value = textIn(identifier?.value)
  if (system === undefined || value === undefined) return undefined
  const named = byName(identifierAlias(type ?? 'Patient', system, value), file)
  if (named) return named
  if (!isNhsNumberSystem(system)) {
    return whyNoId(value) === undefined ? { to: 'identifier', type, system, value } : undefined
  }
  const { nhsNumber } = nhsNumberFields(value)
  return nhsNumber === undefined ? undefined : { to: 'number', nhsNumber }
}

function byName(name: string, { aliases }: FileContext): Target | undefined {
  const kept = aliases.size === 0 ? undefined : aliases.get(name)
  if (kept === undefined || kept === '') return undefined
  const at = kept.indexOf('/')
  return { to: 'resource', type: kept.slice(0, at), id: kept.slice(at + 1) }
}

/** Most references say where they lead, and cost no more than a look. */
function isPlain(text: string, { file, base }: From): boolean {
  if (base !== undefined || file.aliases.size > 0) return false
  return !text.includes(':') && !text.includes('/_history/')
}

function filled(code: string | undefined, name: string | undefined): Party {
  return { ...(code === undefined ? {} : { code }), ...(name === undefined ? {} : { name }) }
}
