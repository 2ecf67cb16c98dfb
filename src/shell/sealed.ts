import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto'
import type { PageRequest } from './viewer.ts'

const NONCE_BYTES = 12
const TAG_BYTES = 16
/** What is sealed is made as long as the next multiple, so that an address does not tell how long a name is. */
const BLOCK_BYTES = 48
const SEALED_CHARACTERS_MAX = 2_000

/**
 * Words that may stand in an address and that nobody reads there: a search for a person keeps its results behind the
 * back button, and no history, proxy or log learns whom it was for. Sealed under what only this browser's session has,
 * so that they open for nobody else and not after it has ended.
 */
export function sealWords(request: Pick<PageRequest, 'csrf'>, words: string): string {
  const nonce = randomBytes(NONCE_BYTES)
  const text = Buffer.from(words, 'utf8')
  const padded = Buffer.alloc(Math.ceil((text.length + 1) / BLOCK_BYTES) * BLOCK_BYTES)
  text.copy(padded)
  const cipher = createCipheriv('aes-256-gcm', keyOf(request), nonce)
  const sealed = Buffer.concat([nonce, cipher.update(padded), cipher.final(), cipher.getAuthTag()])
  return sealed.toString('base64url')
}

/** Undefined for what this session has not sealed. */
export function unsealWords(
  request: Pick<PageRequest, 'csrf'>,
  sealed: unknown,
): string | undefined {
  if (typeof sealed !== 'string' || sealed.length > SEALED_CHARACTERS_MAX) return undefined
  const bytes = Buffer.from(sealed, 'base64url')
  if (bytes.length < NONCE_BYTES + TAG_BYTES) return undefined
  const cipher = createDecipheriv('aes-256-gcm', keyOf(request), bytes.subarray(0, NONCE_BYTES))
  cipher.setAuthTag(bytes.subarray(-TAG_BYTES))
  try {
    const open = [cipher.update(bytes.subarray(NONCE_BYTES, -TAG_BYTES)), cipher.final()]
    return Buffer.concat(open).toString('utf8').replace(/\0+$/, '')
  } catch {
    return undefined
  }
}

function keyOf({ csrf }: Pick<PageRequest, 'csrf'>): Buffer {
  return Buffer.from(hkdfSync('sha256', csrf, '', 'sealed words in an address', 32))
}
