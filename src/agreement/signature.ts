import { type KeyObject, sign, verify } from 'node:crypto'
import { stringify } from 'yaml'
import { z } from 'zod'
import { fieldFaults } from './field-fault.ts'
import { parseFields } from './parse-file.ts'
import type { Signatory } from './party-kinds.ts'
import { keyId, publicKey, rawPublicKey } from './signature-key.ts'
import type { TextFault } from './text-fault.ts'
import type { TextFile } from './text-hash.ts'

/** A detached signature: who signed which hash, for whom, when. */
export type Signature = {
  readonly officer: string
  readonly name: string
  readonly party: string
  /** short name of the officer's public key */
  readonly key: string
  /** ISO 8601, UTC, to the second */
  readonly time: string
  readonly hash: string
  /** Ed25519 over the statement, base64 */
  readonly signature: string
}

export type CheckedSignature = Signature & {
  readonly side: string
  readonly post: string
  /** absent where the signature is good for this text */
  readonly problem?: string
  /** it is about another text, so it says nothing about this one */
  readonly other?: true
}

const shape = z.strictObject({
  officer: z.string().describe('the officer’s identifier'),
  name: z.string().describe('the officer’s name'),
  party: z.string().describe('the party signed for'),
  key: z.string().describe('the short name of the key'),
  time: z.iso.datetime({ error: 'is not a moment like 2026-03-18T10:05:00Z' }).describe('when'),
  hash: z
    .string()
    .regex(/^sha256:[0-9a-f]{64}$/, 'is not a hash: sha256: and 64 hex digits')
    .describe('the hash that was signed'),
  signature: z
    .string()
    .regex(/^[A-Za-z0-9+/]{86}==$/, 'is not an Ed25519 signature: 64 bytes in base64')
    .describe('the signature'),
})

/** What is signed: the hash with who, for whom and when, so that none of them can be changed after. */
export function statement(signature: Omit<Signature, 'signature' | 'name' | 'key'>): Buffer {
  const { hash, officer, party, time } = signature
  return Buffer.from(
    `concordat agreement signature 1\nhash ${hash}\nofficer ${officer}\nparty ${party}\ntime ${time}\n`,
  )
}

export function signText(hash: string, officer: Signatory, key: KeyObject, now: Date): Signature {
  const time = `${now.toISOString().slice(0, 19)}Z`
  const said = { hash, officer: officer.id, party: officer.party, time }
  return {
    officer: officer.id,
    name: officer.name,
    party: officer.party,
    key: keyId(rawPublicKey(key)),
    time,
    hash,
    signature: sign(null, statement(said), key).toString('base64'),
  }
}

export function signatureFile(signature: Signature): TextFile {
  const head = `# ${signature.name} signed this agreement. Made by: concordat agreement sign\n`
  return {
    path: `signatures/${signature.officer}.yaml`,
    text: head + stringify(signature, { lineWidth: 0, defaultStringType: 'PLAIN' }),
  }
}

export function readSignatures(files: readonly TextFile[]): {
  signatures: { file: string; signature: Signature }[]
  faults: TextFault[]
} {
  const signatures: { file: string; signature: Signature }[] = []
  const faults: TextFault[] = []
  for (const file of files) {
    const parsed = parseFields(file)
    if ('faults' in parsed) {
      faults.push(...parsed.faults)
      continue
    }
    const read = fieldFaults(shape, parsed.value, 'signature')
    if ('fields' in read) {
      signatures.push({ file: file.path, signature: read.fields as Signature })
      continue
    }
    for (const { path, key, sentence } of read.faults) {
      const at = key === undefined ? parsed.place(path) : parsed.placeOfKey(path, key)
      faults.push({ file: file.path, ...at, sentence })
    }
  }
  return { signatures, faults }
}

/**
 * Each signature held against a text's hash and its authorised signatories. A signature of another
 * hash is no fault: the text was changed after it.
 */
export function checkSignature(
  signature: Signature,
  hash: string,
  signatories: readonly Signatory[],
): CheckedSignature {
  const officer = signatories.find(({ id }) => id === signature.officer)
  const named = {
    ...signature,
    name: officer?.name ?? signature.name,
    post: officer?.post ?? '',
    side: officer?.side ?? '',
  }
  if (signature.hash !== hash) {
    return { ...named, other: true, problem: 'was given to another text than this one' }
  }
  const problem = whyNot(signature, officer)
  return problem === undefined ? named : { ...named, problem }
}

function whyNot(signature: Signature, officer: Signatory | undefined): string | undefined {
  if (officer === undefined) return 'is by nobody whom the agreement lets sign'
  if (officer.party !== signature.party)
    return `is for ${signature.party}, and the officer signs for ${officer.party}`
  if (officer.key === '') return 'is by an officer of whom the agreement names no key'
  if (keyId(officer.key) !== signature.key) return 'was made with another key than the officer’s'
  const bytes = Buffer.from(signature.signature, 'base64')
  if (verify(null, statement(signature), publicKey(officer.key), bytes)) return undefined
  return 'does not fit: it, or what it says, was changed'
}

/** The sides of which too few officers have signed, by id. Empty: the text is signed. */
export function sidesMissing(
  sides: readonly { readonly id: string }[],
  signatures: readonly CheckedSignature[],
  officersOfEachSide: number,
): string[] {
  return sides
    .map(({ id }) => id)
    .filter((side) => {
      const officers = signatures.filter((one) => one.problem === undefined && one.side === side)
      return new Set(officers.map(({ officer }) => officer)).size < officersOfEachSide
    })
}
