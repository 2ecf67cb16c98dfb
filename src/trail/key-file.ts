import { Fault } from '../kernel/index.ts'
import { createFile, readFile, replaceFile } from './durable-file.ts'
import {
  type Algorithm,
  isKeyName,
  type KeyKind,
  makeSigner,
  readPemSigner,
  readSigner,
  readVerifier,
  type Signer,
  type Verifier,
} from './note.ts'

/**
 * Reads a signing key, or makes one that only its owner may read.
 * `setting` is what a person would correct if the file cannot be used.
 */
export function openKeyFile(
  path: string,
  name: string,
  kind: KeyKind,
  setting: string,
  algorithm: Algorithm = 'ed25519',
): Signer {
  if (!isKeyName(name)) {
    throw new Fault(
      `the name ${JSON.stringify(name)} cannot be a key's name`,
      setting,
      'Leave out spaces and +.',
    )
  }
  const own = { name, kind }
  const signer =
    readKeyFile(path, setting, own) ??
    makeKeyFile(path, makeSigner(name, kind, algorithm), setting, own)
  const { verifier } = signer
  if (verifier.name === name && verifier.kind === kind) return signer
  throw new Fault(
    `the key in the file is ${verifier.name}'s, for a ${verifier.kind}, not ${name}'s`,
    `${setting}: ${path}`,
    'Give the file of the right key, or the name that it belongs to.',
  )
}

/** A key in PEM, as openssl writes it, has no name: there it is the one that it is asked for as. */
export function readKeyFile(
  path: string,
  setting: string,
  own: { name: string; kind: KeyKind },
): Signer | undefined {
  const text = readFile(path)
  if (text === undefined) return undefined
  const signer = isPem(text) ? readPemSigner(text, own.name, own.kind) : readSigner(text.trim())
  if (signer !== undefined) return signer
  throw new Fault(
    isPem(text)
      ? 'the key file is no Ed25519 private key in PEM (PKCS #8), or it needs a passphrase'
      : 'the key file cannot be read as a key',
    `${setting}: ${path}`,
    'Put the right file there: openssl genpkey -algorithm ed25519 makes one.',
  )
}

/** The name that stands in a key file, where one stands there. */
export function nameInKeyFile(path: string): string | undefined {
  const text = readFile(path)
  return text === undefined ? undefined : readSigner(text.trim())?.verifier.name
}

function isPem(text: string): boolean {
  return text.trimStart().startsWith('-----BEGIN ')
}

/** Leaves the public key where those who check can find it without reading the secret one. */
export function writePublicKey(path: string, { vkey }: Verifier): void {
  if (readFile(path)?.trim() !== vkey) replaceFile(path, `${vkey}\n`, 0o644)
}

export function readPublicKey(path: string): Verifier | undefined {
  const text = readFile(path)
  return text === undefined ? undefined : readVerifier(text.trim())
}

function makeKeyFile(
  path: string,
  { skey }: Signer,
  setting: string,
  own: { name: string; kind: KeyKind },
): Signer {
  createFile(path, `${skey}\n`)
  return readKeyFile(path, setting, own)!
}
