import { Fault } from '../kernel/index.ts'
import { createFile, readFile, replaceFile } from './durable-file.ts'
import {
  type Algorithm,
  isKeyName,
  type KeyKind,
  makeSigner,
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
  const signer =
    readKeyFile(path, setting) ?? makeKeyFile(path, makeSigner(name, kind, algorithm), setting)
  const { verifier } = signer
  if (verifier.name === name && verifier.kind === kind) return signer
  throw new Fault(
    `the key in the file is ${verifier.name}'s, for a ${verifier.kind}, not ${name}'s`,
    `${setting}: ${path}`,
    'Give the file of the right key, or the name that it belongs to.',
  )
}

export function readKeyFile(path: string, setting: string): Signer | undefined {
  const text = readFile(path)
  if (text === undefined) return undefined
  const signer = readSigner(text.trim())
  if (signer !== undefined) return signer
  throw new Fault(
    'the key file cannot be read as a key',
    `${setting}: ${path}`,
    'Put the right file there.',
  )
}

/** Leaves the public key where those who check can find it without reading the secret one. */
export function writePublicKey(path: string, { vkey }: Verifier): void {
  if (readFile(path)?.trim() !== vkey) replaceFile(path, `${vkey}\n`, 0o644)
}

export function readPublicKey(path: string): Verifier | undefined {
  const text = readFile(path)
  return text === undefined ? undefined : readVerifier(text.trim())
}

function makeKeyFile(path: string, { skey }: Signer, setting: string): Signer {
  createFile(path, `${skey}\n`)
  return readKeyFile(path, setting)!
}
