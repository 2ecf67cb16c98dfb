import { hash } from 'node:crypto'
import type { PersonId } from '../kernel/index.ts'
import { idOf } from '../people/index.ts'

export type JsonValue =
  | string
  | number
  | boolean
  | null
  | readonly JsonValue[]
  | { readonly [key: string]: JsonValue }
export type JsonObject = { readonly [key: string]: JsonValue }

/** A FHIR R4 resource as a source sent it. */
export type ParsedResource = {
  /** FHIR R4 resource type */
  type: string
  /** id at the source */
  sourceId: string
  /** whose id it is, where the source passes on what several servers hold; '' for its own */
  server?: string
  /** absent for Organization, Practitioner and what else is no person's */
  personId?: PersonId
  /** a number that a double would change stands in it as it was written (`JSON.rawJSON`) */
  content: JsonObject
  /** orders what the source says of it: the greatest stands */
  stamp: string
  /** reference as written → `Type/id` at the source, where it does not say so itself */
  refs?: Readonly<Record<string, string>>
  /** when it was true, as the source says */
  trueAt?: string
  /** YYYY-MM-DD: the day as at which a return speaks */
  asAt?: string
}

/** The same resource of the same source is the same row for ever. */
export function resourceIdOf(source: string, type: string, sourceId: string, server = ''): string {
  return idOf('resource', { source, authority: server, value: sourceId }, type)
}

/**
 * A resource as it is kept, and the digest of what it says. The stamps that a server puts on with every
 * export are not in that: they would make a new version of each resource out of each file.
 */
export function writtenOf(content: JsonObject): { text: string; digest: string } {
  const { meta } = content
  if (typeof meta !== 'object' || meta === null || Array.isArray(meta)) {
    const text = storable(content)
    return { text, digest: digestOf(text) }
  }
  const { meta: _, ...said } = content
  const { lastUpdated: __, versionId: ___, ...kept } = meta as JsonObject
  const text = storable(said)
  const rest = storable(kept)
  return {
    text: withMember(text, 'meta', storable(meta as JsonObject)),
    digest: digestOf(rest === '{}' ? text : withMember(text, 'meta', rest)),
  }
}

function withMember(object: string, name: string, value: string): string {
  return `${object.slice(0, -1)}${object === '{}' ? '' : ','}"${name}":${value}}`
}

/** JSON that PostgreSQL takes: no NUL, no half of a surrogate pair. Both are legal JSON and no text. */
export function storable(value: JsonObject): string {
  const text = JSON.stringify(value)
  if (!text.includes('\\u0000') && !text.includes('\\ud')) return text
  return JSON.stringify(value, (_, part: unknown) =>
    typeof part === 'string' ? part.replaceAll('\0', '').toWellFormed() : part,
  )
}

export function sha256(text: string): Buffer {
  return hash('sha256', text, 'buffer')
}

/** Half a SHA-256, hexadecimal: it tells two versions of one thing apart, and stands in every row. */
export function digestOf(text: string): string {
  return hash('sha256', text, 'hex').slice(0, 32)
}
