import { stat } from 'node:fs/promises'
import { basename } from 'node:path'
import {
  Fault,
  failedOfContent,
  isDiskFull,
  newId,
  type SourceId,
  type Viewer,
} from '../kernel/index.ts'
import { asLoadable, type Loadable } from './as-table.ts'
import { dailyOf } from './daily-file.ts'
import { refuseAhead } from './daily-table.ts'
import { feedAsAgreed } from './feed-as-agreed.ts'
import { requireKind, sourceNamed } from './feed-limit.ts'
import { fileItems } from './file-items.ts'
import { closeWhole, returnsOf } from './file-returns.ts'
import { type FoundFile, filesIn } from './files-in.ts'
import { inspectFile } from './inspect-file.ts'
import { batchesOf } from './item.ts'
import type { Inspection } from './kind.ts'
import { reportedReturn } from './note-report.ts'
import { feedContext } from './own-server.ts'
import type { FileContext } from './reading.ts'
import {
  arrivedNow,
  type Counts,
  type IntakePlace,
  type Prepared,
  prepareBatch,
} from './receive-items.ts'
import { type OpenReturns, periodKey } from './returns.ts'

export type LoadedFile = Counts & {
  path: string
  /** the id of its kind, or `unreadable` */
  kind: string
  /** items that it holds, and lines: as many items are read, unless the load is stopped */
  rows: number
  lines: number
  /** things of earlier returns that this one leaves out, and that stand no more */
  closed: number
  /** why nothing of it goes further than the inbox, though it came whole: no clause names its source */
  held?: string
  /** why the file, or the rest of it, could not be taken */
  fault?: Fault
  /** sentences about what was read with care, and how often each */
  warnings: Record<string, number>
}

export type Loaded = { files: LoadedFile[]; seconds: number; stopped: boolean }

export type LoadOptions = {
  /** share of the work done, 0 to 1, and how many items have been read */
  onProgress?: (share: number, items: number) => void
  /** stops after the command that is running; what was taken stays */
  signal?: AbortSignal
  /** who loads, as the trail will say */
  viewer?: Viewer
  /** the mapping by which tables are read, in place of that of the source in the place's folder */
  mapping?: string
  /** a return may close half of what stood before, or more: somebody has looked, and it is meant */
  close?: boolean
}

type Watch = { passed(bytes: number): void; file(size: number): void; items(count: number): void }

/**
 * Takes files of a source: whatever of them is new goes into the inbox and the record, a command at a
 * time; what cannot be read goes to quarantine, and the rest goes on. Folders are taken whole, sorted.
 * A file that cannot be taken as a whole is in the answer with its fault, and the others are still taken.
 * What a source sends that no clause names goes into the inbox and no further, until a clause does.
 * @throws Fault (exit code 1) where no agreement is in effect; where the database is gone or full: what was
 *   taken stays, and the next load of the same files goes on from there
 */
export async function loadFiles(
  place: IntakePlace,
  files: readonly string[],
  named: string,
  options: LoadOptions = {},
): Promise<Loaded> {
  const source = sourceNamed(place, named)
  const begun = performance.now()
  const own = place.settings?.dataFolder
  const found = (await Promise.all(files.map((file) => filesIn(file, own)))).flat()
  const watch = await watchOver(found, options)
  const loaded: LoadedFile[] = []
  for (const { path, why } of found) {
    if (options.signal?.aborted) break
    if (why === undefined) loaded.push(await loadFile(place, path, source, options, watch))
    else loaded.push({ ...nothingOf(path), fault: new Fault(why, path, NO_FILE) })
  }
  const seconds = (performance.now() - begun) / 1000
  return { files: loaded, seconds, stopped: options.signal?.aborted === true }
}

