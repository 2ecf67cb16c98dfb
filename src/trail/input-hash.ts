import { createHash, type Hash as Hasher } from 'node:crypto'

/**
 * The same for the same input, whatever the order of its names: how a command that is sent twice is known.
 * Takes what commands take, bytes and big integers too. Never written down, so it need not be JSON.
 */
export function inputHash(input: unknown): Buffer {
  const hasher = createHash('sha256')
  feed(hasher, input)
  return hasher.digest()
}

function feed(hasher: Hasher, value: unknown): void {
  if (typeof value === 'string') {
    hasher.update(`s${Buffer.byteLength(value)}:${value}`)
  } else if (value instanceof Uint8Array) {
    hasher.update(`b${value.length}:`).update(value)
  } else if (value instanceof Date) {
    hasher.update(`d${value.getTime()};`)
  } else if (Array.isArray(value)) {
    hasher.update(`a${value.length}:`)
    for (const item of value) feed(hasher, item)
  } else if (typeof value === 'object' && value !== null) {
    feedMembers(hasher, Object.entries(value))
  } else {
    hasher.update(`${typeof value}:${String(value)};`)
  }
}

function feedMembers(hasher: Hasher, entries: [string, unknown][]): void {
  const members = entries.filter(([, value]) => value !== undefined)
  members.sort(([a], [b]) => (a < b ? -1 : 1))
  hasher.update(`o${members.length}:`)
  for (const [name, value] of members) {
    feed(hasher, name)
    feed(hasher, value)
  }
}
