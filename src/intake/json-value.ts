import { isUtf8 } from 'node:buffer'
import type { JsonObject, JsonValue } from '../record/index.ts'
import { Unreadable } from './reading.ts'

const DEPTH_MAX = 100
/** Finding the exact place parses again and again: not worth it beyond this. */
const LOCATE_MAX = 1 << 20

/**
 * Reads bytes as JSON, as strictly as JSON.parse, and refuses what cannot be kept: half of a surrogate
 * pair and NUL (PostgreSQL has no text with either), numbers beyond a double, nesting without end.
 * @throws Unreadable with the place; its sentence never quotes the content
 */
export function parseJson(bytes: Buffer): JsonValue {
  if (!isUtf8(bytes)) throw new Unreadable('the text is not UTF-8', `byte ${firstBadByte(bytes)}`)
  const text = bytes.toString('utf8')
  let value: JsonValue
  try {
    value = JSON.parse(text) as JsonValue
  } catch (error) {
    throw new Unreadable('this is not valid JSON', placeOf(text, error as Error))
  }
  refuseUnkeepable(value, [], text.includes('\\u'))
  return value
}

export function objectOf(value: JsonValue | undefined): JsonObject | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as JsonObject)
    : undefined
}

/** A list as it is; a single object as a list of one, because feeds do write that. */
export function objectsOf(value: JsonValue | undefined): JsonObject[] {
  const all = Array.isArray(value) ? (value as readonly JsonValue[]) : [value]
  return all.map((one) => objectOf(one)).filter((one) => one !== undefined)
}

/** Text that is not empty. */
export function textIn(value: JsonValue | undefined): string | undefined {
  if (typeof value !== 'string') return undefined
  const trimmed = value.trim()
  return trimmed === '' ? undefined : trimmed
}

/** Everything that stands at a dotted path, through lists. */
export function valuesAt(value: JsonValue | undefined, path: string): JsonValue[] {
  let found: JsonValue[] = value === undefined ? [] : [value]
  for (const name of path.split('.')) {
    found = found.flatMap((one) => {
      const next = objectOf(one)?.[name]
      if (next === undefined) return []
      return Array.isArray(next) ? (next as JsonValue[]) : [next]
    })
  }
  return found
}

/** `Patient.name[0].family` */
export function pathText(path: readonly (string | number)[]): string {
  return path
    .map((part, at) => (typeof part === 'number' ? `[${part}]` : at === 0 ? part : `.${part}`))
    .join('')
}

function refuseUnkeepable(value: JsonValue, path: (string | number)[], escapes: boolean): void {
  if (typeof value === 'string') {
    if (escapes) refuseText(value, path)
    return
  }
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new Unreadable('a number is too large', pathText(path))
    return
  }
  if (typeof value !== 'object' || value === null) return
  if (path.length >= DEPTH_MAX) {
    throw new Unreadable(`it is nested more than ${DEPTH_MAX} deep`, pathText(path.slice(0, 3)))
  }
  const entries = Array.isArray(value) ? value.entries() : Object.entries(value)
  for (const [name, member] of entries) {
    if (escapes && typeof name === 'string') refuseText(name, path)
    path.push(name)
    refuseUnkeepable(member as JsonValue, path, escapes)
    path.pop()
  }
}

function refuseText(text: string, path: readonly (string | number)[]): void {
  if (!text.isWellFormed())
    throw new Unreadable('the text holds half of a character', pathText(path))
  if (text.includes('\0')) throw new Unreadable('the text holds a NUL character', pathText(path))
}

export function firstBadByte(bytes: Buffer): number {
  let good = 0
  let bad = bytes.length
  while (bad - good > 1) {
    const middle = (good + bad) >> 1
    if (isUtf8Prefix(bytes.subarray(0, middle))) good = middle
    else bad = middle
  }
  // What ends in the middle of a character is good up to where that character starts.
  while (good > 0 && !isUtf8(bytes.subarray(0, good))) good -= 1
  return good
}

/** True where the bytes are UTF-8, or would be with up to three more. */
export function isUtf8Prefix(bytes: Buffer): boolean {
  for (let cut = 0; cut <= 3 && cut <= bytes.length; cut += 1) {
    if (!isUtf8(bytes.subarray(0, bytes.length - cut))) continue
    return cut === 0 || opensSequence(bytes.subarray(bytes.length - cut))
  }
  return false
}

function opensSequence(tail: Buffer): boolean {
  const first = tail[0]!
  const wanted = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : first >= 0xc2 ? 2 : 0
  return tail.length < wanted && tail.subarray(1).every((byte) => byte >= 0x80 && byte < 0xc0)
}

/** The parser's own words quote the content; only the position is taken from them, or found. */
function placeOf(text: string, error: Error): string {
  if (couldGoOn(text)) return 'its end, which is missing'
  const given = /at position (\d+)/.exec(error.message)
  const position = given ? Number(given[1]) : locate(text)
  return position === undefined ? 'somewhere in it' : `character ${position + 1}`
}

/** The longest beginning that could still become JSON ends where the fault is. */
function locate(text: string): number | undefined {
  if (text.length > LOCATE_MAX) return undefined
  let good = 0
  let bad = text.length
  while (bad - good > 1) {
    const middle = (good + bad) >> 1
    if (couldGoOn(text.slice(0, middle))) good = middle
    else bad = middle
  }
  return good
}

function couldGoOn(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch (error) {
    const { message } = error as Error
    if (/^(Unexpected end|Unterminated string)/.test(message)) return true
    const at = /at position (\d+)/.exec(message)
    return at !== null && Number(at[1]) >= text.length
  }
}
