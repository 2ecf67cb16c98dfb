import { type Clock, type Databases, Fault, type Transaction } from '../kernel/index.ts'
import { askWitness, type Confirmation, newestHead, type WitnessAddress } from './ask-witnesses.ts'
import { type AuditedLeaf, LogAudit, type Pin, type TrailFault } from './audit.ts'
import { ChainAudit, compareLook, type ListedLook, lookKey, looksIn } from './audit-looks.ts'
import { openCheckpoint } from './checkpoint.ts'
import { splitNote, type Verifier } from './note.ts'
import type { KnownWitness } from './place-keys.ts'
import {
  checkpointAt,
  fullTiles,
  newestCheckpoint,
  saveConfirmation,
  witnessRows,
} from './queries-log.ts'
import {
  type LeafRow,
  type LookRowAt,
  leavesBetween,
  looksAfter,
  looksNumbered,
  nextCheckpoints,
  unfoundedLooks,
  unnumberedEntries,
} from './queries-verify.ts'
import { TreeReader } from './read-tree.ts'
import { recall, remember } from './remembered.ts'
import { type FullTile, joinHashes, splitHashes, TILE_WIDTH } from './tile.ts'
import { conclude, confirmedBy, isUnheldOnly, pinOf, type Verification } from './verification.ts'

/**
 * `trail verify` on the database: every entry against its leaf, the leaves against the tiles and the signed
 * heads, every person's looks against their numbers, all of it against what witnesses and this computer
 * have seen before.
 */
const REACH = 20_000
/** Of what stands after the end of the log, as many are named. */
const LISTED_MAX = 100
const LOOKS_AT_ONCE = 10_000
/** What was written in the last minute may not be numbered yet while others go on writing. */
const FRESH_MS = 60_000

export type VerifyDatabase = {
  databases: Databases
  clock: Clock
  dataFolder: string
  log: Verifier
  /** those whose confirmation counts; the ones with an address are asked */
  witnesses: readonly KnownWitness[]
  /** brings the log up to date first */
  sequence(): Promise<void>
  onProgress?: (done: number, total: number) => void
}

export async function verifyDatabase(deps: VerifyDatabase): Promise<Verification> {
  const { databases, dataFolder, log } = deps
  const unsequenced = await bringUpToDate(deps)
  const held = await readPins(deps)
  const audit = (thorough: boolean) =>
    databases.care.transaction((tx) => auditAll(tx, deps, held.pins, thorough), {
      isolation: 'repeatable read',
      readOnly: true,
    })
  const quick = await audit(false)
  const { log: tree, note, faults } = quick.faults.length === 0 ? quick : await audit(true)
  const verification = conclude(
    tree,
    [...unsequenced, ...held.faults, ...faults],
    held.witnesses,
    tree.agreed.some(({ size }) => size > 0 || tree.size === 0),
  )
  if ((verification.ok || isUnheldOnly(verification)) && note !== undefined) {
    remember(dataFolder, log.name, { vkey: log.vkey, note })
  }
  return verification
}

async function bringUpToDate({ sequence }: VerifyDatabase): Promise<TrailFault[]> {
  try {
    await sequence()
    return []
  } catch (error) {
    if (!(error instanceof Fault)) throw error
    return [{ entry: '', what: `The log cannot be continued: ${error.message}.` }]
  }
}

type Held = { pins: Pin[]; faults: TrailFault[]; witnesses: Verification['witnesses'] }

/** What this computer and the witnesses know of the log: kept confirmations, and those who answer now. */
async function readPins(deps: VerifyDatabase): Promise<Held> {
  const { databases, dataFolder, log, witnesses } = deps
  const held: Held = { pins: [], faults: [], witnesses: [] }
  const own = pinOf(recall(dataFolder, log.name), log)
  if (own !== undefined) {
    if ('what' in own) held.faults.push(own)
    else held.pins.push(own)
  }
  const rows = await witnessRows(databases.care.short)
  for (const { verifier, url } of witnesses) {
    const row = rows.find(({ vkey }) => vkey === verifier.vkey)
    const kept = row?.line ? { size: Number(row.size), line: row.line } : undefined
    const answer =
      url === undefined ? undefined : await askNow(deps, { verifier, url }, kept?.size ?? 0)
    if (typeof answer === 'string') held.faults.push(objected(verifier, answer))
    const confirmed = typeof answer === 'object' ? answer : kept
    if (confirmed === undefined || !(await hold(held, deps, verifier, confirmed))) continue
    if (typeof answer === 'object') await keep(deps, verifier, answer)
  }
  return held
}

/** Asks a witness that can be reached; one that cannot is not an objection. */
async function askNow(
  { databases, log }: VerifyDatabase,
  address: WitnessAddress,
  oldSize: number,
): Promise<Confirmation | string | undefined> {
  const db = databases.care.short
  const newest = async () => (await newestHead(db)) ?? { note: '', size: 0 }
  const { note, size } = await newest()
  if (size === 0 || splitNote(note) === undefined) return undefined
  try {
    return await askWitness({ reader: new TreeReader(db), logKey: log, newest }, address, oldSize)
  } catch (error) {
    return error instanceof RangeError ? 'the tiles that would prove it are damaged' : undefined
  }
}

