import { Fault, type Settings } from '../kernel/index.ts'
import { type KeyKind, readVerifier, type Verifier } from './note.ts'
import { knownWitnesses } from './place-keys.ts'
import { hasTwoSides, type Policy, readPolicy, WITHIN_SECONDS, witnessesOf } from './policy.ts'
import { policyOf } from './quorum.ts'
import { UNHELD } from './verification.ts'

/** Keys that the caller gives, as text; what is missing is taken from what this computer knows. */
export type GivenKeys = {
  log?: string
  witnesses: readonly string[]
  /** the text of a policy (C2SP tlog-policy) */
  policy?: string
}

/** `weak`: in words, why it proves nothing to this caller. */
export type KnownPolicy = { policy: Policy; verifiers: readonly Verifier[]; weak?: string }

export function readKey(vkey: string, kind: KeyKind, option: string): Verifier {
  const verifier = readVerifier(vkey)
  if (verifier?.kind === kind) return verifier
  throw new Fault(
    `this is not the public key of a ${kind}`,
    option,
    'Give it as it is published, name+id+key.',
  )
}

/** The log's key as it was given, by itself or in a policy that names one log. Throws Fault on what is none. */
export function givenLogKey({ log, policy }: GivenKeys): Verifier | undefined {
  if (log !== undefined) return readKey(log, 'log', '--log')
  const logs = policy === undefined ? [] : readGiven(policy).logs
  return logs.length === 1 ? readKey(logs[0]!.vkey, 'log', '--policy') : undefined
}

/**
 * Whose confirmation counts: the policy that was given, all the witnesses that were given, those that this
 * computer knows. What a log or a bundle says of itself is believed only by somebody who has seen it `before`.
 */
export function knownPolicy(
  keys: GivenKeys,
  settings: Settings,
  log: Verifier,
  own?: { text: string | undefined; before: boolean },
): KnownPolicy {
  if (keys.policy !== undefined) return withKeys(readGiven(keys.policy))
  const named = keys.witnesses.map((vkey) => readKey(vkey, 'witness', '--witness'))
  if (named.length > 0) {
    return withKeys(
      policyOf(
        undefined,
        named.map((verifier) => ({ verifier })),
        log.vkey,
      ),
    )
  }
  const known = knownWitnesses(settings)
  if (known.length > 0) return withKeys(policyOf(undefined, known, log.vkey))
  const said = own?.text === undefined ? 'none' : readPolicy(own.text)
  if (typeof said === 'string') return withKeys(nobody(log))
  return { ...withKeys(said), ...(own?.before ? {} : { weak: UNHELD }) }
}

function nobody(log: Verifier): Policy {
  return { logs: [{ vkey: log.vkey }], quorum: undefined, withinSeconds: WITHIN_SECONDS }
}

function withKeys(policy: Policy): KnownPolicy {
  const verifiers = witnessesOf(policy.quorum).flatMap(({ vkey }) => readVerifier(vkey) ?? [])
  const alone = policy.quorum !== undefined && !hasTwoSides(policy.quorum)
  return { policy, verifiers, ...(alone ? { weak: ONE_SIDE } : {}) }
}

const ONE_SIDE =
  'Only one witness is known to this computer: with the key of the log, its keeper could have written this ' +
  'anew. Give the witness of the other side too, or a policy.'

function readGiven(text: string): Policy {
  const policy = readPolicy(text)
  if (typeof policy !== 'string') return policy
  throw new Fault(
    `this is not a policy: ${policy}`,
    '--policy',
    'Give one in the form of C2SP tlog-policy, as /trail/policy of a place.',
  )
}
