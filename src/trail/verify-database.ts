import { type Clock, type Database, Fault, type Transaction } from '../kernel/index.ts'
import { type AuditedLeaf, LogAudit, type Pin, type TrailFault } from './audit.ts'
import { compareTime } from './audit-entry.ts'
import { auditLists } from './audit-lists.ts'
import { auditRange } from './audit-range.ts'
import { openCheckpoint } from './checkpoint.ts'
import { ErasureAudit } from './erasure.ts'
import {
  auditTables,
  type Consent,
  type HeldTables,
  type SpokenEntry,
  spokenIn,
} from './held-tables.ts'
import { readVerifier, splitNote, type Verifier } from './note.ts'
import type { KnownWitness } from './place-keys.ts'
import { type Policy, writePolicy } from './policy.ts'
import { checkpointAt, fullTiles, newestCheckpoint } from './queries-log.ts'
import {
  type CheckpointRow,
  canBecomeOwner,
  countRows,
  countTiles,
  type LeafRow,
  leavesBetween,
  nextCheckpoints,
  unnumberedTexts,
} from './queries-verify.ts'
import { type Held, readHeld } from './read-held.ts'
import { Memory, packEdge, type Remembered, unpackEdge } from './remembered.ts'
import { type HandOver, HandOvers } from './succession.ts'
import { type FullTile, joinHashes, splitHashes, TILE_WIDTH } from './tile.ts'
import { againOf, countOf, deedsOf, listOf, readTold } from './told.ts'
import type { Hash } from './tree.ts'
import { conclude, isUnheldOnly, type Verification, wrongKey } from './verification.ts'

/**
 * `trail verify` on the database: every entry against its leaf and against what columns and lists repeat of
 * it, the leaves against the tiles and the signed heads, all of it against what witnesses and this computer
 * have seen before. What was in order the last time is not read again, unless rows are missing since.
 */
const REACH = 20_000
/** Of what stands after the end of the log, as many are named. */
const LISTED_MAX = 100
/** Clocks of witnesses and of the log may differ by so much. */
const SKEW_MS = 15 * 60_000

export type VerifyDatabase = {
  /** a login that reads; nothing is written with it */
  db: Database
  clock: Clock
  dataFolder: string
  log: Verifier
  policy: Policy
  /** those whose confirmation counts; the ones with an address are asked */
  witnesses: readonly KnownWitness[]
  /** the login that may keep what witnesses answer; without it they are not asked to confirm anything */
  keeper?: Database
  /** brings the log up to date first */
  sequence?(): Promise<void>
  /** the agreements that were adopted, and who decides what is erased */
  consent?: Consent
  /** the tables of other rooms */
  tables?: readonly HeldTables[]
  /** reads everything again, however often it was in order */
  all?: boolean
  onProgress?: (done: number, total: number) => void
}

export async function verifyDatabase(deps: VerifyDatabase): Promise<Verification> {
  const { db, dataFolder, log, clock } = deps
  const first = [...(await bringUpToDate(deps))]
  const held = await readHeld(deps)
  const memory = new Memory(dataFolder, log.name)
  const known = memory.recall()
  const others = known && known.vkey !== '' && known.vkey !== log.vkey ? [wrongKey(log)] : []
  const own = known?.vkey === log.vkey ? known : undefined
  if (own?.policy && deps.policy.quorum === undefined) first.push(noPolicy())
  const from = deps.all || others.length > 0 ? undefined : await startOf(deps, own)
  const audit = (state: Remembered | undefined) =>
    db.transaction((tx) => auditAll(tx, deps, { held, own, memory, state }), {
      isolation: 'repeatable read',
      readOnly: true,
    })
  let done = await audit(from)
  const again = from !== undefined && (done.faults.length > 0 || done.missing)
  if (again) done = await audit(undefined)
  const also = await heldTo('The agreements cannot be checked', () =>
    auditTables(tablesOf(deps), done.spoken, again || from === undefined),
  )
  const verification = conclude({
    size: done.log.size,
    root: done.log.root,
    faults: [...first, ...others, ...held.faults, ...done.faults, ...also],
    witnesses: held.witnesses,
    confirmation: held.confirmation,
    now: clock.now(),
    held: done.log.agreed.some(({ size }) => size > 0 || done.log.size === 0),
    erasures: done.erasures,
    notes: [...held.notes, ...done.notes],
  })
  if ((verification.ok || isUnheldOnly(verification)) && done.note !== undefined) {
    keepState(memory, deps, done)
  }
  return verification
}

