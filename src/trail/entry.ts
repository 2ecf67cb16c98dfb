import { randomBytes } from 'node:crypto'
import { derivedId, newId, type Viewer } from '../kernel/index.ts'
import { canonical, type JsonObject, type JsonValue } from './canonical.ts'
import { type Hash, sha256 } from './tree.ts'

/**
 * What is written down: canonical JSON and a salt. Only `data`, the hash over both, is ever published;
 * without the salt it tells nobody what was written, not even to somebody who guesses.
 */
export type EntryKind = 'command' | 'look' | 'system'
export type Entry = {
  id: string
  at: string
  kind: EntryKind
  text: string
  salt: Buffer
  /** SHA-256(salt || text) */
  data: Hash
}

/** The command that takes texts out of the database for good, and says which. */
export const ERASE = 'trail.erase'
/** What the room itself writes down: that looks were shown again, withheld, counted at an export. */
export const AGAIN = 'trail.again'
export const WITHHOLD = 'trail.withhold'
export const COUNT = 'trail.count'

const SALT_BYTES = 16
const SALTS_AT_ONCE = 64

/**
 * The entry's own id, time and kind stand in its text, so that no row can be passed off as another.
 * Throws `NotCanonical` for half a character, TypeError for a number that is not whole: money and
 * decimals are written as text.
 */
export function writeEntry(
  kind: EntryKind,
  now: Date,
  content: JsonObject,
  id: string = newId(),
): Entry {
  refuseFractions(content, '')
  const at = now.toISOString()
  const text = canonical({ ...content, id, at, kind })
  const salt = newSalt()
  return { id, at, kind, text, salt, data: entryData(salt, text) }
}

let salts = Buffer.alloc(0)

/** Random bytes are asked for in bulk: one call costs as much as a kilobyte. */
export function newSalt(): Buffer {
  if (salts.length < SALT_BYTES) salts = randomBytes(SALT_BYTES * SALTS_AT_ONCE)
  const salt = salts.subarray(0, SALT_BYTES)
  salts = salts.subarray(SALT_BYTES)
  return salt
}

export function entryData(salt: Buffer, text: string): Hash {
  return sha256(Buffer.concat([salt, Buffer.from(text)]))
}

/** The entry that says that a look is withheld: it is found by the look's own. */
export function noticeId(lookEntryId: string): string {
  return derivedId(WITHHOLD, lookEntryId)
}

/** Who acted, as the trail names them. */
export function describeViewer({ actor, purpose }: Viewer): JsonObject {
  const { id, name, role, organisation, side, unit, via } = actor
  return { actor: { id, name, role, organisation, side, unit, via }, purpose }
}

function refuseFractions(value: JsonValue | undefined, path: string): void {
  if (typeof value === 'number' && !Number.isSafeInteger(value)) {
    throw new TypeError(`${path} is ${value}: money and decimals are written as text`)
  }
  if (typeof value !== 'object' || value === null) return
  for (const [name, member] of Object.entries(value)) {
    refuseFractions(member, path === '' ? name : `${path}.${name}`)
  }
}
