import {
  joinNote,
  type OpenedNote,
  openNote,
  readBase64,
  type Signer,
  signatureLine,
  type Verifier,
} from './note.ts'
import type { Hash } from './tree.ts'

/** The head of the log at one moment (C2SP tlog-checkpoint): which log, how many entries, which root. */
export type Checkpoint = { origin: string; size: number; root: Hash }

export function checkpointText({ origin, size, root }: Checkpoint): string {
  return `${origin}\n${size}\n${root.toString('base64')}\n`
}

/** Undefined where the text is not of the form. Extension lines are let through and mean nothing. */
export function readCheckpointText(text: string): Checkpoint | undefined {
  const lines = text.split('\n')
  const [origin, digits, base64, ...rest] = lines
  if (rest.pop() !== '' || rest.includes('')) return undefined
  if (!origin || digits === undefined || base64 === undefined) return undefined
  const root = readBase64(base64)
  const size = readCount(digits)
  return root?.length === 32 && size !== undefined ? { origin, size, root } : undefined
}

/** A size in its one right spelling; beyond 2^53 nothing is counted here. */
export function readCount(digits: string): number | undefined {
  const count = /^(0|[1-9]\d{0,15})$/.test(digits) ? Number(digits) : Number.NaN
  return Number.isSafeInteger(count) ? count : undefined
}

export function signCheckpoint(checkpoint: Checkpoint, signer: Signer): string {
  const text = checkpointText(checkpoint)
  return joinNote(text, [signatureLine(text, signer)])
}

/** A checkpoint whose signature by its log was checked, and which witnesses have confirmed it. */
export type SignedCheckpoint = Checkpoint & {
  readonly note: string
  readonly witnesses: readonly { verifier: Verifier; at: Date }[]
}

/** Reads a signed checkpoint, or says in words why it cannot be relied on. */
export function openCheckpoint(
  note: string,
  log: Verifier,
  witnesses: readonly Verifier[] = [],
): SignedCheckpoint | string {
  const opened = openNote(note, [log, ...witnesses])
  if (typeof opened === 'string') return opened
  if (!opened.signatures.some(({ verifier }) => verifier === log)) return 'is not signed by the log'
  const checkpoint = readCheckpointText(opened.text)
  if (checkpoint === undefined) return 'is not a checkpoint'
  if (checkpoint.origin !== log.name) return `is of another log, ${checkpoint.origin}`
  return { ...checkpoint, note, witnesses: confirmations(opened) }
}

function confirmations({ signatures }: OpenedNote) {
  return signatures.flatMap(({ verifier, at }) => (at === undefined ? [] : [{ verifier, at }]))
}
