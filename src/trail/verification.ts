import type { Pin, TrailFault } from './audit.ts'
import { openCheckpoint, type SignedCheckpoint } from './checkpoint.ts'
import type { Verifier } from './note.ts'
import type { Hash } from './tree.ts'

/** What `trail verify` answers, in all three modes; the names are those of its JSON. */
export type Verification = {
  size: number
  /** base64 */
  root: string
  ok: boolean
  faults: TrailFault[]
  witnesses: { name: string; size: number; age_seconds: number }[]
}

/**
 * `held` says that somebody outside (a witness, or this caller's memory) holds a head of this very log.
 * Without that, nothing excludes that its end was cut off, and then it is not found in order.
 */
export function conclude(
  { size, root }: { size: number; root: Hash },
  faults: readonly TrailFault[],
  witnesses: Verification['witnesses'],
  held: boolean,
): Verification {
  const all = held ? [...faults] : [...faults, UNHELD]
  return { size, root: root.toString('base64'), ok: all.length === 0, faults: all, witnesses }
}

const UNHELD: TrailFault = {
  entry: '',
  what:
    'No witness has confirmed this log to this computer, and it has not been checked from here before: ' +
    'that its end was cut off cannot be excluded.',
}

/** True where the only thing to object to is that nobody outside knows the log yet. */
export function isUnheldOnly({ faults }: Verification): boolean {
  return faults.length === 1 && faults[0]!.what === UNHELD.what
}

/** The confirmations on a checkpoint, as they are shown. */
export function confirmedBy(
  { size, witnesses }: SignedCheckpoint,
  now: Date,
): Verification['witnesses'] {
  return witnesses.map(({ verifier, at }) => ({
    name: verifier.name,
    size,
    age_seconds: Math.max(0, Math.round((now.getTime() - at.getTime()) / 1000)),
  }))
}

/** What this caller remembers of a log, as something that the log must continue. */
export function pinOf(
  remembered: { vkey: string; note: string } | undefined,
  log: Verifier,
): Pin | TrailFault | undefined {
  if (remembered === undefined) return undefined
  if (remembered.vkey !== log.vkey) {
    return {
      entry: '',
      what: `The log ${log.name} is signed with another key than when it was last checked here.`,
    }
  }
  const opened = openCheckpoint(remembered.note, log)
  if (typeof opened === 'string') return undefined
  const { origin, size, root } = opened
  return { origin, size, root, by: 'this computer' }
}