function tablesOf({ consent, tables = [] }: VerifyDatabase): readonly HeldTables[] {
  return consent === undefined ? tables : [consent, ...tables]
}

function bringUpToDate({ sequence }: VerifyDatabase): Promise<readonly TrailFault[]> {
  return heldTo('The log cannot be continued', async () => {
    await sequence?.()
    return []
  })
}

/** What keeps it from being done is itself something to tell. */
async function heldTo(
  what: string,
  work: () => Promise<readonly TrailFault[]>,
): Promise<readonly TrailFault[]> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof Fault)) throw error
    return [{ entry: '', what: `${what}: ${error.message}.` }]
  }
}

/** Where it was in order the last time, if that is still a checkpoint of this log. */
async function startOf(
  { db, log }: VerifyDatabase,
  own: Remembered | undefined,
): Promise<Remembered | undefined> {
  if (own?.edge === undefined || own.counts === undefined || own.size === 0) return undefined
  const row = await checkpointAt(db.short, own.size)
  const same = row && splitNote(row.note)?.text === splitNote(own.note)?.text
  return same && typeof openCheckpoint(row.note, log) !== 'string' ? own : undefined
}

type Start = { held: Held; own?: Remembered; memory: Memory; state?: Remembered }
type Done = {
  log: LogAudit
  note: string | undefined
  faults: TrailFault[]
  erasures: Verification['erasures']
  notes: string[]
  counts: Record<string, number>
  leaves: { from: number; data: Hash[] }
  /** fewer rows than the entries speak of */
  missing: boolean
  spoken: SpokenEntry[]
}

async function auditAll(tx: Transaction, deps: VerifyDatabase, start: Start): Promise<Done> {
  const { held, own, memory, state } = start
  const handOvers = new HandOvers(deps.log)
  await handOvers.read(tx)
  const pins = [...held.pins, ...ownPin(own, deps.log), ...oldPins(handOvers, deps)]
  const log = new LogAudit(deps.log, pins, {
    from: state && unpackEdge(state),
    keyFor: (note) => handOvers.keyFor(note),
  })
  const newest = await newestCheckpoint(tx)
  const total = Number(newest?.size ?? 0)
  const first = log.size
  const faults: TrailFault[] = []
  const erasures = new ErasureAudit(deps.consent?.officers())
  const counts: Record<string, number> = { ...state?.counts }
  const data: Hash[] = []
  const spoken: SpokenEntry[] = []
  let tiles = 0
  let before: { at: Date } | undefined = state && (await checkpointAt(tx, state.size))
  for (let size = first; size < total; ) {
    const checkpoints = await nextCheckpoints(tx, size, REACH)
    const end = Number(checkpoints.at(-1)!.size)
    const leaves = (await leavesBetween(tx, size, end)).map(asLeaf)
    const range = await auditRange(tx, leaves)
    const filled: FullTile[] = []
    for (const { checkpoint, rows } of rowsOfEach(checkpoints, leaves)) {
      size = Number(checkpoint.size)
      const { note, leaves: kept } = checkpoint
      filled.push(...log.batch({ size, note, leaves: splitHashes(kept) ?? [] }, rows))
      faults.push(...clockFaults(checkpoint, before, held))
      for (const row of rows) {
        const told = range.told.get(row.entryId)
        if (told === undefined) continue
        faults.push(...compareTime(row, told, { after: before?.at, until: checkpoint.at }))
        log.erase(erasures.next(told))
      }
      before = checkpoint
    }
    for (const [name, count] of Object.entries(range.counts))
      counts[name] = (counts[name] ?? 0) + count
    data.push(...leaves.map(({ leaf }) => leaf))
    faults.push(...(await tileFaults(tx, filled)), ...range.faults)
    spoken.push(...spokenIn(range.told, tablesOf(deps)))
    tiles += filled.length
    deps.onProgress?.(size, total)
  }
  log.beyond((await leavesBetween(tx, total, total + LISTED_MAX)).map(asLeaf))
  log.finish()
  counts.entry = total
  const missing = await rowsMissing(tx, counts, erasures.count + (state?.counts?.erased ?? 0))
  counts.erased = erasures.count + (state?.counts?.erased ?? 0)
  if (state === undefined) {
    const erased = { said: erasures.looks, left: counts.erased_part ?? 0 }
    faults.push(...(await auditLists(tx, deps.clock.now(), erased)))
    if (tiles < (await countTiles(tx))) faults.push(STRAY_TILES)
    faults.push(...(await neverHandedOver(tx, handOvers, log)))
  }
  faults.push(...erasures.faults, ...forks(log, pins, own, memory, { from: first, data }))
  return {
    log,
    note: newest?.note,
    faults: [...log.faults, ...faults],
    erasures: erasures.listed,
    notes: [...((await canBecomeOwner(tx)) ? [ONE_LOGIN] : []), ...handOvers.all.map(handedOver)],
    counts,
    leaves: { from: first, data },
    missing,
    spoken,
  }
}

