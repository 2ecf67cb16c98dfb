import type { KeyObject } from 'node:crypto'
import { Fault, type Refusal, refuse } from '../kernel/index.ts'
import type { Agreement } from './agreement.ts'
import type { Signatory } from './party-kinds.ts'
import { rawPublicKey, readPrivateKey } from './signature-key.ts'

/**
 * The officer whose private key this is, if the agreement lets them sign for the party. Throws a `Fault`
 * where the text is no Ed25519 private key at all.
 */
export function officerOfKey(
  agreement: Agreement,
  party: string,
  pem: string,
): { signatory: Signatory; key: KeyObject } | Refusal {
  const key = readPrivateKey(pem)
  if (key === undefined) {
    throw new Fault(
      'that is no Ed25519 private key in PEM (PKCS #8), or it needs a passphrase',
      '--key',
      'Make one with openssl genpkey -algorithm ed25519.',
    )
  }
  const raw = rawPublicKey(key)
  const officers = agreement.table<Signatory>('signatory', 'all')
  const mine = officers.find((officer) => officer.key === raw)
  if (mine?.party === party) return { signatory: mine, key }
  const able = officers.filter((officer) => officer.party === party)
  const names = able.map((one) =>
    one.key === '' ? `${one.name} (once a key of theirs stands in the text)` : one.name,
  )
  const next =
    able.length > 0 ? `${names.join(' or ')} may sign for it.` : 'Nobody may sign for it.'
  const name = agreement.parties.find(({ id }) => id === party)?.name ?? party
  const sentence =
    mine === undefined
      ? `the key is not that of an officer who may sign for ${name}`
      : `the key is that of ${mine.name}, who may sign for ${mine.party} and not for ${name}`
  return refuse('not-a-signatory', sentence, { next })
}
