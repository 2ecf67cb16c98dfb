import { createHash, createPrivateKey, type KeyObject } from 'node:crypto'
import type { Signatory } from './party-kinds.ts'
import { type Signature, signText } from './signature.ts'
import { rawPublicKey } from './signature-key.ts'

/**
 * Keys of officers who do not exist. Anybody can make them from the published phrase, so that a
 * developer who changes the made-up agreement can sign it again; live mode refuses every one of them.
 */
export const MADE_UP_PHRASE = 'nobody in southmere is real and neither are its officers'
const OFFICERS = ['nhs-1', 'nhs-2', 'council-1', 'council-2'] as const
export type MadeUpOfficer = (typeof OFFICERS)[number]

/** RFC 8410: the frame around the 32 bytes of an Ed25519 private key. */
const PKCS8 = Buffer.from('302e020100300506032b657004220420', 'hex')

export function madeUpKey(officer: MadeUpOfficer): KeyObject {
  const seed = createHash('sha256').update(`${MADE_UP_PHRASE}/${officer}`).digest()
  return createPrivateKey({ key: Buffer.concat([PKCS8, seed]), format: 'der', type: 'pkcs8' })
}

export function isMadeUpKey(raw: string): boolean {
  return madeUpKeyFor(raw) !== undefined
}

/** The private key that belongs to a public one, where it is that of an officer who does not exist. */
function madeUpKeyFor(raw: string): KeyObject | undefined {
  return OFFICERS.map(madeUpKey).find((key) => rawPublicKey(key) === raw)
}

/** The text signed by every officer of its own who does not exist; who signed an earlier text did so when they did. */
export function signMadeUp(
  { hash, signatories }: { hash: string; signatories: readonly Signatory[] },
  before: readonly Signature[],
  now: Date,
): Signature[] {
  return signatories.flatMap((officer) => {
    const key = madeUpKeyFor(officer.key)
    const earlier = before.find((one) => one.officer === officer.id)
    const at = earlier === undefined ? now : new Date(earlier.time)
    return key === undefined ? [] : [signText(hash, officer, key, at)]
  })
}
