import { createHash, createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto'

/** The agreement speaks of Ed25519 keys by the raw 32 bytes of the public key in base64. */
const RAW_BYTES = 32
/** RFC 8410: what stands before them in a public key as openssl writes it. */
const SPKI = Buffer.from('302a300506032b6570032100', 'hex')

/**
 * A public key, raw, from its 32 bytes in base64 or from what openssl pkey -pubout writes, with or without its first
 * and last line. Undefined where it is neither.
 */
export function readPublicKey(text: string): string | undefined {
  const base64 = text.replaceAll(/-----(BEGIN|END) PUBLIC KEY-----|\s/g, '')
  const bytes = Buffer.from(base64, 'base64')
  if (bytes.toString('base64') !== base64) return undefined
  if (bytes.length === RAW_BYTES) return base64
  const isSpki = bytes.length === SPKI.length + RAW_BYTES && bytes.subarray(0, 12).equals(SPKI)
  return isSpki ? bytes.subarray(SPKI.length).toString('base64') : undefined
}

export function publicKey(raw: string): KeyObject {
  const x = Buffer.from(raw, 'base64').toString('base64url')
  return createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' })
}

/** The raw public key, in base64, that belongs to a private key. */
export function rawPublicKey(key: KeyObject): string {
  const { x } = createPublicKey(key).export({ format: 'jwk' })
  return Buffer.from(x!, 'base64url').toString('base64')
}

/** A short name of a public key: the first 16 hex digits of its SHA-256. */
export function keyId(raw: string): string {
  return createHash('sha256').update(Buffer.from(raw, 'base64')).digest('hex').slice(0, 16)
}

/** Undefined where the text is not an unencrypted PEM (PKCS #8) of an Ed25519 private key. */
export function readPrivateKey(pem: string): KeyObject | undefined {
  try {
    const key = createPrivateKey(pem)
    return key.asymmetricKeyType === 'ed25519' ? key : undefined
  } catch {
    return undefined
  }
}
