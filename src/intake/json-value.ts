import { isUtf8 } from 'node:buffer'
import type { JsonObject, JsonValue } from '../record/index.ts'
import { pathText } from './fhir-names.ts'
import { Unreadable } from './reading.ts'

/** Finding the exact place parses again and again: not worth it beyond this. */
const LOCATE_MAX = 1 << 20
const DIGITS_MAX = 1_000
export const DEPTH_MAX = 100
export const TOO_DEEP = `it is nested more than ${DEPTH_MAX} deep`

/**
 * What stands where a number may, and is not read as it was written: `1.10`, twenty digits, `1e2`, `-0`. It finds
 * too much rather than too little.
 */
const INEXACT =
  /[[:,]\s*(?:-0|-?\d+(?:\d{15}|\.\d*0|\.\d{7,}|(?:\.\d+)?[eE][-+]?\d+)|-?\d{10,}\.\d+)[\s,}\]]/

/** `escapes`: something is written with `\u`, so that there may be text in it that cannot be kept. */
export type ReadJson = { value: JsonValue; text: string; escapes: boolean }

/**
 * Reads bytes as JSON, as strictly as JSON.parse.
 * @throws Unreadable with the place; its sentence never quotes the content
 */
export function readJson(bytes: Buffer): ReadJson {
  const text = bytes.toString('utf8')
  if (text.includes(UNKNOWN_CHARACTER) && !isUtf8(bytes)) {
    throw new Unreadable('the text is not UTF-8', `byte ${firstBadByte(bytes)}`)
  }
  try {
    return { value: JSON.parse(text) as JsonValue, text, escapes: text.includes('\\u') }
  } catch (error) {
    throw new Unreadable('this is not valid JSON', placeOf(text, error as Error))
  }
}

/** What a decoder puts where it finds none. */
const UNKNOWN_CHARACTER = '\ufffd'

/**
 * The same text read once more, where it has numbers that a double would change: each keeps its digits, and is then
 * no `number`, but what JSON.stringify writes out again as it came. Undefined where there is none.
 */
export function readExactly(text: string): JsonValue | undefined {
  return INEXACT.test(text) ? (JSON.parse(text, asWritten) as JsonValue) : undefined
}

/**
 * Reads JSON and refuses what cannot be kept: half of a surrogate pair and NUL (PostgreSQL has no text with
 * either), numbers beyond a double, nesting without end.
 * @throws Unreadable
 */
export function parseJson(bytes: Buffer): JsonValue {
  const { value, escapes } = readJson(bytes)
  refuseUnkeepable(value, [], escapes)
  return value
}

function asWritten(_: string, value: unknown, context?: { source?: string }): unknown {
  const source = context?.source
  if (typeof value !== 'number' || source === undefined || String(value) === source) return value
  return isKeepable(value, source) ? rawJson(source) : Number.NaN
}

/** PostgreSQL keeps numbers of any use to anybody; beyond a double, or smaller than its least, none is one. */
function isKeepable(value: number, source: string): boolean {
  if (source.length > DIGITS_MAX || !Number.isFinite(value)) return false
  return value !== 0 || !/^[^eE]*[1-9]/.test(source)
}

const { rawJSON: rawJson } = JSON as unknown as { rawJSON(text: string): unknown }

export function objectOf(value: JsonValue | undefined): JsonObject | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as JsonObject)
    : undefined
}

/** A list as it is; a single object as a list of one, because feeds do write that. */
export function objectsOf(value: JsonValue | undefined): readonly JsonObject[] {
  if (Array.isArray(value)) {
    // Nearly every list holds objects and nothing else.
    const list = value as readonly JsonValue[]
    return isAllObjects(list) ? list : list.filter(isObject)
  }
  const one = objectOf(value)
  return one === undefined ? NONE : [one]
}

const NONE: readonly JsonObject[] = []

function isAllObjects(list: readonly JsonValue[]): list is readonly JsonObject[] {
  for (const one of list) if (!isObject(one)) return false
  return true
}

function isObject(value: JsonValue): value is JsonObject {
  return objectOf(value) !== undefined
}

/** Text that is not empty. */
export function textIn(value: JsonValue | undefined): string | undefined {
  if (typeof value !== 'string') return undefined
  const trimmed = value.trim()
  return trimmed === '' ? undefined : trimmed
}

export function textsIn(value: JsonValue | undefined): string[] {
  const texts: string[] = []
  for (const one of Array.isArray(value) ? (value as readonly JsonValue[]) : [value]) {
    const text = textIn(one)
    if (text !== undefined) texts.push(text)
  }
  return texts
}

function refuseUnkeepable(value: JsonValue, path: (string | number)[], escapes: boolean): void {
  const why = whyUnkeepable(value, escapes)
  if (why !== undefined) throw new Unreadable(why, pathText(path))
  if (typeof value !== 'object' || value === null) return
  if (path.length >= DEPTH_MAX) throw new Unreadable(TOO_DEEP, pathText(path.slice(0, 3)))
  const entries = Array.isArray(value) ? value.entries() : Object.entries(value)
  for (const [name, member] of entries) {
    if (escapes && typeof name === 'string') refuseUnkeepable(name, path, escapes)
    path.push(name)
    refuseUnkeepable(member as JsonValue, path, escapes)
    path.pop()
  }
}

/** Of a text or a number by itself. */
export function whyUnkeepable(value: JsonValue, escapes: boolean): string | undefined {
  if (typeof value === 'number' && !Number.isFinite(value))
    return 'a number is too large or too small'
  if (!escapes || typeof value !== 'string') return undefined
  if (!value.isWellFormed()) return 'the text holds half of a character'
  return value.includes('\0') ? 'the text holds a NUL character' : undefined
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
