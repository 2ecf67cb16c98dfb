import { createHash } from 'node:crypto'
import { setImmediate } from 'node:timers/promises'
import type { AgreementRoom } from '../agreement/index.ts'
import {
  type Clock,
  type Databases,
  type Errands,
  isRefusal,
  type PersonId,
  type Settings,
  type SourceId,
  systemActor,
  type Viewer,
} from '../kernel/index.ts'
import type { Classing } from '../record/index.ts'
import type { Trail } from '../trail/index.ts'
import { classingOf, type Ready, readyOf } from './apply-readings.ts'
import type { FeedRow } from './feed-kind.ts'
import type { FeedReading } from './feed-reading.ts'
import { keptOf, rowOf } from './inbox-row.ts'
import { type Item, knownAs, rootOf } from './item.ts'
import type { FileKind } from './kind.ts'
import { withAlarm } from './made-up-alarm.ts'
import { pack } from './pack.ts'
import { type Input, type Read, receive, receiveLater } from './put-down.ts'
import * as inbox from './queries-inbox.ts'
import { readItem } from './read-item.ts'
import type { FileContext, ReadContext, Reading, Verdict } from './reading.ts'
import type { OpenReturns } from './returns.ts'
import { takeOrSplit } from './split-batch.ts'
import { toldBy } from './tally.ts'
import { whyNotKept } from './why-not.ts'

/** What this room needs of the place. */
export type IntakePlace = {
  databases: Databases
  trail: Trail
  clock: Clock
  settings?: Partial<Pick<Settings, 'dataFolder' | 'dropFolder' | 'mode' | 'placeFolder'>>
  /** what it promises of each feed; the clause under which what a feed sends is taken in */
  agreement?: Pick<AgreementRoom, 'current'>
  /** the kinds of file that can be read; this room's own where nothing else is handed in */
  fileKinds?: readonly FileKind[]
  /** told where something waits for one of them; they find it without, some time later */
  errands?: Pick<Errands, 'wake'>
}

export type Batch = {
  source: SourceId
  kind: string
  loadId: string
  /** base name of the file; for who loaded it, never on a page */
  file: string
  items: readonly Item[]
  /** place in the file's order of the first of them, from 0 */
  first: number
  arrived: Arrived
  /** who loads; the program itself where nobody is named */
  viewer?: Viewer
  /** what of the file its items need, to be understood */
  context: FileContext
  /** how the feed is read */
  feed: FeedReading
  /** the returns that the file is, where it is one; said again, all of it counts as newer */
  returns?: OpenReturns
  /** somebody waits for the answer: what its items say is brought into the record by an errand (take-received.ts) */
  waitedFor?: boolean
  /** whoever sends has not said any of it before, as a rule: that is found out where it is put down */
  unseen?: boolean
  /** of a file that is all that is open on its day: which of its items are told at its place already */
  covered?(hashes: readonly string[]): Promise<ReadonlySet<string>>
}

/** When a file was taken up: all of it arrived then. Of two at the same moment the turn tells which came first. */
export type Arrived = { at: string; turn: number }

let turns = 0

export function arrivedNow(clock: Clock): Arrived {
  turns += 1
  return { at: clock.now().toISOString(), turn: turns }
}

/** `read` is the sum of `new`, `unchanged` and `quarantined`; `inPart` is of the new ones. */
export type Counts = {
  read: number
  new: number
  unchanged: number
  quarantined: number
  inPart: number
}

/** `packed`: what of it is new, as it came. */
type Taken = { read: readonly Read[]; packed: Buffer | undefined; classing: Classing }

/** What is said of a batch: sentences about what was read with care, and why an item is in quarantine, by its hash. */
type Notes = { readonly warnings: string[]; readonly reasons: Map<string, string> }

/** A batch whose new items are read; `commit` puts them down. Reading the next one can go on meanwhile. */
export type Prepared = {
  counts: Counts
  warnings: readonly string[]
  /** why those are in quarantine that are, by hash */
  reasons: ReadonlyMap<string, string>
  commit(): Promise<Counts>
}

/** Items that are read in one stretch. */
const READ_AT_ONCE = 50
const KNOWN_UNREAD = 'it came before, and could not be read'
const NOT_AGAIN = 'an item came again and could not be put down again: what it said before stands'
/** Who loads where nobody is named. */
export const LOADER: Viewer = { actor: systemActor('load'), purpose: 'direct-care' }

