import { type Clock, Fault } from '../kernel/index.ts'
import { checkLooks } from './check-looks.ts'
import { readCheckpointText } from './checkpoint.ts'
import type { KnownPolicy } from './known-policy.ts'
import { type LooksFile, readLooksFile } from './looks-file.ts'
import { readVerifier, splitNote, type Verifier } from './note.ts'
import { Memory } from './remembered.ts'
import { EMPTY_ROOT, sha256 } from './tree.ts'
import { conclude, type Verification } from './verification.ts'

/**
 * `trail verify --bundle`: what a resident took home, checked without the place, by the very code that their
 * browser runs. This computer remembers how far each person's looks went.
 */
export type VerifyBundle = {
  text: string
  /** where it came from, for the message if it cannot be read */
  path: string
  dataFolder: string
  /** the log's key, if the caller knows it */
  log?: Verifier
  policyFor(own: string | undefined, log: Verifier, before: boolean): KnownPolicy
  clock: Clock
}

/** Throws Fault where the file is not such a bundle. */
export async function verifyBundle(given: VerifyBundle): Promise<Verification> {
  const file = readFile(given)
  const claimed = readCheckpointText(splitNote(file.checkpoint)?.text ?? '')
  if (claimed === undefined) throw unreadable(given.path, 'its checkpoint')
  const memory = new Memory(given.dataFolder, claimed.origin)
  const kept = memory.recall()
  const known = given.log ?? readVerifier(kept?.vkey ?? '')
  const log = known ?? ownKey(file, claimed.origin)
  if (log === undefined)
    throw new Fault('the key of the log is not known', given.path, 'Give it with --log.')
  const { policy, weak } = given.policyFor(file.policy, log, known !== undefined)
  const now = given.clock.now()
  const remembered = kept?.people ?? {}
  const hash = (bytes: Uint8Array) =>
    sha256(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length))
  const checked = await checkLooks(file, { logVkey: log.vkey, policy, remembered, now, hash })
  const faults = [...(known === undefined ? [unknownKey(log)] : []), ...checked.faults]
  const { head, confirmation, counted, told } = checked
  const pin =
    kept?.vkey === log.vkey ? readCheckpointText(splitNote(kept.note)?.text ?? '') : undefined
  if (head && pin?.size === head.size && !pin.root.equals(head.root)) {
    faults.push({ entry: '', what: `This computer knows another log of ${head.size} entries.` })
  }
  const verification = conclude({
    size: head?.size ?? claimed.size,
    root: head ? Buffer.from(head.root) : EMPTY_ROOT,
    faults,
    witnesses: head ? witnessesOn(head.signedAt, head.size, now) : [],
    confirmation,
    now,
    held: head === undefined || pin?.size === head.size,
    weak,
    notes: told,
  })
  if (verification.ok) memory.rememberPeople(counted)
  return verification
}

function readFile({ text, path }: VerifyBundle): LooksFile {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch {
    throw unreadable(path, 'it is not JSON')
  }
  const read = readLooksFile(json)
  if (typeof read === 'string') throw unreadable(path, read)
  return read
}

function unreadable(path: string, what: string): Fault {
  return new Fault(
    `this is not a bundle of looks: ${what}`,
    path,
    'Give the file as it was downloaded.',
  )
}

function ownKey({ keys }: LooksFile, origin: string): Verifier | undefined {
  return keys
    .map(readVerifier)
    .find((key): key is Verifier => key?.kind === 'log' && key.name === origin)
}

function witnessesOn(signedAt: ReadonlyMap<string, Date>, size: number, now: Date) {
  return [...signedAt].map(([vkey, at]) => ({
    name: vkey.split('+')[0]!,
    size,
    age_seconds: Math.max(0, Math.round((now.getTime() - at.getTime()) / 1000)),
  }))
}

function unknownKey({ vkey }: Verifier) {
  return {
    entry: '',
    what:
      'The key of the log is known only from this file, which proves nothing against whoever made it: compare ' +
      `it with the one that is published and give it with --log ${vkey}`,
  }
}
