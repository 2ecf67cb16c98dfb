import { hash, randomBytes } from 'node:crypto'

/** UUID version 7 (RFC 9562): time first, so that keys arrive in order and indexes stay packed. */
export function newId(now: number = Date.now()): string {
  const bytes = randomBytes(16)
  bytes.writeUIntBE(now, 0, 6)
  return asUuid(bytes.toString('hex'), '7')
}

/**
 * The same parts give the same id for ever (UUID version 8 over SHA-256). Used where a row's identity
 * is its source and the source's own key, so that loading twice meets the same row without a look-up.
 */
export function derivedId(...parts: string[]): string {
  let text = ''
  for (const part of parts) text += `${Buffer.byteLength(part)}:${part}`
  return asUuid(hash('sha256', text), '8')
}

const VARIANTS = '89ab'

/** The first 128 bits of a hexadecimal number, as a UUID of a version (RFC 9562). */
function asUuid(hex: string, version: string): string {
  const variant = VARIANTS[Number.parseInt(hex[16]!, 16) & 3]
  const [third, fourth] = [version + hex.slice(13, 16), variant + hex.slice(17, 20)]
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${third}-${fourth}-${hex.slice(20, 32)}`
}