/**
 * Looks which items of a batch are new to the source, and reads those; and those that come again and say by
 * nothing when they were so. Everything that follows happens in one command: inbox, verdicts, record and people
 * are committed together or not at all.
 */
export async function prepareBatch(place: IntakePlace, batch: Batch): Promise<Prepared> {
  const hashes = batch.items.map(({ hash }) => hash)
  const short = place.databases.care.short
  const held = batch.unseen ? [] : await inbox.heldItems(short, batch.source, hashes)
  const seen = new Map(held.map((item) => [item.hash, item]))
  const counts: Counts = {
    read: batch.items.length,
    new: 0,
    unchanged: 0,
    quarantined: 0,
    inPart: 0,
  }
  const { source, kind, context: file, feed } = batch
  const { at: receivedAt, turn } = batch.arrived
  const classing = classingOf(place)
  const covered = await batch.covered?.(hashes)
  const read: Read[] = []
  const notes: Notes = { warnings: [], reasons: new Map() }
  for (const [index, item] of batch.items.entries()) {
    // While these are read, another command is being committed: its answers are not kept waiting.
    if (index > 0 && index % READ_AT_ONCE === 0) await setImmediate()
    const known = knownAs(item.hash)
    const before = seen.get(known)
    if (before?.quarantined)
      notes.reasons.set(item.hash, notes.reasons.get(item.hash) ?? KNOWN_UNREAD)
    const renews = covered ? !covered.has(known) : renewed(before, batch)
    if (before !== undefined && (before.quarantined || !renews)) {
      counts[before.quarantined ? 'quarantined' : 'unchanged'] += 1
      continue
    }
    const sequence = batch.first + index
    const context = { source, kind, hash: item.hash, receivedAt, turn, sequence, file, feed }
    const { verdict, ready } = readyItem(place, item, context, classing)
    const told = toldBy(verdict.ok ? verdict.reading : undefined)
    if (!verdict.ok) notes.reasons.set(item.hash, whyNot(verdict))
    // Twice in one file is once too.
    seen.set(known, { hash: known, ...standingOf(verdict) })
    if (before !== undefined) counts.unchanged += 1
    if (before === undefined || verdict.ok) {
      const row = rowOf(item, verdict, file)
      const kept = keptOf(item, sequence)
      read.push({ row, kept, ready, again: before !== undefined, told })
    }
  }
  notes.warnings.push(...read.flatMap(({ row, again }) => (again ? [] : row.warnings)))
  const packed = await packOf(read)
  const commit = () =>
    takeRead(place, batch, { read, packed, classing }, notes).then(
      (taken) => sumOf([counts, ...taken]),
      async (error) => {
        if (!inbox.isItemHeld(error)) throw error
        // Some of them were put down before, or by another load since we looked: they are left to it.
        const again = await prepareBatch(place, { ...batch, unseen: false })
        for (const [hash, reason] of again.reasons) notes.reasons.set(hash, reason)
        return again.commit()
      },
    )
  return { counts, ...notes, commit }
}

/** Its bytes say by nothing when it was so, or its file replaces another: coming again it is the newest word. */
function renewed(before: inbox.HeldItem | undefined, { returns }: Batch): boolean {
  return before?.undated === true || returns?.again === true
}

function whyNot({ reason, place }: Verdict & { ok: false }): string {
  return place === undefined ? reason : `${reason} (${place})`
}

/** The verdict on an item. Of what is large only the text of its resources is kept until it is put down. */
function readyItem(
  { settings, fileKinds }: IntakePlace,
  item: Item,
  context: ReadContext,
  classing: Classing,
): { verdict: Verdict; ready: Ready | undefined } {
  const found = readItem(item, context, fileKinds)
  if (!found.ok) return { verdict: found, ready: undefined }
  const verdict = settings?.mode === 'live' ? withAlarm(found) : found
  try {
    return { verdict, ready: readyOf(context.source, found.reading, classing) }
  } catch (error) {
    return { verdict: { ok: false, ...whyNotKept(error) }, ready: undefined }
  }
}

/** What is new of it, as it came. */
function packOf(read: readonly Read[]): Promise<Buffer | undefined> {
  const fresh = read.flatMap(({ kept, again }) => (again ? [] : kept))
  return fresh.length === 0 ? Promise.resolve(undefined) : pack(fresh)
}

