import { hash, randomBytes } from 'node:crypto'

const ID_BYTES = 16
let unused = Buffer.alloc(0)

/** UUID version 7 (RFC 9562): time first, so that keys arrive in order and indexes stay packed. */
export function newId(now: number = Date.now()): string {
  // Random bytes are asked for in bulk: one call costs as much as a kilobyte.
  if (unused.length < ID_BYTES) unused = randomBytes(ID_BYTES * 64)
  const bytes = unused.subarray(0, ID_BYTES)
  unused = unused.subarray(ID_BYTES)
  bytes.writeUIntBE(now, 0, 6)
  return asUuid(bytes.toString('hex'), '7')
}

/**
 * The same parts give the same id for ever (UUID version 8 over SHA-256). Used where a row's identity
 * is its source and the source's own key, so that loading twice meets the same row without a look-up.
 */
export function derivedId(...parts: string[]): string {
  let text = ''
  for (const part of parts) text += `${part.length}:${part}`
  return asUuid(hash('sha256', text), '8')
}

const VARIANTS = '89ab'

/** The first 128 bits of a hexadecimal number, as a UUID of a version (RFC 9562). */
function asUuid(hex: string, version: string): string {
  const variant = VARIANTS[Number.parseInt(hex[16]!, 16) & 3]
  const [third, fourth] = [version + hex.slice(13, 16), variant + hex.slice(17, 20)]
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${third}-${fourth}-${hex.slice(20, 32)}`
}

declare const brand: unique symbol

/** A text that names one kind of thing: it reads as text, and a text becomes one only where it is made or checked. */
export type Branded<Kind extends string> = string & { readonly [brand]: Kind }

/** The id of one source person, and of nothing else: never a source's own key, an NHS number or an identity. */
export type PersonId = Branded<'person'>

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/** Whether a text from outside, such as a part of an address, has the form of a person's id. */
export function isPersonId(text: string): text is PersonId {
  return UUID.test(text)
}

/**
 * The same for what the house itself wrote: a derived id, an errand's key, a name that an id is a part of.
 *
 * @throws TypeError for anything else: whoever wrote it has a fault
 */
export function toPersonId(text: string): PersonId {
  if (isPersonId(text)) return text
  throw new TypeError('what should be the id of a person has not its form')
}

/** The id of a source: a feed that a clause names, or what is written here. Never what the source calls something. */
export type SourceId = Branded<'source'>

/** For whoever has looked the text up among those that may give; a row of a source holds nothing else. */
export function toSourceId(text: string): SourceId {
  return text as SourceId
}
