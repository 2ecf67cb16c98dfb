import { hash } from 'node:crypto'
import { whyNoId } from '../people/index.ts'
import type { JsonObject } from '../record/index.ts'
import { whoseIs } from './fhir-types.ts'
import { objectOf, textIn } from './json-value.ts'
import { type FileContext, Unreadable } from './reading.ts'

/**
 * How FHIR names a resource: its address on a server, a name that holds within its bundle, or a condition that
 * it alone meets. An id by itself is no name: two servers both count from 1, and so do two bundles.
 */
export type Address =
  /** `base` without its scheme, as `serverOf` writes it; absent where it stands for the server that speaks */
  | { kind: 'literal'; base?: string; type: string; id: string }
  | { kind: 'urn'; urn: string; uuid: string }
  | { kind: 'contained'; id: string }
  | { kind: 'search'; type: string; query: string }
  | { kind: 'other' }

const LITERAL = /^(?:(.*)\/)?([A-Z][A-Za-z]+)\/([^/?#|\s]{1,200})(?:\/_history\/[^/?#]*)?$/
const URN = /^urn:(?:uuid|oid):(.+)$/i
const SEARCH = /^(?:.*\/)?([A-Z][A-Za-z]+)\?(.+)$/
const SERVER = /^(https?):\/\/([^/]+)(.*)$/i
const WITHIN = /^(.+)\/([A-Z][A-Za-z]+)\/[^/]+$/
const DEFAULT_PORTS = /:(?:80|443)$/

export function addressOf(text: string): Address {
  if (text === asked.text) return asked.address
  const address = readAddress(text)
  asked = { text, address }
  return address
}

/** What is of one person comes together, and each of it names them. */
let asked: { text: string; address: Address } = { text: '', address: { kind: 'other' } }

function readAddress(text: string): Address {
  if (text.startsWith('#')) return { kind: 'contained', id: text.slice(1) }
  const urn = text.startsWith(':', 3) ? URN.exec(text) : null
  if (urn) return { kind: 'urn', urn: text.toLowerCase(), uuid: urn[1]!.toLowerCase() }
  const literal = LITERAL.exec(text)
  if (literal) {
    const [, before = '', type, id] = literal
    const base = before === '' ? undefined : serverOf(before)
    if (before !== '' && base === undefined) return { kind: 'other' }
    return { kind: 'literal', base, type: type!, id: id! }
  }
  const search = SEARCH.exec(text)
  return search ? { kind: 'search', type: search[1]!, query: search[2]! } : { kind: 'other' }
}

/** How a file writes down what an entry is called: one spelling for all that mean the same. */
export function aliasOf(text: string): string {
  const address = addressOf(text)
  switch (address.kind) {
    case 'urn':
      return address.urn
    case 'literal': {
      const { base, type, id } = address
      return base === undefined ? `${type}/${id}` : `${base}/${type}/${id}`
    }
    case 'search': {
      const { type, query } = address
      return `${type}?identifier=${new URLSearchParams(query).get('identifier') ?? ''}`
    }
    default:
      return text
  }
}

export function identifierAlias(type: string, system: string, value: string): string {
  return `${type}?identifier=${system.trim()}|${value.trim()}`
}

/** `a.example/fhir`: with http or https, with its port or without, a server is the same one. */
export function serverOf(base: string): string | undefined {
  const match = SERVER.exec(base)
  if (!match) return undefined
  const [, , host, path] = match
  const server = host!.toLowerCase().replace(DEFAULT_PORTS, '') + path!.replace(/\/+$/, '')
  // Some serve what is somebody's below them: `…/Patient/7/RelatedPerson/8`.
  const within = WITHIN.exec(server)
  return within && whoseIs(within[2]!).whose !== 'unknown' ? within[1]! : server
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i
const DIFFERENT_MIN = 8
const FOLLOWING_MAX = 16
const CONDITION_DIGITS = 16

/**
 * A UUID (RFC 4122) that was drawn, and not typed: then it is one everywhere. `11111111-…`, `00000000-…-000000000001`
 * and `12345678-1234-…` are names for the length of a file. A drawn one fails this once in many millions.
 */
export function isDrawnUuid(text: string): boolean {
  if (!UUID.test(text)) return false
  const digits = [...text.replaceAll('-', '')].map((digit) => Number.parseInt(digit, 16))
  const following = digits.filter((digit, at) => {
    const step = digit - digits[at - 1]!
    return step === 0 || step === 1
  })
  return new Set(digits).size >= DIFFERENT_MIN && following.length <= FOLLOWING_MAX
}

/** What an entry says of its resource: where it stands, and what a server is asked to do with it. */
export type EntryHead = { fullUrl?: string; method?: string; url?: string; ifNoneExist?: string }

export const NO_HEAD: EntryHead = {}

export function headOf(entry: JsonObject): EntryHead {
  const request = objectOf(entry.request)
  return {
    fullUrl: textIn(entry.fullUrl),
    method: textIn(request?.method)?.toUpperCase(),
    url: textIn(request?.url),
    ifNoneExist: textIn(request?.ifNoneExist),
  }
}

/** What a resource is called, before it is known whether its bundle gives names of its own. */
export type Name = {
  id: string | undefined
  /** the name holds within its bundle only */
  local: boolean
  /** the server whose id it is, where it says so and ids of servers differ */
  base?: string
}

/**
 * Its own id holds beyond the file, unless it asks to be made anew (POST) and its id was not drawn: the server would
 * give it another, and the next bundle writes `patient-1` again. What is made or changed under a condition
 * (`ifNoneExist`, `Patient?identifier=…`) is the same thing each time: the condition is its name.
 *
 * @throws Unreadable where the id of a patient stands for nothing
 */
export function nameOf(type: string, written: string | undefined, head: EntryHead): Name {
  const given = written !== undefined && standsForNothing(type, written) ? undefined : written
  const condition = conditionOf(head)
  if (condition !== undefined) return { id: idOfCondition(condition), local: false }
  const stands = head.fullUrl === undefined ? undefined : addressOf(head.fullUrl)
  const base = stands?.kind === 'literal' ? stands.base : undefined
  if (given !== undefined && (head.method !== 'POST' || isDrawnUuid(given))) {
    return { id: given, local: false, base }
  }
  if (stands?.kind === 'literal') {
    const id = standsForNothing(type, stands.id) ? undefined : stands.id
    return { id, local: base === undefined && head.method === 'POST', base }
  }
  if (stands?.kind === 'urn') {
    const drawn = isDrawnUuid(stands.uuid)
    return { id: drawn ? stands.uuid : (given ?? stands.uuid), local: !drawn }
  }
  const asked = head.url === undefined ? undefined : addressOf(head.url)
  if (given === undefined && asked?.kind === 'literal') return { id: asked.id, local: false }
  return { id: given, local: head.method === 'POST' && given !== undefined }
}

/**
 * Everybody who has no id would be one person, so `Patient/null` is nobody. Something of a person's that is called
 * so has no name, and is told from others by its content. What is nobody's can be called what its server likes.
 */
function standsForNothing(type: string, id: string): boolean {
  const why = whyNoId(id)
  if (why === undefined) return false
  if (type === 'Patient') throw new Unreadable(`the id ${why}`, `${type}.id`)
  return whoseIs(type).whose === 'person'
}

/** The condition itself holds signs that a reference gives another meaning. */
function idOfCondition(query: string): string {
  return `if-${hash('sha256', new URLSearchParams(query).toString()).slice(0, CONDITION_DIGITS)}`
}

function conditionOf({ method, url, ifNoneExist }: EntryHead): string | undefined {
  if (method === 'POST') return ifNoneExist?.replace(/^.*\?/, '')
  const asked = method === 'PUT' && url !== undefined ? addressOf(url) : undefined
  return asked?.kind === 'search' ? asked.query : undefined
}

/**
 * The id under which it is kept: with what tells apart the ids of a bundle, or of another server than the feed's own,
 * behind a sign that no id of FHIR holds. Ids that were drawn meet nowhere.
 */
export function keptId({ id, local, base }: Name, file: FileContext): string | undefined {
  if (id === undefined) return undefined
  if (local && !file.newestFirst && file.scope !== '') return `${id}~${file.scope}`
  if (base === undefined || isOwn(base, file) || isDrawnUuid(id)) return id
  return `${id}~${base.replaceAll('/', ':')}`
}

/** The first of the servers is the feed's own. */
export function isOwn(base: string, { bases }: FileContext): boolean {
  for (const first of bases) return first === base
  return true
}
