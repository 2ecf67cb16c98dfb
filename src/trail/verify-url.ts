import { type Clock, Fault } from '../kernel/index.ts'
import type { TrailFault } from './audit.ts'
import { openCheckpoint, readCheckpointText, type SignedCheckpoint } from './checkpoint.ts'
import type { Confirmation } from './confirmation.ts'
import { append, type Edge, emptyEdge, resumeEdge, rootOf } from './edge.ts'
import type { KnownPolicy } from './known-policy.ts'
import { readUtf8, readVerifier, splitNote, type Verifier } from './note.ts'
import { missingFrom } from './policy.ts'
import { Memory, type Remembered } from './remembered.ts'
import {
  bundlePath,
  edgeOf,
  type FullTile,
  splitEntries,
  splitHashes,
  TILE_WIDTH,
  type TileAddress,
  tilePath,
  widthOf,
} from './tile.ts'
import { type Hash, leafHash } from './tree.ts'
import {
  conclude,
  confirmedBy,
  isUnheldOnly,
  quorumOn,
  type Verification,
  wrongKey,
} from './verification.ts'

/**
 * `trail verify URL`: what the log publishes, as a stranger would read it. Every entry since the last head
 * that this computer saw is hashed into the tree again; on the way it must be the head that the witnesses
 * have signed, and at its end the one that the log has signed now.
 */
const ANSWER_MS_MAX = 20_000
const TOGETHER = 8
const LISTED_MAX = 100

export type VerifyUrl = {
  url: string
  dataFolder: string
  /** the log's key, if the caller knows it */
  log?: Verifier
  /** whose confirmation counts; a published policy is taken only to begin with */
  policyFor(published: string | undefined, log: Verifier, before: boolean): KnownPolicy
  clock: Clock
  onProgress?: (done: number, total: number) => void
}

/** Throws Fault where there is no log at the address. */
export async function verifyUrl(given: VerifyUrl): Promise<Verification> {
  const { base, note } = await findLog(given.url)
  const claimed = readCheckpointText(splitNote(note)?.text ?? '')
  if (claimed === undefined) throw new Fault('what is there is not a checkpoint', base, NO_LOG)
  const memory = new Memory(given.dataFolder, claimed.origin)
  const kept = memory.recall()
  const known = kept === undefined || kept.vkey === '' ? undefined : kept
  const log = given.log ?? (await rememberedKey(known, base, claimed.origin))
  // What it says of its witnesses is believed once: later it could name others.
  const published = known?.policy ?? (await fetchBytes(`${base}/policy`))?.toString()
  const { policy, verifiers, weak } = given.policyFor(published, log, known !== undefined)
  const now = given.clock.now()
  const head = openCheckpoint(note, log, verifiers)
  if (typeof head === 'string') {
    const faults = [{ entry: '', what: `The newest checkpoint ${head}.` }]
    const confirmation = { size: claimed.size, missing: [], nobodyNeeded: true, withinSeconds: 0 }
    return conclude({ ...claimed, faults, witnesses: [], confirmation, now, held: true })
  }
  const own = known?.vkey === log.vkey ? known : undefined
  const faults = known !== undefined && own === undefined ? [wrongKey(log)] : []
  const newest = await newestHead(base, log, head)
  if (typeof newest === 'string')
    faults.push({ entry: '', what: `The newest checkpoint ${newest}.` })
  const end = typeof newest === 'string' ? head : newest
  const read = await new Replay(given, base, memory, own).run(head, end)
  const quorum = quorumOn(head, policy, now)
  const confirmation: Confirmation = {
    size: end.size,
    ...(quorum && { confirmed: { size: head.size, at: quorum } }),
    missing: missingFrom(
      policy.quorum,
      new Map(head.witnesses.map((one) => [one.verifier.vkey, one.at])),
    ),
    ...(policy.quorum === undefined && { nobodyNeeded: true }),
    withinSeconds: policy.withinSeconds,
    ...(policy.clause !== undefined && { clause: policy.clause }),
  }
  const held = own !== undefined && (own.size > 0 || head.size === 0)
  const verification = conclude({
    size: end.size,
    root: end.root,
    faults: [...faults, ...read.faults],
    witnesses: confirmedBy(head, now),
    confirmation,
    now,
    held,
    weak,
  })
  if ((verification.ok || isUnheldOnly(verification)) && end.size >= (own?.size ?? 0)) {
    memory.keepLeaves(read.from, read.leaves)
    const { vkey } = log
    const { note: seen, size } = end
    const begin = { edge: undefined, counts: undefined, policy: published }
    memory.remember({ vkey, note: seen, size, ...begin })
  }
  return verification
}

const NO_LOG = 'Give the address under which the log is published, for instance https://…/trail.'