/** The rows that stand now below the size of each checkpoint and of none before it. */
function rowsOfEach(checkpoints: readonly CheckpointRow[], leaves: readonly AuditedLeaf[]) {
  let at = 0
  return checkpoints.map((checkpoint) => {
    const first = at
    while (at < leaves.length && leaves[at]!.index < Number(checkpoint.size)) at++
    return { checkpoint, rows: leaves.slice(first, at) }
  })
}

const STRAY_TILES: TrailFault = {
  entry: '',
  what: 'There are more published tiles than the log fills: some were put in.',
}

const ONE_LOGIN =
  'The login that this place uses can become the owner of its database: that its logins may do little ' +
  'keeps nobody from anything.'

/** Fewer rows than the entries speak of: then everything is read again, to name what is gone. */
async function rowsMissing(
  tx: Transaction,
  counts: Record<string, number>,
  erased: number,
): Promise<boolean> {
  const [there, loose] = [await countRows(tx), await unnumberedTexts(tx)]
  const told = loose.flatMap((text) => readTold(text) ?? [])
  const wanted = {
    entry: counts.entry! + loose.length - erased,
    look: (counts.look ?? 0) + told.reduce((sum, one) => sum + countOf(one), 0),
    list: (counts.list ?? 0) + told.filter((one) => listOf(one) !== undefined).length,
    look_again: (counts.look_again ?? 0) + told.flatMap(againOf).length,
    command_key: (counts.command_key ?? 0) + told.filter(({ key }) => key !== undefined).length,
    deed: (counts.deed ?? 0) + told.flatMap(deedsOf).length,
  }
  return Object.entries(wanted).some(([name, count]) => there[name] !== count)
}

/** A checkpoint's time lies between those before it, and the signatures of witnesses bound it from outside. */
function clockFaults(
  { size, at }: CheckpointRow,
  before: { at: Date } | undefined,
  { signed }: Held,
): TrailFault[] {
  const moment = at.getTime()
  const later = signed.find(
    (one) => one.size >= Number(size) && one.at.getTime() < moment - SKEW_MS,
  )
  const sooner = signed.find(
    (one) => one.size < Number(size) && one.at.getTime() > moment + SKEW_MS,
  )
  const back = before !== undefined && moment < before.at.getTime() - SKEW_MS
  const bound = later ?? sooner
  if (!bound && !back) return []
  const by = bound
    ? `a witness signed ${bound.size} entries on ${bound.at.toISOString()}`
    : 'the one before it is later'
  const what = `The checkpoint of ${size} entries is dated ${at.toISOString()}, but ${by}.`
  return [{ entry: `number ${Number(size) - 1}`, what }]
}

function ownPin(own: Remembered | undefined, log: Verifier): Pin[] {
  const opened = own === undefined ? 'nothing' : openCheckpoint(own.note, log)
  if (typeof opened === 'string') return []
  const { origin, size, root } = opened
  return [{ origin, size, root, by: 'this computer' }]
}

