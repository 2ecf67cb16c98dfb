import type { Queryable, SourceId } from '../kernel/index.ts'
import { type ListPage, PAGE_ROWS, pageAt } from '../shell/index.ts'
import * as queries from './queries-inbox.ts'

/**
 * Something that arrived and could not be read. It says where it stood and why, never what it says: to
 * see it takes no actor and no purpose, so it must not hold anybody's data.
 */
export type Quarantined = {
  id: string
  source: SourceId
  kind: string
  /** `entry 57, byte 12,345` */
  place: string
  /** inside the item: `Patient.birthDate`, `PID-7`, `column "Date of Birth"` */
  reasonPlace?: string
  reason: string
  receivedAt: string
  replayedAt?: string
  bytes: number
  /** false where it was too large to keep */
  kept: boolean
}

export type QuarantinePage = { items: Quarantined[]; total: number; next?: string }

const PAGE = 100

/** Newest first, a hundred at a time; `next` is the `before` of the following page. */
export async function listQuarantine(
  db: Queryable,
  { before, limit = PAGE }: { before?: string; limit?: number } = {},
): Promise<QuarantinePage> {
  const from = before !== undefined && isId(before) ? before : undefined
  const [rows, total] = await Promise.all([
    queries.listQuarantined(db, { before: from, limit: limit + 1 }),
    queries.countQuarantined(db),
  ])
  const items = rows.slice(0, limit).map(itemOf)
  return { items, total, ...(rows.length > limit ? { next: items.at(-1)!.id } : {}) }
}

export type QuarantineAsked = Pick<queries.QuarantineAsked, 'kind' | 'oldest'> & {
  page: number
  /** of whose sources alone anything is told */
  isOwn(source: SourceId): boolean
  source?: SourceId
}

/** More reasons than these are not told together. */
const REASONS_MAX = 20

/** One page of what is asked for, how many of each source and kind there are, and what is wrong with several alike. */
export async function pageOfQuarantine(
  db: Queryable,
  { page: asked, isOwn, ...of }: QuarantineAsked,
): Promise<{
  items: Quarantined[]
  page: ListPage
  counts: readonly SourceCount[]
  reasons: readonly { source: SourceId; reason: string; count: number }[]
}> {
  const counts = await countQuarantined(db, isOwn)
  const sources = [...new Set(counts.map(({ source }) => source))].filter(
    (source) => of.source === undefined || source === of.source,
  )
  const page = pageAt(
    counts
      .filter(({ source }) => of.source === undefined || source === of.source)
      .filter(({ kind }) => of.kind === undefined || kind === of.kind)
      .reduce((sum, { count }) => sum + count, 0),
    asked,
  )
  const offset = (page.number - 1) * PAGE_ROWS
  const { kind, oldest } = of
  const [rows, reasons] = await Promise.all([
    queries.listQuarantined(db, { sources, kind, oldest, offset, limit: PAGE_ROWS }),
    queries.countReasons(db, sources, REASONS_MAX),
  ])
  return { items: rows.map(itemOf), page, counts, reasons }
}

type SourceCount = { source: SourceId; kind: string; count: number }

/** How many items of each source and kind wait there. */
export async function countQuarantined(
  db: Queryable,
  isOwn: (source: SourceId) => boolean,
): Promise<readonly SourceCount[]> {
  return (await queries.countQuarantinedOf(db)).filter(({ source }) => isOwn(source))
}

/** How many items wait there in all, for who runs the place; of what is kept apart nothing is counted. */
export function countAllQuarantined(
  db: Queryable,
  apart: readonly SourceId[] = [],
): Promise<number> {
  return queries.countQuarantined(db, apart)
}

/** With the name of its file, for who has the file: the command line, not a page. */
export async function showQuarantined(
  db: Queryable,
  id: string,
): Promise<(Quarantined & { file?: string }) | undefined> {
  const row = isId(id) ? await queries.readQuarantined(db, id) : undefined
  return row && { ...itemOf(row), ...(row.file === null ? {} : { file: row.file }) }
}

function itemOf(row: queries.QuarantinedRow): Quarantined {
  return {
    id: row.id,
    source: row.source,
    kind: row.kind,
    place: row.place,
    ...(row.reason_place === null ? {} : { reasonPlace: row.reason_place }),
    reason: row.reason,
    receivedAt: row.received_at.toISOString(),
    ...(row.replayed_at === null ? {} : { replayedAt: row.replayed_at.toISOString() }),
    bytes: Number(row.size),
    kept: row.kept,
  }
}

function isId(text: string): boolean {
  return /^[1-9]\d{0,17}$/.test(text)
}

/** Which source an item came from. */
export function sourceOf(db: Queryable, id: string): Promise<string | undefined> {
  return queries.sourceOfItem(db, id)
}
