import type { KnownWitness } from './place-keys.ts'
import { type Policy, type PolicyNode, WITHIN_SECONDS } from './policy.ts'

/** What the agreement says of witnesses: `main.ts` reads it from the text in effect. */
export type QuorumRule = {
  clause: string
  sides: readonly { id: string; name: string }[]
  ofEachSide: number
  withinSeconds: number
  /** keys that both sides have signed; where there are any, no other counts */
  keys: readonly { side: string; vkey: string }[]
}

/**
 * The policy of a place: of each side as many witnesses as the agreement says. Without an agreement, every
 * side, or witness, that the settings name has to confirm.
 */
export function policyOf(
  rule: QuorumRule | undefined,
  witnesses: readonly KnownWitness[],
  logVkey: string,
): Policy {
  const common = {
    logs: [{ vkey: logVkey }],
    withinSeconds: rule?.withinSeconds ?? WITHIN_SECONDS,
    ...(rule === undefined ? {} : { clause: rule.clause }),
  }
  const sides = rule?.sides ?? sidesOf(witnesses)
  if (sides.length === 0) return { ...common, quorum: undefined }
  const ids = sides.map(({ id }) => id)
  const members = sides.map(({ id, name }): PolicyNode => {
    const own = witnesses.filter((witness) => sideOf(witness, ids, rule?.keys ?? []) === id)
    const named = own.map(({ verifier, url }) => ({
      name: verifier.name,
      vkey: verifier.vkey,
      url,
    }))
    return { name, needed: rule?.ofEachSide ?? 1, members: named }
  })
  return { ...common, quorum: { name: 'quorum', needed: members.length, members } }
}

/** By the signed text, else by the settings, else by the first part of the name: `council.example/witness`. */
function sideOf(
  { verifier, side }: KnownWitness,
  sides: readonly string[],
  keys: QuorumRule['keys'],
): string | undefined {
  if (keys.length > 0) return keys.find(({ vkey }) => vkey === verifier.vkey)?.side
  if (side !== undefined) return side
  const [first] = verifier.name.split('.')
  return sides.includes(first!) ? first : sides.includes(verifier.name) ? verifier.name : undefined
}

function sidesOf(witnesses: readonly KnownWitness[]): { id: string; name: string }[] {
  const ids = new Set(witnesses.map(({ verifier, side }) => side ?? verifier.name))
  return [...ids].map((id) => ({ id, name: id }))
}
