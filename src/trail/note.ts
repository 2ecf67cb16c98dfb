import {
  createPrivateKey,
  createPublicKey,
  type KeyObject,
  randomBytes,
  sign,
  verify,
} from 'node:crypto'
import { sha256 } from './tree.ts'

/**
 * Signed notes (C2SP signed-note): a text and, after a blank line, signatures of named keys. A log signs
 * the text itself with Ed25519; a witness signs it together with the time (C2SP tlog-cosignature), with
 * Ed25519 or with ML-DSA-44.
 */
export type KeyKind = 'log' | 'witness'
export type Algorithm = 'ed25519' | 'ml-dsa-44'
type KeyType = {
  byte: number
  kind: KeyKind
  algorithm: Algorithm
  keyBytes: number
  signatureBytes: number
  /** what DER puts before the 32 bytes of a private key, and before a public key (RFC 8410, RFC 9881) */
  derPrivate: Buffer
  derPublic: Buffer
}
const ED25519 = {
  algorithm: 'ed25519',
  keyBytes: 32,
  signatureBytes: 64,
  derPrivate: Buffer.from('302e020100300506032b657004220420', 'hex'),
  derPublic: Buffer.from('302a300506032b6570032100', 'hex'),
} as const
const ML_DSA_44 = {
  algorithm: 'ml-dsa-44',
  keyBytes: 1312,
  signatureBytes: 2420,
  derPrivate: Buffer.from('3034020100300b060960864801650304031104228020', 'hex'),
  derPublic: Buffer.from('30820532300b06096086480165030403110382052100', 'hex'),
} as const
const KEY_TYPES: readonly KeyType[] = [
  { byte: 0x01, kind: 'log', ...ED25519 },
  { byte: 0x04, kind: 'witness', ...ED25519 },
  { byte: 0x06, kind: 'witness', ...ML_DSA_44 },
]

const DASH = '\u2014'
const SEED_BYTES = 32
const SIGNATURES_MAX = 64
const PRIVATE_PREFIX = 'PRIVATE+KEY+'

/** The last second that a date can hold. */
const LATEST_SECONDS = 8_640_000_000_000

/** A public key that a reader trusts; `vkey` is its text form, `name+id+key`. */
export type Verifier = {
  readonly name: string
  readonly kind: KeyKind
  readonly algorithm: Algorithm
  readonly id: Buffer
  readonly vkey: string
  readonly key: KeyObject
}

export type Signer = { readonly verifier: Verifier; readonly skey: string; readonly key: KeyObject }

/** A note that at least one trusted key has signed. Only then may its text be read. */
export type OpenedNote = {
  readonly text: string
  readonly signatures: readonly { verifier: Verifier; line: string; at?: Date }[]
}

export function makeSigner(name: string, kind: KeyKind, algorithm: Algorithm = 'ed25519'): Signer {
  const type = KEY_TYPES.find((one) => one.kind === kind && one.algorithm === algorithm)!
  return signerOf(name, type, randomBytes(SEED_BYTES))
}

/** Reads `PRIVATE+KEY+name+id+key`. Undefined where it is of no kind that we know, or damaged. */
export function readSigner(skey: string): Signer | undefined {
  if (!skey.startsWith(PRIVATE_PREFIX)) return undefined
  const parts = readKeyText(skey.slice(PRIVATE_PREFIX.length))
  if (parts?.bytes.length !== SEED_BYTES) return undefined
  const signer = signerOf(parts.name, parts.type, parts.bytes)
  return signer.verifier.id.equals(parts.id) ? signer : undefined
}

/**
 * An Ed25519 key as openssl writes it: PEM (PKCS #8). It holds no name, so that is given with it. Undefined where it is
 * no such key, or one that needs a passphrase.
 */
export function readPemSigner(pem: string, name: string, kind: KeyKind): Signer | undefined {
  const type = KEY_TYPES.find((one) => one.kind === kind && one.algorithm === 'ed25519')!
  try {
    const key = createPrivateKey(pem)
    if (key.asymmetricKeyType !== 'ed25519') return undefined
    return signerOf(name, type, key.export({ format: 'der', type: 'pkcs8' }).subarray(-SEED_BYTES))
  } catch {
    return undefined
  }
}