async function loadFile(
  place: IntakePlace,
  path: string,
  source: SourceId,
  { mapping, signal, ...how }: LoadOptions,
  watch: Watch,
): Promise<LoadedFile> {
  const loaded = nothingOf(path)
  let file: Loadable | undefined
  try {
    watch.file(await sizeOf(path))
    const unchanged = await stateOf(path)
    file = await asLoadable(place, source, path, mapping)
    await refuseChanged(path, unchanged)
    for (const warning of file.warnings) loaded.warnings[warning] = 1
    await takeFile(place, file.path, source, { signal, ...how }, watch, loaded)
  } catch (error) {
    const fault = faultOf(error, path, place.settings?.dataFolder)
    // What is wrong with a table that was made of the file is wrong with the file.
    const where = fault.where.replace(file?.path ?? path, path)
    loaded.fault = new Fault(fault.message, where, fault.remedy, fault.exitCode)
    if (fault.exitCode === 1) throw loaded.fault
  } finally {
    await file?.drop()
  }
  return loaded
}

async function takeFile(
  place: IntakePlace,
  path: string,
  source: SourceId,
  { signal, ...how }: LoadOptions,
  watch: Watch,
  loaded: LoadedFile,
): Promise<void> {
  const unchanged = await stateOf(path)
  const feed = feedAsAgreed(place, source)
  const before = await feedContext(place.databases.care.short, source, feed)
  const passed = (bytes: number) => watch.passed(bytes)
  const inspection = await inspectFile(path, passed, before, place.fileKinds)
  await refuseChanged(path, unchanged)
  const { kind, rows, lines, warnings } = inspection
  requireKind(place, source, kind, path)
  if (feed.held !== undefined) loaded.held = feed.held
  Object.assign(loaded, { kind, rows, lines })
  for (const warning of warnings) loaded.warnings[warning] = 1
  watch.file(inspection.size)
  // A return of whom no clause names replaces and closes nothing.
  const returns = feed.held === undefined ? await returnsOf(place, source, inspection) : undefined
  const daily = returns && dailyOf(place, source, kind, returns)
  if (daily) refuseAhead(returns.asAt, place.clock.now(), path)
  const report = reportedReturn(source, kind, returns)
  const about = {
    source,
    kind,
    loadId: newId(),
    file: basename(loaded.path),
    viewer: how.viewer,
    context: contextOf(inspection, returns),
    feed,
    arrived: arrivedNow(place.clock),
    ...(returns === undefined ? {} : { returns }),
    ...(daily === undefined ? {} : { covered: daily.covered }),
  }
  const items = fileItems(path, inspection, passed, place.fileKinds)
  let committing = Promise.resolve()
  let first = 0
  // While one batch is being committed, the next is cut out of the file and read.
  for await (const batch of batchesOf(items)) {
    const prepared = await settled(
      prepareBatch(place, { ...about, first, items: batch }),
      committing,
    )
    ;(daily ?? report)?.note(batch, prepared.reasons)
    first += batch.length
    await committing
    if (signal?.aborted) break
    committing = commit(prepared, loaded, watch)
    committing.catch(() => {})
  }
  await committing
  await refuseChanged(path, unchanged)
  if (returns === undefined || signal?.aborted) return
  const { incomplete } = inspection
  const taken = { source, returns, incomplete, quarantined: loaded.quarantined, report }
  const ended = await (daily?.close(incomplete, how) ?? closeWhole(place, taken, how))
  loaded.closed = ended.closed
  for (const warning of ended.warnings) loaded.warnings[warning] = 1
}

function nothingOf(path: string): LoadedFile {
  const counts = { read: 0, new: 0, unchanged: 0, quarantined: 0, inPart: 0, closed: 0 }
  return { path, kind: 'unreadable', rows: 0, lines: 0, ...counts, warnings: {} }
}

function contextOf({ context }: Inspection, returns: OpenReturns | undefined): FileContext {
  const periods = (returns?.returns ?? []).map(
    ({ scope, start, end, at }) => [periodKey(scope, start, end), at] as const,
  )
  return { ...context, returns: new Map(periods) }
}