async function hold(
  held: Held,
  { databases, log, clock }: VerifyDatabase,
  verifier: Verifier,
  { size, line }: { size: number; line: string },
): Promise<boolean> {
  const by = `the witness ${verifier.name}`
  const row = await checkpointAt(databases.care.short, size)
  if (row === undefined) {
    const what = `The checkpoint of ${size} entries, which ${by} confirmed, is gone: the end was cut off.`
    held.faults.push({ entry: '', what })
    return false
  }
  const opened = openCheckpoint(row.note + line, log, [verifier])
  if (typeof opened === 'string') {
    held.faults.push({ entry: '', what: `The checkpoint that ${by} confirmed ${opened}.` })
    return false
  }
  held.pins.push({ origin: opened.origin, size: opened.size, root: opened.root, by })
  held.witnesses.push(...confirmedBy(opened, clock.now()))
  return true
}

/** What is remembered here must be published too, or the next look at the URL would find it cut off. */
async function keep(
  { databases }: VerifyDatabase,
  { name, vkey }: Verifier,
  { size, line, at }: Confirmation,
): Promise<void> {
  const row = { name, vkey, size, line, at: at.toISOString() }
  await saveConfirmation(databases.log.short, row)
}

function objected({ name }: Verifier, objection: string): TrailFault {
  return { entry: '', what: `The witness ${name} does not confirm this log: ${objection}.` }
}

type Audited = { log: LogAudit; note: string | undefined; faults: TrailFault[] }

async function auditAll(
  tx: Transaction,
  deps: VerifyDatabase,
  pins: readonly Pin[],
  thorough: boolean,
): Promise<Audited> {
  const log = new LogAudit(deps.log, pins, { thorough })
  const newest = await newestCheckpoint(tx)
  const total = Number(newest?.size ?? 0)
  const faults: TrailFault[] = []
  for (let size = 0; size < total; ) {
    const checkpoints = await nextCheckpoints(tx, size, REACH)
    const end = Number(checkpoints.at(-1)!.size)
    const leaves = (await leavesBetween(tx, size, end)).map(asLeaf)
    const filled: FullTile[] = []
    let at = 0
    for (const { size: upTo, note, leaves: kept } of checkpoints) {
      const rows: AuditedLeaf[] = []
      size = Number(upTo)
      while (at < leaves.length && leaves[at]!.index < size) rows.push(leaves[at++]!)
      filled.push(...log.batch({ size, note, leaves: splitHashes(kept)! }, rows, size === total))
    }
    faults.push(...(await tileFaults(tx, filled)), ...(await lookFaults(tx, leaves)))
    deps.onProgress?.(size, total)
  }
  log.beyond((await leavesBetween(tx, total, total + LISTED_MAX)).map(asLeaf))
  log.finish()
  faults.push(...(await chainFaults(tx)), ...(await looseFaults(tx, deps.clock.now())))
  return { log, note: newest?.note, faults: [...log.faults, ...faults] }
}

function asLeaf(row: LeafRow): AuditedLeaf {
  const { kind, at, text, salt } = row
  const there = kind !== null && at !== null && text !== null && salt !== null
  return {
    index: Number(row.index),
    entryId: row.entry_id,
    leaf: row.leaf,
    ...(there ? { entry: { kind, at: at.toISOString(), text, salt } } : {}),
  }
}

/** Tiles are made from leaves; those that are published must be the ones that the leaves make. */
async function tileFaults(tx: Transaction, filled: readonly FullTile[]): Promise<TrailFault[]> {
  const wanted = filled.map(({ level, n }) => ({ level, n, width: TILE_WIDTH }))
  const rows = filled.length === 0 ? [] : await fullTiles(tx, wanted)
  const stored = new Map(rows.map(({ level, n, hashes }) => [`${level}/${n}`, hashes]))
  return filled.flatMap(({ level, n, hashes }) => {
    const there = stored.get(`${level}/${n}`)
    if (there?.equals(joinHashes(hashes))) return []
    const first = n * TILE_WIDTH ** (level + 1)
    const what = there === undefined ? 'is missing' : 'is not what the log makes'
    const entry = `number ${first}`
    return [{ entry, what: `The published tile ${level}/${n}, from number ${first} on, ${what}.` }]
  })
}

async function lookFaults(tx: Transaction, leaves: readonly AuditedLeaf[]): Promise<TrailFault[]> {
  const wanted = leaves.flatMap(({ entry }) => looksIn(entry))
  if (wanted.length === 0) return []
  const rows = (await looksNumbered(tx, wanted)).map(asListed)
  const listed = new Map(rows.map((row) => [lookKey(row.person, row.number), row]))
  return leaves.flatMap((leaf) => compareLook(leaf, listed))
}

async function chainFaults(tx: Transaction): Promise<TrailFault[]> {
  const chain = new ChainAudit()
  let after = { person: '00000000-0000-0000-0000-000000000000', number: 0 }
  for (let more = true; more; ) {
    const rows = (await looksAfter(tx, after, LOOKS_AT_ONCE)).map(asListed)
    for (const row of rows) chain.next(row)
    after = rows.at(-1) ?? after
    more = rows.length === LOOKS_AT_ONCE
  }
  return chain.faults
}

async function looseFaults(tx: Transaction, now: Date): Promise<TrailFault[]> {
  const before = new Date(now.getTime() - FRESH_MS).toISOString()
  const loose = await unnumberedEntries(tx, before)
  const unfounded = await unfoundedLooks(tx)
  return [
    ...loose.map(({ id }) => ({
      entry: id,
      what: 'It was written down and never put into the log.',
    })),
    ...unfounded.map(({ entry_id, person_id, number }) => ({
      entry: entry_id,
      what: `Look ${number} at person ${person_id} has no entry: it was removed, or never was.`,
    })),
  ]
}

function asListed(row: LookRowAt): ListedLook {
  const { person_id, number, entry_id, data, previous } = row
  return { person: person_id, number: Number(number), entryId: entry_id, data, previous }
}
