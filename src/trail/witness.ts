import { type Checkpoint, openCheckpoint, readCheckpointText } from './checkpoint.ts'
import { readBase64, splitNote, type Verifier } from './note.ts'
import { EMPTY_ROOT, type Hash, verifyConsistency } from './tree.ts'

/**
 * What a witness answers (C2SP tlog-witness, add-checkpoint): it confirms a checkpoint if the log has only
 * grown since the last one it confirmed, and never otherwise. Pure: reading, remembering and signing
 * are done elsewhere.
 */
const PROOF_MAX = 63

export type WitnessAnswer =
  | { status: 200; checkpoint: Checkpoint; text: string }
  | { status: 400 | 403 | 404 | 422; why: string }
  /** the size that the witness last confirmed */
  | { status: 409; size: number; why: string }

export type AddCheckpoint = { oldSize: number; proof: Hash[]; note: string }

export function writeAddCheckpoint({ oldSize, proof, note }: AddCheckpoint): string {
  const lines = proof.map((hash) => `${hash.toString('base64')}\n`)
  return `old ${oldSize}\n${lines.join('')}\n${note}`
}

/** Undefined where the body is not of the form. */
function readAddCheckpoint(body: string): AddCheckpoint | undefined {
  const cut = body.indexOf('\n\n')
  if (cut < 0) return undefined
  const [first, ...lines] = body.slice(0, cut).split('\n')
  const old = /^old (0|[1-9]\d{0,15})$/.exec(first!)
  const proof = lines.map(readBase64)
  if (old === null || !Number.isSafeInteger(Number(old[1])) || proof.length > PROOF_MAX)
    return undefined
  if (!proof.every((hash): hash is Hash => hash?.length === 32)) return undefined
  return { oldSize: Number(old[1]), proof, note: body.slice(cut + 2) }
}

/** `last` gives what was last confirmed for an origin. */
export function considerCheckpoint(
  body: string,
  logs: readonly Verifier[],
  last: (origin: string) => Checkpoint | undefined,
): WitnessAnswer {
  const request = readAddCheckpoint(body)
  const text = request === undefined ? undefined : splitNote(request.note)?.text
  const claimed = text === undefined ? undefined : readCheckpointText(text)
  if (request === undefined || text === undefined || claimed === undefined) {
    return { status: 400, why: 'the request is not of the form of C2SP tlog-witness' }
  }
  const keys = logs.filter(({ name }) => name === claimed.origin)
  if (keys.length === 0) return { status: 404, why: `the log ${claimed.origin} is not known here` }
  const opened = keys.map((key) => openCheckpoint(request.note, key))
  if (!opened.some((one) => typeof one !== 'string')) {
    return { status: 403, why: `the checkpoint ${opened.find((one) => typeof one === 'string')}` }
  }
  return compare(request, text, claimed, last(claimed.origin))
}

function compare(
  { oldSize, proof }: AddCheckpoint,
  text: string,
  checkpoint: Checkpoint,
  last: Checkpoint | undefined,
): WitnessAnswer {
  const known = last ?? { size: 0, root: EMPTY_ROOT }
  if (oldSize > checkpoint.size) {
    return { status: 400, why: 'the old size is larger than the size of the checkpoint' }
  }
  if (oldSize !== known.size) {
    return { status: 409, size: known.size, why: `the last confirmed size is ${known.size}` }
  }
  if (oldSize === checkpoint.size && !checkpoint.root.equals(known.root)) {
    return { status: 409, size: known.size, why: 'another root was confirmed at this size' }
  }
  if (!verifyConsistency(known, checkpoint, proof)) {
    return { status: 422, why: 'the log did not only grow: the proof does not hold' }
  }
  return { status: 200, checkpoint, text }
}
