import { z } from 'zod'
import { type Clock, Fault } from '../kernel/index.ts'
import type { TrailFault } from './audit.ts'
import { BUNDLE_FORMAT, type ResidentBundle } from './bundle.ts'
import { openCheckpoint, readCheckpointText, type SignedCheckpoint } from './checkpoint.ts'
import { entryData } from './entry.ts'
import { readBase64, readVerifier, splitNote, type Verifier } from './note.ts'
import { recall } from './remembered.ts'
import { type Hash, leafHash, verifyInclusion } from './tree.ts'
import { conclude, confirmedBy, pinOf, type Verification } from './verification.ts'

/**
 * `trail verify --bundle`: what a resident took home, checked without the place: every look is in the
 * signed log, its text is what was written, and the numbers of each chain run without a hole.
 */
const hash = z.string().transform((text, context): Hash => {
  const bytes = readBase64(text)
  if (bytes?.length === 32) return bytes
  context.addIssue({ code: 'custom', message: 'is not a hash' })
  return z.NEVER
})

const file = z.object({
  format: z.literal(BUNDLE_FORMAT),
  keys: z.array(z.string()),
  checkpoint: z.string(),
  people: z.array(
    z.object({
      person: z.string(),
      looks: z.array(
        z.object({
          number: z.int().min(1),
          entry: z.string(),
          data: hash,
          previous: hash.nullable(),
        }),
      ),
    }),
  ),
  entries: z.array(
    z.object({
      id: z.string(),
      index: z.int().min(0),
      data: hash,
      proof: z.array(hash).max(63),
      text: z.string().optional(),
      salt: z.string().optional(),
      withheld: z.object({ clause: z.string(), until: z.string() }).optional(),
      erased: z.literal(true).optional(),
    }),
  ),
}) satisfies z.ZodType<unknown, Omit<ResidentBundle, 'madeAt'>>

type Bundle = z.output<typeof file>
type Entry = Bundle['entries'][number]

export type VerifyBundle = {
  text: string
  /** where it came from, for the message if it cannot be read */
  path: string
  dataFolder: string
  /** the log's key, if the caller knows it */
  log?: Verifier
  witnesses: readonly Verifier[]
  clock: Clock
}

/** Throws Fault where the file is not such a bundle. */
export function verifyBundle(given: VerifyBundle): Verification {
  const bundle = readBundle(given)
  const claimed = readCheckpointText(splitNote(bundle.checkpoint)?.text ?? '')
  if (claimed === undefined) throw unreadable(given.path, 'its checkpoint')
  const remembered = recall(given.dataFolder, claimed.origin)
  const known = given.log ?? (remembered && readVerifier(remembered.vkey))
  const log = known ?? ownKey(bundle, claimed.origin)
  if (log === undefined)
    throw new Fault('the key of the log is not known', given.path, 'Give it with --log.')
  const head = openCheckpoint(bundle.checkpoint, log, given.witnesses)
  if (typeof head === 'string') {
    return conclude(claimed, [{ entry: '', what: `The checkpoint ${head}.` }], [], true)
  }
  const faults = known === undefined ? [unknownKey(log)] : []
  const pin = pinOf(remembered, log)
  const isPinned = pin !== undefined && 'root' in pin && pin.size === head.size
  if (isPinned && !pin.root.equals(head.root)) {
    faults.push({ entry: '', what: `This computer knows another log of ${head.size} entries.` })
  }
  faults.push(...bundle.entries.flatMap((entry) => entryFaults(entry, head)))
  faults.push(...bundle.people.flatMap((person) => chainFaults(person, bundle.entries)))
  const held = isPinned || head.witnesses.length > 0
  return conclude(head, faults, confirmedBy(head, given.clock.now()), held)
}

function readBundle({ text, path }: VerifyBundle): Bundle {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch {
    throw unreadable(path, 'it is not JSON')
  }
  const read = file.safeParse(json)
  if (read.success) return read.data
  throw unreadable(path, `${read.error.issues[0]!.path.join('.')} ${read.error.issues[0]!.message}`)
}

function unreadable(path: string, what: string): Fault {
  return new Fault(
    `this is not a bundle of looks: ${what}`,
    path,
    'Give the file as it was downloaded.',
  )
}

function ownKey({ keys }: Bundle, origin: string): Verifier | undefined {
  return keys
    .map(readVerifier)
    .find((key): key is Verifier => key?.kind === 'log' && key.name === origin)
}

function unknownKey({ vkey }: Verifier): TrailFault {
  return {
    entry: '',
    what:
      'The key of the log is known only from this file, which proves nothing against whoever made it: compare ' +
      `it with the one that is published and give it with --log ${vkey}`,
  }
}

function entryFaults(entry: Entry, { size, root }: SignedCheckpoint): TrailFault[] {
  const { id, index, data, proof, text, salt, withheld, erased } = entry
  const faults: string[] = []
  if (!verifyInclusion({ index, size, leaf: leafHash(data) }, proof, root)) {
    faults.push(
      `It is not in the log at number ${index}: its proof does not lead to the signed root.`,
    )
  }
  if (text !== undefined && salt !== undefined) {
    const genuine = entryData(Buffer.from(salt, 'base64'), text).equals(data)
    if (!genuine)
      faults.push(`Its text was changed: it is not what was recorded as number ${index}.`)
    else if (told(text)?.id !== id)
      faults.push('It stands under another id than the one in its text.')
  } else if (withheld === undefined && erased === undefined) {
    faults.push('Its text is missing, and nothing says that it is withheld or was erased.')
  }
  return faults.map((what) => ({ entry: id, what }))
}

function chainFaults(
  { person, looks }: Bundle['people'][number],
  entries: readonly Entry[],
): TrailFault[] {
  const byId = new Map(entries.map((entry) => [entry.id, entry]))
  const sorted = looks.toSorted((a, b) => a.number - b.number)
  return sorted.flatMap((look, at) => {
    const last = sorted[at - 1]
    const faults: string[] = []
    const expected = (last?.number ?? 0) + 1
    if (look.number !== expected) {
      faults.push(
        `Look ${expected} at person ${person} is missing: the next is look ${look.number}.`,
      )
    } else if (!same(look.previous, last?.data ?? null)) {
      faults.push(`Look ${look.number} at person ${person} does not follow on the one before it.`)
    }
    if (!isPlaced(byId.get(look.entry), person, look)) {
      faults.push(`Look ${look.number} at person ${person} is not what its entry says.`)
    }
    return faults.map((what) => ({ entry: look.entry, what }))
  })
}

/** A withheld entry can be held to its hash only, until it opens. */
function isPlaced(
  entry: Entry | undefined,
  person: string,
  look: Bundle['people'][number]['looks'][number],
) {
  if (entry === undefined || !entry.data.equals(look.data)) return false
  if (entry.text === undefined) return true
  const place = told(entry.text)?.people?.find((one) => one.person === person)
  const previous = look.previous?.toString('base64') ?? null
  return place !== undefined && place.number === look.number && place.previous === previous
}

type Told = { id?: string; people?: { person: string; number: number; previous: string | null }[] }

function told(text: string): Told | undefined {
  try {
    return JSON.parse(text) as Told
  } catch {
    return undefined
  }
}

function same(a: Hash | null, b: Hash | null): boolean {
  return a === null || b === null ? a === b : a.equals(b)
}
