import type { Clock, Queryable } from '../kernel/index.ts'
import { openCheckpoint } from './checkpoint.ts'
import type { Verifier } from './note.ts'
import { publishedCheckpoint } from './publish.ts'
import { newestCheckpoint } from './queries-log.ts'
import { type ChainRow, chainOf } from './queries-verify.ts'
import type { TreeReader } from './read-tree.ts'
import { type Hash, inclusionProof } from './tree.ts'

/**
 * What a resident takes home: every look at them, with its text and salt, its place in the tree and the
 * proof of it, under a checkpoint that the witnesses confirmed. It is checked without us, by
 * `concordat trail verify --bundle FILE` or by anything else that reads RFC 9162.
 */
export const BUNDLE_FORMAT = 'concordat-looks/1'

export type ResidentBundle = {
  format: typeof BUNDLE_FORMAT
  madeAt: string
  /** public keys of the log and of its witnesses; trust them only if you know them from elsewhere */
  keys: string[]
  checkpoint: string
  /** the source persons of this identity: each has its own running numbers */
  people: { person: string; looks: BundledLook[] }[]
  entries: BundledEntry[]
}

/** One step of a person's chain. `previous` is the data of the look before; hashes are base64. */
export type BundledLook = { number: number; entry: string; data: string; previous: string | null }

export type BundledEntry = {
  id: string
  index: number
  data: string
  proof: string[]
  /** absent where the look is withheld, or was erased under an entry that says so */
  text?: string
  salt?: string
  withheld?: { clause: string; until: string }
  erased?: true
}

type Deps = { db: Queryable; reader: TreeReader; keys: readonly Verifier[]; clock: Clock }

export async function writeBundle(
  deps: Deps,
  personIds: readonly string[],
): Promise<ResidentBundle> {
  const { db, keys, clock } = deps
  const people = [...new Set(personIds)]
  const chains = await Promise.all(people.map((person) => chainOf(db, person)))
  const looks = new Map(chains.flat().map((row) => [row.entry_id, row]))
  const last = Math.max(-1, ...[...looks.values()].map(({ index }) => Number(index ?? -1)))
  const checkpoint = await chooseCheckpoint(deps, last + 1)
  return {
    format: BUNDLE_FORMAT,
    madeAt: clock.now().toISOString(),
    keys: keys.map(({ vkey }) => vkey),
    checkpoint: checkpoint.note,
    people: people.map((person, at) => ({ person, looks: chains[at]!.map(asStep) })),
    entries: await Promise.all(
      [...looks.values()].map((row) => bundleEntry(deps, row, checkpoint.size)),
    ),
  }
}

/** The confirmed one, unless it is too old to hold the last look. */
async function chooseCheckpoint({ db, keys, clock }: Deps, reach: number) {
  const [log, ...witnesses] = keys
  const notes = [await publishedCheckpoint(db, clock), (await newestCheckpoint(db))?.note]
  for (const note of notes) {
    const opened = note === undefined ? 'missing' : openCheckpoint(note, log!, witnesses)
    if (typeof opened !== 'string' && opened.size >= reach) return opened
  }
  throw new Error('no signed checkpoint holds the looks: run trail verify')
}

function asStep({ number, entry_id, data, previous }: ChainRow): BundledLook {
  return {
    number: Number(number),
    entry: entry_id,
    data: base64(data),
    previous: previous && base64(previous),
  }
}

async function bundleEntry(
  { reader, clock }: Deps,
  row: ChainRow,
  size: number,
): Promise<BundledEntry> {
  const index = Number(row.index)
  const proof = await reader.compute(size, (node) => inclusionProof(index, size, node))
  const entry = { id: row.entry_id, index, data: base64(row.data), proof: proof.map(base64) }
  if (row.text === null || row.salt === null) return { ...entry, erased: true }
  if (row.withheld_until !== null && row.withheld_until > clock.now()) {
    const { clause } = (JSON.parse(row.text) as { withheld: { clause: string } }).withheld
    return { ...entry, withheld: { clause, until: row.withheld_until.toISOString() } }
  }
  return { ...entry, text: row.text, salt: base64(row.salt) }
}

function base64(bytes: Hash): string {
  return bytes.toString('base64')
}
