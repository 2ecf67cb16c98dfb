import { type Refusal, refuse, type Settings } from '../kernel/index.ts'
import { formatList } from '../shell/index.ts'
import type { Agreement } from './agreement.ts'
import { isMadeUpKey } from './made-up-keys.ts'
import type { Signatory } from './party-kinds.ts'
import type { ReadAgreement } from './read-agreement.ts'
import type { CheckedSignature } from './signature.ts'

/** Why a text does not take effect. */
export type WhyNotAdopt =
  | 'agreement-in-effect'
  | 'agreement-chain-broken'
  | 'agreement-faulty'
  | 'agreement-unsigned'
  | 'made-up-officers'
  | 'agreement-officers'
  | 'agreement-signed-before'

/** Whether a text is signed as it must be, by itself and as the successor of another. Pure. */
type Adopted = { readonly agreement: Agreement; readonly adoptedAt: Date }

/** What can be told from the text alone. */
export function whyNotSigned(
  read: ReadAgreement,
  mode: Settings['mode'],
): Refusal<WhyNotAdopt> | undefined {
  const agreement = read.agreement!
  if (read.missing.length > 0) {
    const sides = agreement.sides.filter(({ id }) => read.missing.includes(id))
    const names = formatList(sides.map(({ name }) => name))
    return refuse('agreement-unsigned', `Too few officers have signed this text for ${names}.`, {
      clause: agreement.table<{ clause: string }>('signing')[0]?.clause,
      next: 'An officer of each side signs it with concordat agreement sign.',
    })
  }
  const madeUp = agreement.table<Signatory>('signatory').filter(({ key }) => isMadeUpKey(key))
  if (mode === 'live' && madeUp.length > 0) {
    const names = formatList(madeUp.map(({ name }) => name))
    return refuse('made-up-officers', `The keys of ${names} are those of the made-up place.`, {
      next: 'Real officers make keys of their own, or the place runs in made-up mode.',
    })
  }
  return undefined
}

/**
 * Neither side can put officers of its own choosing in the place of the other's; and a text that was
 * replaced comes back only if it is signed again. `before` are all adoptions up to the one that is replaced.
 */
export function whyNotSucceed(
  last: Adopted,
  before: readonly Adopted[],
  now: Agreement,
): Refusal<WhyNotAdopt> | undefined {
  return officersReplaced(last.agreement, now) ?? signedLongAgo(last, before, now)
}

function officersReplaced(before: Agreement, now: Agreement): Refusal<WhyNotAdopt> | undefined {
  const keys = new Set(now.signatures.map((signature) => keyOf(now, signature)))
  const known = before.table<Signatory>('signatory', 'all')
  const [side] = before.sides.filter(
    ({ id }) => !known.some((officer) => officer.side === id && keys.has(officer.key)),
  )
  if (side === undefined) return undefined
  return refuse(
    'agreement-officers',
    `Nobody has signed it whom the agreement in effect lets sign for ${side.name}.`,
    {
      clause: before.table<{ clause: string }>('signing')[0]?.clause,
      next: 'One of the officers of that side, with the key that the agreement in effect names, signs it too.',
    },
  )
}

/** A signature that was given before the text was replaced says nothing about wanting it back. */
function signedLongAgo(
  last: Adopted,
  before: readonly Adopted[],
  now: Agreement,
): Refusal<WhyNotAdopt> | undefined {
  const returns = before.some(({ agreement }) => agreement.hash === now.hash)
  if (!returns || last.agreement.hash === now.hash) return undefined
  const since = now.signatures.filter(({ time }) => new Date(time) > last.adoptedAt)
  const [side] = now.sides.filter(({ id }) => !since.some((signature) => signature.side === id))
  if (side === undefined) return undefined
  return refuse(
    'agreement-signed-before',
    `It was in effect before, and nobody has signed for ${side.name} that it is to come back.`,
    {
      clause: now.table<{ clause: string }>('signing')[0]?.clause,
      next: 'An officer of each side signs it again with concordat agreement sign.',
    },
  )
}

function keyOf(agreement: Agreement, { officer }: CheckedSignature): string | undefined {
  return agreement.table<Signatory>('signatory', 'all').find(({ id }) => id === officer)?.key
}