/** Whichever of the two fails, both have come to rest before it shows. */
async function settled<T>(work: Promise<T>, other: Promise<void>): Promise<T> {
  try {
    return await work
  } catch (error) {
    await other.catch(() => {})
    throw error
  }
}

async function commit(prepared: Prepared, loaded: LoadedFile, watch: Watch): Promise<void> {
  const counts = await prepared.commit()
  loaded.read += counts.read
  loaded.new += counts.new
  loaded.unchanged += counts.unchanged
  loaded.quarantined += counts.quarantined
  loaded.inPart += counts.inPart
  for (const warning of prepared.warnings) {
    loaded.warnings[warning] = (loaded.warnings[warning] ?? 0) + 1
  }
  watch.items(counts.read)
}

async function sizeOf(path: string): Promise<number> {
  const found = await stat(path).catch(() => undefined)
  return found?.size ?? 0
}

/** Changes whenever somebody writes to the file; '' where there is none. */
async function stateOf(path: string): Promise<string> {
  const found = await stat(path).catch(() => undefined)
  return found === undefined ? '' : `${found.size} ${found.mtimeMs} ${found.ino}`
}

/** What is still being copied here was read in two states: the second pass took what the first never saw. */
async function refuseChanged(path: string, before: string): Promise<void> {
  if ((await stateOf(path)) === before) return
  const remedy = 'Load it again when all of it has arrived: what was taken stays.'
  throw new Fault('the file changed while it was read', path, remedy)
}

/** Each file is passed over twice: once to see that it is whole, once to take it. */
async function watchOver(found: readonly FoundFile[], { onProgress }: LoadOptions): Promise<Watch> {
  const sizes = await Promise.all(found.map(({ path }) => sizeOf(path)))
  const total = 2 * sizes.reduce((sum, size) => sum + size, 0)
  let before = 0
  let here = 0
  let current = 0
  let count = 0
  const tell = () => onProgress?.(total === 0 ? 1 : Math.min(1, (before + here) / total), count)
  return {
    file(size) {
      before += current
      current = size
      here = 0
    },
    passed(bytes) {
      here = bytes
      tell()
    },
    items(more) {
      count += more
      tell()
    },
  }
}

const FULL = ['53100', 'ENOSPC', 'EDQUOT']
const UNREADABLE = ['EACCES', 'EPERM', 'EIO']
const LOST = ['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ENOENT', 'ETIMEDOUT']
const NO_FILE = 'Put the file itself there, or take it out: the others were taken.'
const KEPT = 'and load the same files again: what was taken stays, the rest follows.'

/** What a person must put right, in a sentence; what nobody can say is a fault of the program and goes on. */
function faultOf(error: unknown, path: string, dataFolder: string | undefined): Fault {
  if (error instanceof Fault) return error
  const { code = '', message } = error as Error & { code?: string }
  const lost =
    /^(57P0|08)/.test(code) ||
    LOST.includes(code) ||
    /connection (terminated|ended|closed)|the database is closed|not queryable/i.test(message)
  // A server that can write no more stops by itself, and all that is seen of it is the lost connection.
  const full = lost && dataFolder !== undefined && isDiskFull(dataFolder)
  if (full || FULL.includes(code))
    return new Fault('the disk is full', path, `Make room ${KEPT}`, 1)
  if (UNREADABLE.includes(code)) {
    const remedy = 'Let the program read it, and load it again.'
    return new Fault(`the file cannot be read (${code})`, path, remedy)
  }
  if (code.startsWith('53')) {
    return new Fault(
      `the database has run out of something (${code})`,
      path,
      `Give it more ${KEPT}`,
      1,
    )
  }
  if (lost) return new Fault('the database is gone', path, `Start it ${KEPT}`, 1)
  if (!failedOfContent(error)) throw error
  // No item of it is to blame, and no other file: it fails of what it holds as a whole.
  const what = `this version of the program cannot take the file (${code || (error as Error).name})`
  return new Fault(what, path, 'What was taken stays. Keep the file, and report this.')
}