/** In one command where it can be; an item of which it fails is put into quarantine by itself. */
function takeRead(
  place: IntakePlace,
  batch: Batch,
  { read, packed, classing }: Taken,
  notes: Notes,
): Promise<Counts[]> {
  return takeOrSplit(
    read,
    async (part) =>
      commitRead(place, batch, {
        read: part,
        packed: part === read ? packed : await packOf(part),
        classing,
      }),
    async (one, error) => {
      if (one.again) {
        notes.warnings.push(NOT_AGAIN)
        return NONE
      }
      // What cannot even be put into quarantine fails of the place.
      if (one.ready === undefined) throw error
      const { hash } = one.row
      const item = { kind: batch.kind, hash, ...one.kept }
      const verdict = { ok: false, ...whyNotKept(error) } as const
      notes.reasons.set(hash, whyNot(verdict))
      const row = rowOf(item, verdict, batch.context)
      const quarantined = [{ ...one, row, ready: undefined }]
      const packedAlone = await packOf(quarantined)
      return commitRead(place, batch, { read: quarantined, packed: packedAlone, classing })
    },
  )
}

const NONE: Counts = { read: 0, new: 0, unchanged: 0, quarantined: 0, inPart: 0 }

function sumOf(counts: readonly Counts[]): Counts {
  const sum = (of: keyof Counts) => counts.reduce((all, one) => all + one[of], 0)
  return {
    read: sum('read'),
    new: sum('new'),
    unchanged: sum('unchanged'),
    quarantined: sum('quarantined'),
    inPart: sum('inPart'),
  }
}

function standingOf(verdict: Verdict): Pick<inbox.HeldItem, 'quarantined' | 'undated'> {
  if (!verdict.ok) return { quarantined: true, undated: false }
  return { quarantined: false, undated: verdict.reading.undated ?? false }
}

/** What it counts is of the items that are put down here, beside those of which nothing had to be. */
async function commitRead(
  place: IntakePlace,
  batch: Batch,
  { read, packed, classing }: Taken,
): Promise<Counts> {
  if (read.length === 0) return NONE
  const { source, kind } = batch
  const fresh = read.filter(({ again }) => !again)
  const again = read.length - fresh.length
  const root = rootOf(read.map(({ row }) => row.hash))
  const input: Input = { source, kind, items: fresh.length, root, again }
  const viewer = batch.viewer ?? LOADER
  // What comes again is a word of its own each time; what is new is the same command however often it is tried.
  const time = again === 0 ? [] : [batch.loadId, String(batch.first)]
  const parts = [viewer.actor.id, viewer.purpose, source, kind, root, ...time]
  const key = createHash('sha256').update(parts.join('\n')).digest('hex')
  const later = batch.waitedFor === true && again === 0
  const command = later
    ? receiveLater(batch, read, packed)
    : receive(batch, read, { packed, classing }, place)
  const result = await place.trail.run(command, {
    viewer,
    input,
    key: `intake.receive ${key}`,
    under: feedClause(place, source),
  })
  if (isRefusal(result)) throw new Error(`a batch was refused: ${result.code}`)
  const quarantined = fresh.filter(({ ready }) => ready === undefined).length
  // Another load of the same items was ahead: its result comes back, and nothing of it is new here.
  const mine = result.loadId === batch.loadId
  const taken = mine ? result.new : 0
  return {
    read: 0,
    new: taken,
    quarantined,
    unchanged: fresh.length - quarantined - taken,
    inPart: mine ? result.inPart : 0,
  }
}

/** Whom an item is about, so that what is held of a person can be found. */
export function personOf({ about, said, events, resources }: Reading): PersonId | undefined {
  return (
    about ??
    [...said, ...events, ...resources].find(({ personId }) => personId !== undefined)?.personId
  )
}

/** The clause that promises the feed; where none does, the one by which what nobody granted is kept from everybody. */
export function feedClause(
  { agreement }: Pick<IntakePlace, 'agreement'>,
  source: SourceId,
): string | undefined {
  const current = agreement?.current()
  const feed = current?.table<FeedRow>('feed').find(({ id }) => id === source)
  return feed?.clause ?? current?.clauses.find(({ kind }) => kind === 'default')?.number
}