/** What a quorum has signed; where there is none yet, what the log alone has signed. */
async function findLog(url: string): Promise<{ base: string; note: string }> {
  const given = url.replace(/\/+$/, '')
  for (const name of ['checkpoint', 'newest']) {
    for (const base of [given, `${given}/trail`]) {
      const bytes = await fetchBytes(`${base}/${name}`)
      const note = bytes && readUtf8(bytes)
      if (note !== undefined) return { base, note }
    }
  }
  throw new Fault('no log is published there', url, NO_LOG)
}

/** The newest head that the log has signed; a log that publishes only one has no other. */
async function newestHead(
  base: string,
  log: Verifier,
  head: SignedCheckpoint,
): Promise<SignedCheckpoint | string> {
  const bytes = await fetchBytes(`${base}/newest`)
  const note = bytes && readUtf8(bytes)
  if (note === undefined) return head
  const newest = openCheckpoint(note, log)
  if (typeof newest === 'string') return newest
  return newest.size < head.size ? head : newest
}

/** The key that this computer remembers; the first time, the one that the log gives itself. */
async function rememberedKey(
  known: Remembered | undefined,
  base: string,
  origin: string,
): Promise<Verifier> {
  const remembered = known && readVerifier(known.vkey)
  if (remembered !== undefined) return remembered
  const lines = (await fetchBytes(`${base}/keys`))?.toString().split('\n') ?? []
  const keys = lines.map(readVerifier).filter((key) => key !== undefined)
  const key = keys.find(({ kind, name }) => kind === 'log' && name === origin)
  if (key !== undefined) return key
  throw new Fault('the key of the log is not known', base, 'Give it with --log.')
}

type Read = { faults: TrailFault[]; from: number; leaves: Hash[] }

class Replay {
  readonly #given: VerifyUrl
  readonly #base: string
  readonly #memory: Memory
  readonly #own: Remembered | undefined

  constructor(given: VerifyUrl, base: string, memory: Memory, own: Remembered | undefined) {
    this.#given = given
    this.#base = base
    this.#memory = memory
    this.#own = own
  }

