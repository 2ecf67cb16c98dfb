import { type Clock, Fault } from '../kernel/index.ts'
import type { TrailFault } from './audit.ts'
import { openCheckpoint, readCheckpointText, type SignedCheckpoint } from './checkpoint.ts'
import { append, type Edge, resumeEdge, rootOf } from './edge.ts'
import { readVerifier, splitNote, type Verifier } from './note.ts'
import { recall, remember } from './remembered.ts'
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
import { conclude, confirmedBy, isUnheldOnly, pinOf, type Verification } from './verification.ts'

/**
 * `trail verify URL`: what the log publishes, as a stranger would read it. Every entry since the last head
 * that this computer saw is hashed into the tree again; the result must be the head that is signed now.
 */
const ANSWER_MS_MAX = 20_000
const TOGETHER = 8

export type VerifyUrl = {
  url: string
  dataFolder: string
  /** the log's key, if the caller knows it */
  log?: Verifier
  witnesses: readonly Verifier[]
  clock: Clock
  onProgress?: (done: number, total: number) => void
}

/** Throws Fault where there is no log at the address. */
export async function verifyUrl(given: VerifyUrl): Promise<Verification> {
  const { base, note } = await findLog(given.url)
  const claimed = readCheckpointText(splitNote(note)?.text ?? '')
  if (claimed === undefined) throw new Fault('what is there is not a checkpoint', base, NO_LOG)
  const log = given.log ?? (await rememberedKey(given, base, claimed.origin))
  const head = openCheckpoint(note, log, given.witnesses)
  if (typeof head === 'string') {
    return conclude(claimed, [{ entry: '', what: `The newest checkpoint ${head}.` }], [], true)
  }
  const pin = pinOf(recall(given.dataFolder, claimed.origin), log)
  const faults = pin !== undefined && 'what' in pin ? [pin] : []
  const old = pin !== undefined && 'root' in pin ? pin : { size: 0, root: undefined }
  faults.push(...(await replay(given, base, head, old)))
  const held =
    (old.root !== undefined && (old.size > 0 || head.size === 0)) || head.witnesses.length > 0
  const verification = conclude(head, faults, confirmedBy(head, given.clock.now()), held)
  if ((verification.ok || isUnheldOnly(verification)) && head.size >= old.size) {
    remember(given.dataFolder, claimed.origin, { vkey: log.vkey, note })
  }
  return verification
}

const NO_LOG = 'Give the address under which the log is published, for instance https://…/trail.'

async function findLog(url: string): Promise<{ base: string; note: string }> {
  const given = url.replace(/\/+$/, '')
  for (const base of [given, `${given}/trail`]) {
    const note = await fetchBytes(`${base}/checkpoint`)
    if (note !== undefined) return { base, note: note.toString() }
  }
  throw new Fault('no log is published there', url, NO_LOG)
}

/** The key that this computer remembers; the first time, the one that the log gives itself. */
async function rememberedKey(
  { dataFolder }: VerifyUrl,
  base: string,
  origin: string,
): Promise<Verifier> {
  const remembered = recall(dataFolder, origin)
  const text = remembered?.vkey ?? (await fetchBytes(`${base}/keys`))?.toString() ?? ''
  const keys = text.split('\n').flatMap((line) => readVerifier(line.trim()) ?? [])
  const key = keys.find(({ kind, name }) => kind === 'log' && name === origin)
  if (key !== undefined) return key
  throw new Fault('the key of the log is not known', base, 'Give it with --log.')
}

async function replay(
  given: VerifyUrl,
  base: string,
  head: SignedCheckpoint,
  old: { size: number; root: Hash | undefined },
): Promise<TrailFault[]> {
  if (head.size < old.size) return [truncated(old.size, head.size)]
  const edge = await startFrom(base, old, head.size)
  if (edge === undefined) return [forked(old.size)]
  const faults: TrailFault[] = []
  const first = Math.floor(old.size / TILE_WIDTH)
  const last = Math.ceil(head.size / TILE_WIDTH)
  for (let n = first; n < last; n += TOGETHER) {
    const bundles = Array.from({ length: Math.min(TOGETHER, last - n) }, (_, at) => n + at)
    const read = await Promise.all(bundles.map((one) => fetchBundle(base, one, head.size)))
    const filled = read.flatMap((entries, at) => {
      const from = bundles[at]! * TILE_WIDTH
      const fresh = entries.slice(Math.max(0, edge.size - from))
      return fresh.flatMap((entry) => append(edge, leafHash(entry)))
    })
    const compared = await Promise.all(filled.map((tile) => compareTile(base, tile)))
    faults.push(...compared.flat())
    given.onProgress?.(Math.min(head.size, (n + bundles.length) * TILE_WIDTH), head.size)
  }
  if (rootOf(edge).equals(head.root)) return [...faults, ...(await compareEdge(base, edge))]
  faults.push({
    entry: '',
    what: `The published entries do not lead to the signed root of ${head.size}.`,
  })
  return faults
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

function truncated(old: number, now: number): TrailFault {
  const what = `The end was cut off: this computer has seen ${old} entries, and ${now} are published.`
  return { entry: `number ${now}`, what }
}

function forked(size: number): TrailFault {
  const what = `This is another log than the one that this computer knows: their first ${size} entries differ.`
  return { entry: `number ${size - 1}`, what }
}