/** Reads `name+id+key`. Undefined where it is of no kind that we know, or damaged. */
export function readVerifier(vkey: string): Verifier | undefined {
  const parts = readKeyText(vkey)
  if (parts?.bytes.length !== parts?.type.keyBytes || parts === undefined) return undefined
  const verifier = verifierOf(parts.name, parts.type, parts.bytes)
  return verifier.id.equals(parts.id) ? verifier : undefined
}

export function isKeyName(name: string): boolean {
  return name !== '' && name.isWellFormed() && !/[\s\u0085+]/u.test(name)
}

/** The signature line of this key under a text that ends in a newline. Witness keys need the time. */
export function signatureLine(text: string, { verifier, key }: Signer, at?: Date): string {
  const { name, kind, id } = verifier
  if (kind === 'log') return lineOf(name, [id, sign(null, Buffer.from(text), key)])
  const seconds = Math.floor((at ?? new Date()).getTime() / 1000)
  const time = Buffer.alloc(8)
  time.writeBigUInt64BE(BigInt(seconds))
  return lineOf(name, [id, time, sign(null, timedText(text, seconds, verifier), key)])
}

export function joinNote(text: string, lines: readonly string[]): string {
  return `${text}\n${lines.join('')}`
}

/**
 * Opens a note. Signatures of unknown keys are passed over; one of a known key that does not verify,
 * or no known one at all, makes the whole note worthless: then the answer is why, in words.
 */
export function openNote(note: string, trusted: readonly Verifier[]): OpenedNote | string {
  const parts = splitNote(note)
  if (parts === undefined) return 'is not a signed note'
  const signatures: { verifier: Verifier; line: string; at?: Date }[] = []
  for (const { line, name, id, signature } of parts.signatures) {
    const verifier = trusted.find((known) => known.name === name && known.id.equals(id))
    if (verifier === undefined) continue
    const checked = checkSignature(parts.text, verifier, signature)
    if (checked === undefined) return `carries a false signature of ${name}`
    if (signatures.some((known) => known.verifier === verifier)) continue
    signatures.push({ verifier, line, ...checked })
  }
  if (signatures.length === 0) return 'is not signed by a key that is trusted here'
  return { text: parts.text, signatures }
}

export type NoteParts = {
  text: string
  signatures: { line: string; name: string; id: Buffer; signature: Buffer }[]
}

/** Takes a note apart without trusting it. Undefined where it is not of the form. */
export function splitNote(note: string): NoteParts | undefined {
  const cut = note.lastIndexOf('\n\n')
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the standard forbids exactly these
  if (cut < 0 || !note.isWellFormed() || /[\u0000-\u0009\u000b-\u001f]/.test(note)) return undefined
  const lines = note.slice(cut + 2).split('\n')
  if (lines.pop() !== '' || lines.length === 0 || lines.length > SIGNATURES_MAX) return undefined
  const signatures: NoteParts['signatures'] = []
  for (const line of lines) {
    const [dash, name, base64, ...rest] = line.split(' ')
    const bytes = base64 === undefined ? undefined : readBase64(base64)
    if (dash !== DASH || rest.length > 0 || bytes === undefined || bytes.length < 5)
      return undefined
    if (!isKeyName(name!)) return undefined
    const [id, signature] = [bytes.subarray(0, 4), bytes.subarray(4)]
    signatures.push({ line: `${line}\n`, name: name!, id, signature })
  }
  return { text: note.slice(0, cut + 1), signatures }
}

/** Bytes as text; undefined where they are not UTF-8, because then what was signed is something else. */
export function readUtf8(bytes: Buffer): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return undefined
  }
}

/** Standard base64 in its one right spelling, or undefined. */
export function readBase64(text: string): Buffer | undefined {
  const bytes = Buffer.from(text, 'base64')
  return bytes.toString('base64') === text ? bytes : undefined
}

