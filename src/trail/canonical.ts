/**
 * Canonical JSON (RFC 8785): the one way to write a value down, so that the same value always has the
 * same bytes and so the same hash. Names sorted by UTF-16 code units, no white space, numbers as
 * ECMAScript writes them.
 */
export type JsonValue = string | number | boolean | null | readonly JsonValue[] | JsonObject
export type JsonObject = { readonly [name: string]: JsonValue | undefined }

/** The value cannot be written as canonical JSON. `path` says where, as `entry.people[2].name`. */
export class NotCanonical extends Error {
  readonly path: string
  readonly reason: 'lone surrogate' | 'not JSON'

  constructor(path: string, reason: NotCanonical['reason'], what: string) {
    super(`${path || 'the value'} ${what}`)
    this.name = 'NotCanonical'
    this.path = path
    this.reason = reason
  }
}

/**
 * Names whose value is `undefined` are left out. Throws `NotCanonical` on anything that JSON does not
 * know (dates, big integers, NaN) and on half a surrogate pair, which has no UTF-8.
 */
export function canonical(value: JsonValue, path = ''): string {
  switch (typeof value) {
    case 'string':
      return quote(value, path)
    case 'number':
      if (Number.isFinite(value)) return JSON.stringify(value)
      throw new NotCanonical(path, 'not JSON', `is ${value}`)
    case 'boolean':
      return String(value)
    case 'object':
      if (value === null) return 'null'
      return isList(value) ? list(value, path) : object(value, path)
    default:
      throw new NotCanonical(path, 'not JSON', `is of type ${typeof value}`)
  }
}

function quote(text: string, path: string): string {
  if (text.isWellFormed()) return JSON.stringify(text)
  throw new NotCanonical(path, 'lone surrogate', 'holds half of a character')
}

function isList(value: readonly JsonValue[] | JsonObject): value is readonly JsonValue[] {
  return Array.isArray(value)
}

function list(values: readonly JsonValue[], path: string): string {
  return `[${values.map((value, at) => canonical(value, `${path}[${at}]`)).join(',')}]`
}

function object(value: JsonObject, path: string): string {
  const prototype = Object.getPrototypeOf(value)
  if (prototype !== Object.prototype && prototype !== null) {
    throw new NotCanonical(
      path,
      'not JSON',
      `is a ${prototype.constructor?.name ?? 'strange object'}`,
    )
  }
  const members: string[] = []
  for (const name of Object.keys(value).sort()) {
    const member = value[name]
    if (member === undefined) continue
    const place = path === '' ? name : `${path}.${name}`
    members.push(`${quote(name, place)}:${canonical(member, place)}`)
  }
  return `{${members.join(',')}}`
}