/** What this computer remembers of the logs that this one succeeds, as far as that was not given up. */
function oldPins(handOvers: HandOvers, { dataFolder }: VerifyDatabase): Pin[] {
  return handOvers.all.flatMap(({ closed, lost }) => {
    const key = readVerifier(closed.vkey)
    const own = key && new Memory(dataFolder, closed.origin).recall()
    if (!key || own?.vkey !== key.vkey) return []
    return ownPin(own, key).filter(({ size }) => lost === undefined || size <= lost.from)
  })
}

function handedOver({ closed, successor, lost, at, by }: HandOver): string {
  const gone = lost ? ` Its entries from number ${lost.from} to ${lost.to - 1} are lost.` : ''
  return `The log ${closed.origin} was handed over to ${successor.origin} on ${at} by ${by}.${gone}`
}

/** Whoever may write entries may write that a log was handed over; its key must have signed some of this one. */
async function neverHandedOver(
  tx: Transaction,
  handOvers: HandOvers,
  { signers }: LogAudit,
): Promise<TrailFault[]> {
  const empty = await checkpointAt(tx, 0)
  const first = empty && handOvers.keyFor(empty.note).vkey
  return handOvers.all
    .filter(({ closed: { vkey } }) => vkey !== first && !signers.has(vkey))
    .map(({ entryId, closed }) => ({
      entry: entryId,
      what: `It says that the log ${closed.origin} was handed over to this one, but that key has signed nothing of it.`,
    }))
}

/** Where the log is another than was read here before, which entries are others. */
function forks(
  log: LogAudit,
  pins: readonly Pin[],
  own: Remembered | undefined,
  memory: Memory,
  { from, data }: Done['leaves'],
): TrailFault[] {
  const pin = pins.find(({ by }) => by === 'this computer')
  if (own === undefined || !pin || log.agreed.includes(pin)) return []
  return memory
    .leaves()
    .slice(from)
    .flatMap((leaf, at) => (at < data.length && !data[at]!.equals(leaf) ? [from + at] : []))
    .slice(0, LISTED_MAX)
    .map((index) => ({
      entry: `number ${index}`,
      what: `Entry number ${index} is another one than when it was last checked here.`,
    }))
}

function noPolicy(): TrailFault {
  const what =
    'Witnesses of each side had to confirm this log when it was last checked here; now nothing asks for it.'
  return { entry: '', what }
}

function keepState(memory: Memory, { log, policy }: VerifyDatabase, done: Done): void {
  memory.keepLeaves(done.leaves.from, done.leaves.data)
  memory.remember({
    vkey: log.vkey,
    note: done.note!,
    size: done.log.size,
    edge: packEdge(done.log.edge),
    counts: done.counts,
    ...(policy.quorum === undefined ? {} : { policy: writePolicy(policy) ?? 'quorum none\n' }),
  })
}

function asLeaf(row: LeafRow): AuditedLeaf {
  const { kind, at, text, salt, data, result } = row
  const there = kind !== null && at !== null && text !== null && salt !== null
  const entry = there && { kind, at: at.toISOString(), text, salt, data: data ?? undefined, result }
  return {
    index: Number(row.index),
    entryId: row.entry_id,
    leaf: row.leaf,
    ...(entry ? { entry } : {}),
  }
}

/** Tiles are made from leaves; those that are published must be the ones that the leaves make. */
async function tileFaults(tx: Transaction, filled: readonly FullTile[]): Promise<TrailFault[]> {
  const wanted = filled.map(({ level, n }) => ({ level, n, width: TILE_WIDTH }))
  const rows = filled.length === 0 ? [] : await fullTiles(tx, wanted)
  const stored = new Map(rows.map((row) => [`${row.level}/${row.n}`, row]))
  return filled.flatMap(({ level, n, hashes, root }) => {
    const there = stored.get(`${level}/${n}`)
    if (there?.hashes.equals(joinHashes(hashes)) && there.root.equals(root)) return []
    const first = n * TILE_WIDTH ** (level + 1)
    const what = there === undefined ? 'is missing' : 'is not what the log makes'
    const entry = `number ${first}`
    return [{ entry, what: `The published tile ${level}/${n}, from number ${first} on, ${what}.` }]
  })
}