  /** Reads on from what is known here to `end`; at `head` on the way the tree must be the signed one. */
  async run(head: SignedCheckpoint, end: SignedCheckpoint): Promise<Read> {
    const size = this.#own?.size ?? 0
    if (head.size < size && end.size < size) return this.#shorter(end)
    const edge = await startFrom(this.#base, this.#rememberedRoot(), end.size)
    if (edge === undefined) return this.#forked(end)
    const first = edge.size
    const leaves: Hash[] = []
    const faults: TrailFault[] = []
    const bundles = { from: Math.floor(first / TILE_WIDTH), to: Math.ceil(end.size / TILE_WIDTH) }
    for (let n = bundles.from; n < bundles.to; n += TOGETHER) {
      const read = await this.#entries(n, Math.min(n + TOGETHER, bundles.to), end.size)
      const fresh = read.slice(Math.max(0, edge.size - n * TILE_WIDTH))
      const filled: FullTile[] = []
      for (const data of fresh) {
        faults.push(...headFaults(edge, head))
        filled.push(...append(edge, leafHash(data)))
        leaves.push(data)
      }
      faults.push(
        ...(await Promise.all(filled.map((tile) => compareTile(this.#base, tile)))).flat(),
      )
      this.#given.onProgress?.(edge.size, end.size)
    }
    faults.push(...headFaults(edge, head))
    if (end.size !== head.size) faults.push(...headFaults(edge, end))
    if (faults.length === 0) faults.push(...(await compareEdge(this.#base, edge)))
    return { faults, from: first, leaves }
  }

  #rememberedRoot(): { size: number; root: Hash | undefined } {
    const text = splitNote(this.#own?.note ?? '')?.text
    const read = text === undefined ? undefined : readCheckpointText(text)
    return read ?? { size: 0, root: undefined }
  }

  async #entries(first: number, last: number, size: number): Promise<Hash[]> {
    const bundles = Array.from({ length: last - first }, (_, at) => first + at)
    return (await Promise.all(bundles.map((n) => fetchBundle(this.#base, n, size)))).flat()
  }

  /** Less is published than was seen from here: an older copy of the same log, or another one. */
  async #shorter(end: SignedCheckpoint): Promise<Read> {
    const edge = emptyEdge()
    for (const leaf of this.#memory.leaves().slice(0, end.size)) append(edge, leafHash(leaf))
    const isPrefix = edge.size === end.size && rootOf(edge).equals(end.root)
    if (!isPrefix && edge.size === end.size) return this.#forked(end)
    const seen = this.#own!.size
    const copy = isPrefix ? ' What is left is an older copy of the same log.' : ''
    const what = `The end was cut off: this computer has seen ${seen} entries, and ${end.size} are published.${copy}`
    return { faults: [{ entry: `number ${end.size}`, what }], from: 0, leaves: [] }
  }

  /** Another history: entry by entry, as far as they were kept here. */
  async #forked(end: SignedCheckpoint): Promise<Read> {
    const size = Math.min(this.#own!.size, end.size)
    const kept = this.#memory.leaves().slice(0, size)
    const faults = [forked(size)]
    for (let n = 0; n * TILE_WIDTH < kept.length && faults.length < LISTED_MAX; n += TOGETHER) {
      const last = Math.min(n + TOGETHER, Math.ceil(kept.length / TILE_WIDTH))
      const now = await this.#entries(n, last, end.size)
      now.forEach((data, at) => {
        const index = n * TILE_WIDTH + at
        if (index >= kept.length || kept[index]!.equals(data)) return
        const what = `Entry number ${index} is another one than when it was last checked here.`
        faults.push({ entry: `number ${index}`, what })
      })
    }
    return { faults: faults.slice(0, LISTED_MAX), from: 0, leaves: [] }
  }
}

/** Where the tree has a head's size, it has its root. */
function headFaults(edge: Edge, { size, root }: SignedCheckpoint): TrailFault[] {
  if (edge.size !== size || rootOf(edge).equals(root)) return []
  const what = `The published entries do not lead to the signed root of ${size}.`
  return [{ entry: '', what }]
}

/** The tree as we last saw it, taken up from what is published now: if that is still the same tree. */
async function startFrom(
  base: string,
  { size, root }: { size: number; root: Hash | undefined },
  now: number,
): Promise<Edge | undefined> {
  const addresses = edgeOf(size)
  const tiles = await Promise.all(addresses.map((address) => fetchTile(base, address, now)))
  const open: Hash[][] = [[]]
  addresses.forEach(({ level }, at) => {
    open[level] = tiles[at] ?? []
  })
  const edge = resumeEdge(
    size,
    Array.from(open, (hashes) => hashes ?? []),
  )
  return root === undefined || rootOf(edge).equals(root) ? edge : undefined
}

async function compareTile(base: string, { level, n, hashes }: FullTile): Promise<TrailFault[]> {
  const served = await fetchTile(base, { level, n, width: TILE_WIDTH }, Number.POSITIVE_INFINITY)
  const wrong = hashes.findIndex((hash, at) => !served?.[at]?.equals(hash))
  return wrong < 0 ? [] : [wrongTile(level, n, wrong)]
}

async function compareEdge(base: string, { size, open }: Edge): Promise<TrailFault[]> {
  const faults = edgeOf(size).map(async (address) => {
    const served = await fetchTile(base, address, size)
    const wrong = open[address.level]!.findIndex((hash, at) => !served?.[at]?.equals(hash))
    return wrong < 0 ? [] : [wrongTile(address.level, address.n, wrong)]
  })
  return (await Promise.all(faults)).flat()
}

function wrongTile(level: number, n: number, place: number): TrailFault {
  const number = (n * TILE_WIDTH + place) * TILE_WIDTH ** level
  const what = `The published tile ${level}/${n} is not what the published entries make, from number ${number} on.`
  return { entry: `number ${number}`, what }
}

async function fetchBundle(base: string, n: number, size: number): Promise<Buffer[]> {
  const width = widthOf(0, n, size)
  const open = await fetchBytes(`${base}/${bundlePath({ n, width })}`)
  const bytes = open ?? (await fetchBytes(`${base}/${bundlePath({ n, width: TILE_WIDTH })}`))
  const entries = bytes && splitEntries(bytes)
  if (entries !== undefined && entries.length >= width) return entries.slice(0, width)
  throw new Fault(
    `the entries from number ${n * TILE_WIDTH} on are not published`,
    base,
    'Ask who runs the log.',
    1,
  )
}

/** A tile that is not full may be gone once it is: then the beginning of the full one is the same. */
async function fetchTile(
  base: string,
  address: TileAddress,
  size: number,
): Promise<Hash[] | undefined> {
  const bytes = await fetchBytes(`${base}/${tilePath(address)}`)
  const isFull = widthOf(address.level, address.n, size) === TILE_WIDTH
  const whole =
    bytes ??
    (isFull && (await fetchBytes(`${base}/${tilePath({ ...address, width: TILE_WIDTH })}`)))
  return whole ? splitHashes(whole)?.slice(0, address.width) : undefined
}

/** Undefined where there is nothing at the address. */
async function fetchBytes(url: string): Promise<Buffer | undefined> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(ANSWER_MS_MAX) })
    if (response.status === 404) return undefined
    if (response.ok) return Buffer.from(await response.arrayBuffer())
    throw new Fault(`the log answers with status ${response.status}`, url, 'Try again later.')
  } catch (error) {
    if (error instanceof Fault) throw error
    throw new Fault('the log cannot be reached', url, 'Check the address and the network.')
  }
}

function forked(size: number): TrailFault {
  const what = `This is another log than the one that this computer knows: their first ${size} entries differ.`
  return { entry: `number ${size - 1}`, what }
}
