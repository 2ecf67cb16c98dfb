import { type Checkpoint, openCheckpoint, readCheckpointText, readCount } from './checkpoint.ts'
import { readBase64, splitNote, type Verifier } from './note.ts'
import { EMPTY_ROOT, type Hash, verifyConsistency } from './tree.ts'

/**
 * What a witness answers (C2SP tlog-witness, add-checkpoint): it confirms a checkpoint if the log has only
 * grown since the last one it confirmed, and never otherwise. Pure: reading, remembering and signing
 * are done elsewhere.
 */
const PROOF_MAX = 63

export type WitnessAnswer =
  | { status: 200; checkpoint: Checkpoint; text: string; lines: string[] }
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
  const oldSize = first!.startsWith('old ') ? readCount(first!.slice(4)) : undefined
  const proof = lines.map(readBase64)
  if (oldSize === undefined || proof.length > PROOF_MAX) return undefined
  if (!proof.every((hash): hash is Hash => hash?.length === 32)) return undefined
  return { oldSize, proof, note: body.slice(cut + 2) }
}

/** `last` gives what was last confirmed for an origin. */
export function considerCheckpoint(
  body: string,
  logs: readonly Verifier[],
  last: (origin: string) => Checkpoint | undefined,
): WitnessAnswer {
  const request = readAddCheckpoint(body)
  const text = request === undefined ? undefined : splitNote(request.note)?.text
  if (request === undefined || text === undefined || !isCheckpoint(text)) {
    return { status: 400, why: 'the request is not of the form of C2SP tlog-witness' }
  }
  const [origin] = text.split('\n')
  const keys = logs.filter(({ name }) => name === origin)
  if (keys.length === 0) return { status: 404, why: `the log ${origin} is not known here` }
  const claimed = readCheckpointText(text)
  if (claimed === undefined) return { status: 400, why: 'beyond 2^53 no size is counted here' }
  const opened = keys.map((key) => openCheckpoint(request.note, key))
  if (!opened.some((one) => typeof one !== 'string')) {
    return { status: 403, why: `the checkpoint ${opened.find((one) => typeof one === 'string')}` }
  }
  const answer = compare(request, text, claimed, last(claimed.origin))
  if (answer.status !== 200) return answer
  const lines = splitNote(request.note)!.signatures.filter(({ name, id }) =>
    keys.some((key) => key.name === name && key.id.equals(id)),
  )
  return { ...answer, lines: lines.map(({ line }) => line) }
}

/** Of the form of a checkpoint, be its size countable here or not. */
function isCheckpoint(text: string): boolean {
  return /^[^\n]+\n(0|[1-9]\d{0,18})\n[A-Za-z0-9+/]{43}=\n([^\n]+\n)*$/.test(text)
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
  // From nothing there is nothing to prove, and the proof is empty.
  const grew = known.size === 0 ? proof.length === 0 : verifyConsistency(known, checkpoint, proof)
  if (!grew) {
    return { status: 422, why: 'the log did not only grow: the proof does not hold' }
  }
  return { status: 200, checkpoint, text, lines: [] }
}
