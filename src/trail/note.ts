import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  sign,
  verify,
} from 'node:crypto'
import { sha256 } from './tree.ts'

/**
 * Signed notes (C2SP signed-note): a text and, after a blank line, signatures of named Ed25519 keys. A
 * log signs the text itself; a witness signs it together with the time (C2SP tlog-cosignature, v1).
 */
export type KeyKind = 'log' | 'witness'
const KIND_BYTE: Record<KeyKind, number> = { log: 0x01, witness: 0x04 }

const DASH = '\u2014'
const KEY_BYTES = 32
const SIGNATURE_BYTES = 64
const SIGNATURES_MAX = 64
const PRIVATE_PREFIX = 'PRIVATE+KEY+'
/** What DER puts before the 32 bytes of an Ed25519 private or public key (RFC 8410). */
const DER_PRIVATE = Buffer.from('302e020100300506032b657004220420', 'hex')
const DER_PUBLIC = Buffer.from('302a300506032b6570032100', 'hex')

/** A public key that a reader trusts; `vkey` is its text form, `name+id+key`. */
export type Verifier = {
  readonly name: string
  readonly kind: KeyKind
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

export function makeSigner(name: string, kind: KeyKind): Signer {
  const { privateKey } = generateKeyPairSync('ed25519')
  const seed = privateKey.export({ format: 'der', type: 'pkcs8' }).subarray(-KEY_BYTES)
  return signerOf(name, kind, seed)
}

/** Reads `PRIVATE+KEY+name+id+key`. Undefined where it is not one of our two kinds, or damaged. */
export function readSigner(skey: string): Signer | undefined {
  if (!skey.startsWith(PRIVATE_PREFIX)) return undefined
  const parts = readKeyText(skey.slice(PRIVATE_PREFIX.length))
  if (parts === undefined) return undefined
  const signer = signerOf(parts.name, parts.kind, parts.bytes)
  return signer.verifier.id.equals(parts.id) ? signer : undefined
}

/** Reads `name+id+key`. Undefined where it is not one of our two kinds, or damaged. */
export function readVerifier(vkey: string): Verifier | undefined {
  const parts = readKeyText(vkey)
  if (parts === undefined) return undefined
  const verifier = verifierOf(parts.name, parts.kind, parts.bytes)
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
  return lineOf(name, [id, time, sign(null, timedText(text, seconds), key)])
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

/** Standard base64 in its one right spelling, or undefined. */
export function readBase64(text: string): Buffer | undefined {
  const bytes = Buffer.from(text, 'base64')
  return bytes.toString('base64') === text ? bytes : undefined
}

function checkSignature(
  text: string,
  { kind, key }: Verifier,
  signature: Buffer,
): { at?: Date } | undefined {
  if (kind === 'log') return verify(null, Buffer.from(text), key, signature) ? {} : undefined
  if (signature.length !== 8 + SIGNATURE_BYTES) return undefined
  const seconds = Number(signature.readBigUInt64BE())
  if (!Number.isSafeInteger(seconds)) return undefined
  const genuine = verify(null, timedText(text, seconds), key, signature.subarray(8))
  return genuine ? { at: new Date(seconds * 1000) } : undefined
}

function timedText(text: string, seconds: number): Buffer {
  return Buffer.from(`cosignature/v1\ntime ${seconds}\n${text}`)
}

function lineOf(name: string, parts: readonly Buffer[]): string {
  return `${DASH} ${name} ${Buffer.concat(parts as Buffer[]).toString('base64')}\n`
}

/** `name+8 hex digits+base64(kind byte || 32 bytes)`; the base64 itself may hold plus signs. */
function readKeyText(text: string) {
  const match = /^([^+]+)\+([0-9a-f]{8})\+(.+)$/.exec(text)
  const bytes = match ? readBase64(match[3]!) : undefined
  const kind = bytes?.[0] === KIND_BYTE.log ? 'log' : 'witness'
  if (bytes?.length !== 1 + KEY_BYTES || bytes[0] !== KIND_BYTE[kind]) return undefined
  if (!isKeyName(match![1]!)) return undefined
  return {
    name: match![1]!,
    id: Buffer.from(match![2]!, 'hex'),
    kind,
    bytes: bytes.subarray(1),
  } as const
}

function signerOf(name: string, kind: KeyKind, seed: Buffer): Signer {
  const key = createPrivateKey({
    key: Buffer.concat([DER_PRIVATE, seed]),
    format: 'der',
    type: 'pkcs8',
  })
  const bytes = createPublicKey(key).export({ format: 'der', type: 'spki' }).subarray(-KEY_BYTES)
  const verifier = verifierOf(name, kind, bytes)
  const secret = Buffer.concat([Buffer.of(KIND_BYTE[kind]), seed]).toString('base64')
  return {
    verifier,
    key,
    skey: `${PRIVATE_PREFIX}${name}+${verifier.id.toString('hex')}+${secret}`,
  }
}

function verifierOf(name: string, kind: KeyKind, bytes: Buffer): Verifier {
  const typed = Buffer.concat([Buffer.of(KIND_BYTE[kind]), bytes])
  const id = sha256(Buffer.concat([Buffer.from(`${name}\n`), typed])).subarray(0, 4)
  const key = createPublicKey({
    key: Buffer.concat([DER_PUBLIC, bytes]),
    format: 'der',
    type: 'spki',
  })
  return { name, kind, id, key, vkey: `${name}+${id.toString('hex')}+${typed.toString('base64')}` }
}
