import { createHash } from 'node:crypto'
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
  personId?: string
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
 * SHA-256 of what the resource says. The stamps that a server puts on with every export are left out:
 * they would make a new version of each resource out of each file.
 */
export function digestOf(content: JsonObject): Buffer {
  const { meta, ...said } = content
  if (typeof meta === 'object' && meta !== null && !Array.isArray(meta)) {
    const { lastUpdated: _, versionId: __, ...kept } = meta as JsonObject
    return hash([said, kept])
  }
  return hash([said, {}])
}

export function hash(value: unknown): Buffer {
  return createHash('sha256').update(JSON.stringify(value)).digest()
}
