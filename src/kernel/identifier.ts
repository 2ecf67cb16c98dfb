import { createHash, randomBytes } from 'node:crypto'

/** UUID version 7 (RFC 9562): time first, so that keys arrive in order and indexes stay packed. */
export function newId(now: number = Date.now()): string {
  const bytes = randomBytes(16)
  bytes.writeUIntBE(now, 0, 6)
  return asUuid(bytes, 0x70)
}

/**
 * The same parts give the same id for ever (UUID version 8 over SHA-256). Used where a row's identity
 * is its source and the source's own key, so that loading twice meets the same row without a look-up.
 */
export function derivedId(...parts: string[]): string {
  const hash = createHash('sha256')
  for (const part of parts) hash.update(`${Buffer.byteLength(part)}:`).update(part)
  return asUuid(hash.digest().subarray(0, 16), 0x80)
}

function asUuid(bytes: Buffer, version: number): string {
  bytes[6] = (bytes[6]! & 0x0f) | version
  bytes[8] = (bytes[8]! & 0x3f) | 0x80
  const hex = bytes.toString('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}