function checkSignature(
  text: string,
  verifier: Verifier,
  signature: Buffer,
): { at?: Date } | undefined {
  const { kind, key, algorithm } = verifier
  if (kind === 'log') return verify(null, Buffer.from(text), key, signature) ? {} : undefined
  const type = KEY_TYPES.find((one) => one.kind === kind && one.algorithm === algorithm)!
  if (signature.length !== 8 + type.signatureBytes) return undefined
  const seconds = Number(signature.readBigUInt64BE())
  if (!Number.isSafeInteger(seconds) || seconds > LATEST_SECONDS) return undefined
  const genuine = verify(null, timedText(text, seconds, verifier), key, signature.subarray(8))
  return genuine ? { at: new Date(seconds * 1000) } : undefined
}

/** What a witness signs. ML-DSA-44 signs the parts of the checkpoint and the witness's own name. */
function timedText(text: string, seconds: number, { algorithm, name }: Verifier): Buffer {
  if (algorithm === 'ed25519') return Buffer.from(`cosignature/v1\ntime ${seconds}\n${text}`)
  const [origin, size, root] = text.split('\n')
  return Buffer.concat([
    Buffer.from('subtree/v1\n\0'),
    shortText(name),
    wholeNumber(BigInt(seconds)),
    shortText(origin!),
    wholeNumber(0n),
    wholeNumber(/^\d{1,19}$/.test(size ?? '') ? BigInt(size!) : 0n),
    readBase64(root ?? '') ?? Buffer.alloc(32),
  ])
}

function shortText(text: string): Buffer {
  const bytes = Buffer.from(text)
  return Buffer.concat([Buffer.of(bytes.length & 0xff), bytes])
}

function wholeNumber(value: bigint): Buffer {
  const bytes = Buffer.alloc(8)
  bytes.writeBigUInt64BE(value)
  return bytes
}

function lineOf(name: string, parts: readonly Buffer[]): string {
  return `${DASH} ${name} ${Buffer.concat(parts as Buffer[]).toString('base64')}\n`
}

/** `name+8 hex digits+base64(kind byte || key)`; the base64 itself may hold plus signs. */
function readKeyText(text: string) {
  const match = /^([^+]+)\+([0-9a-f]{8})\+(.+)$/.exec(text)
  const bytes = match ? readBase64(match[3]!) : undefined
  const type = KEY_TYPES.find(({ byte }) => byte === bytes?.[0])
  if (bytes === undefined || type === undefined || !isKeyName(match![1]!)) return undefined
  return {
    name: match![1]!,
    id: Buffer.from(match![2]!, 'hex'),
    type,
    bytes: bytes.subarray(1),
  } as const
}

function signerOf(name: string, type: KeyType, seed: Buffer): Signer {
  const key = createPrivateKey({
    key: Buffer.concat([type.derPrivate, seed]),
    format: 'der',
    type: 'pkcs8',
  })
  const spki = createPublicKey(key).export({ format: 'der', type: 'spki' })
  const verifier = verifierOf(name, type, spki.subarray(-type.keyBytes))
  const secret = Buffer.concat([Buffer.of(type.byte), seed]).toString('base64')
  return {
    verifier,
    key,
    skey: `${PRIVATE_PREFIX}${name}+${verifier.id.toString('hex')}+${secret}`,
  }
}

function verifierOf(name: string, type: KeyType, bytes: Buffer): Verifier {
  const typed = Buffer.concat([Buffer.of(type.byte), bytes])
  const id = sha256(Buffer.concat([Buffer.from(`${name}\n`), typed])).subarray(0, 4)
  const key = createPublicKey({
    key: Buffer.concat([type.derPublic, bytes]),
    format: 'der',
    type: 'spki',
  })
  const vkey = `${name}+${id.toString('hex')}+${typed.toString('base64')}`
  return { name, kind: type.kind, algorithm: type.algorithm, id, key, vkey }
}
