import { hash, randomBytes } from 'node:crypto'

/** UUID version 7 (RFC 9562): time first, so that keys arrive in order and indexes stay packed. */
export function newId(now: number = Date.now()): string {
  const bytes = randomBytes(16)
  bytes.writeUIntBE(now, 0, 6)
  const hex = bytes.toString('hex')
  return uuidOf(hex.slice(0, 12), '7', hex.slice(13, 16), hex.slice(16, 32))
}

/**
 * The same parts give the same id for ever (UUID version 8 over SHA-256). Used where a row's identity
 * is its source and the source's own key, so that loading twice meets the same row without a look-up.
 */
export function derivedId(...parts: string[]): string {
  let text = ''
  for (const part of parts) text += `${Buffer.byteLength(part)}:${part}`
  const hex = hash('sha256', text, 'hex')
  return uuidOf(hex.slice(0, 12), '8', hex.slice(13, 16), hex.slice(16, 32))
}

/** The first bits of the last half say that the rest is laid out as RFC 9562 has it. */
function uuidOf(first: string, version: string, middle: string, last: string): string {
  const variant = ((Number.parseInt(last[0]!, 16) & 0x3) | 0x8).toString(16)
  return `${first.slice(0, 8)}-${first.slice(8)}-${version}${middle}-${variant}${last.slice(1, 4)}-${last.slice(4)}`
}
