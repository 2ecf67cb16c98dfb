import type { TrailFault } from './audit.ts'
import type { SignedCheckpoint } from './checkpoint.ts'
import { type Confirmation, confirmationWords, isLate } from './confirmation.ts'
import type { Verifier } from './note.ts'
import { type Policy, quorumAt } from './policy.ts'
import { AHEAD_MS_MAX } from './publish.ts'
import type { Hash } from './tree.ts'

/** What `trail verify` answers, in all three modes; the names are those of its JSON. */
export type Verification = {
  size: number
  /** base64 */
  root: string
  ok: boolean
  /** `not confirmed`: nothing was found changed, but nobody outside vouches for it in time */
  state: 'in order' | 'not confirmed' | 'changed'
  faults: TrailFault[]
  witnesses: { name: string; size: number; age_seconds: number }[]
  /** how far witnesses of each side have confirmed it, in one sentence: the same one everywhere */
  says: string
  confirmed: { size: number; age_seconds: number } | null
  /** texts that were taken out of the database for good */
  erasures: Erased[]
  /** what is no fault and should be known */
  notes: string[]
}

export type Erased = {
  entry: string
  erased: string[]
  at: string
  by: string
  clause: string
  reason: string
  /** the name of the officer whose signature on the decision holds */
  signed_by: string | null
}

type Found = {
  size: number
  root: Hash
  faults: readonly TrailFault[]
  witnesses: Verification['witnesses']
  confirmation: Confirmation
  now: Date
  /** where nobody has to confirm: this caller's own memory holds a head of this very log */
  held?: boolean
  /** in words, why the quorum that was found proves nothing to this caller */
  weak?: string
  erasures?: Erased[]
  notes?: string[]
}

/**
 * In order means: nothing was changed up to the checkpoint that a quorum has signed, and the quorum is not
 * older than was agreed. Without that, nothing excludes that the end was cut off or written anew.
 */
export function conclude(found: Found): Verification {
  const { confirmation, now, held = false, faults } = found
  const says = confirmationWords(confirmation, now)
  const { confirmed } = confirmation
  const late = confirmation.nobodyNeeded ? !held : isLate(confirmation, now)
  const unheld = late || found.weak !== undefined
  const why = late ? (confirmation.nobodyNeeded ? UNHELD : says) : (found.weak ?? says)
  const changed = faults.length > 0
  return {
    size: found.size,
    root: found.root.toString('base64'),
    ok: !changed && !unheld,
    state: changed ? 'changed' : unheld ? 'not confirmed' : 'in order',
    faults: unheld ? [...faults, { entry: '', what: why }] : [...faults],
    witnesses: found.witnesses,
    says,
    confirmed: confirmed ? { size: confirmed.size, age_seconds: seconds(confirmed.at, now) } : null,
    erasures: found.erasures ?? [],
    notes: found.notes ?? [],
  }
}

export const UNHELD =
  'No witness has confirmed this log to this computer, and it has not been checked from here before: ' +
  'that its end was cut off cannot be excluded.'

/** True where the only thing to object to is that nobody outside vouches for the log now. */
export function isUnheldOnly({ state }: Verification): boolean {
  return state === 'not confirmed'
}

/** The confirmations on a checkpoint, as they are shown: by name, in whatever order the witnesses answered. */
export function confirmedBy(
  { size, witnesses }: SignedCheckpoint,
  now: Date,
): Verification['witnesses'] {
  return witnesses
    .map(({ verifier: { name }, at }) => ({ name, size, age_seconds: seconds(at, now) }))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
}

/** When the signatures on a checkpoint made a quorum; those from a clock that is far ahead do not count. */
export function quorumOn(
  { witnesses }: SignedCheckpoint,
  { quorum }: Policy,
  now: Date,
): Date | undefined {
  const latest = now.getTime() + AHEAD_MS_MAX
  const inTime = witnesses.filter(({ at }) => at.getTime() <= latest)
  return quorum && quorumAt(quorum, new Map(inTime.map(({ verifier, at }) => [verifier.vkey, at])))
}

export function wrongKey(log: Verifier): TrailFault {
  const what = `The log ${log.name} is signed with another key than when it was last checked here.`
  return { entry: '', what }
}

function seconds(then: Date, now: Date): number {
  return Math.max(0, Math.round((now.getTime() - then.getTime()) / 1000))
}
