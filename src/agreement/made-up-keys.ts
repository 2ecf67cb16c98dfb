import { createHash, createPrivateKey, type KeyObject } from 'node:crypto'
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
  return OFFICERS.some((officer) => rawPublicKey(madeUpKey(officer)) === raw)
}
