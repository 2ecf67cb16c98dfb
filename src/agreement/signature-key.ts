import { createHash, createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto'

/** Ed25519 keys as the agreement writes them: the raw 32 bytes of the public key in base64. */
const RAW_BYTES = 32

export function isPublicKey(text: string): boolean {
  const bytes = Buffer.from(text, 'base64')
  return bytes.length === RAW_BYTES && bytes.toString('base64') === text
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
