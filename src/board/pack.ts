import type { Place } from '../room.ts'
import type { BoardView } from './board-view.ts'
import type { Meeting, Opening, Paper } from './item.ts'
import type { Block } from './markdown.ts'
import { pagesIn } from './paging.ts'
import { fileOf } from './queries.ts'
import type { ShownItem } from './shown.ts'

/** A page of the pack, with what stands on it. */
export type Leaf = { readonly page: number; readonly blocks: readonly Block[] }

/** A paper as the pack of its meeting has it. */
export type BoundPaper = {
  readonly item: ShownItem
  /** of the item on the agenda, 1 the first */
  readonly number: number
  readonly paper: Paper
  /** the later version that takes its place */
  readonly replacedBy?: Paper
  /** of a text; a file is none, and stands on its pages by itself */
  readonly leaves: readonly Leaf[]
  /** its bytes, where they were asked for */
  readonly bytes?: Buffer
}

/** The papers of a meeting that its reader may have, in the order of their pages. */
export type Pack = {
  readonly agenda: readonly ShownItem[]
  readonly papers: readonly BoundPaper[]
  readonly last: number
}

/** @param whole with the bytes of files as well, for a pack that is kept */
export async function readPack(
  place: Place,
  view: BoardView,
  meeting: Meeting,
  { whole = false } = {},
): Promise<Pack> {
  const agenda = view.agenda(meeting)
  const all = agenda.flatMap((item, at) => {
    return item.papers.map((paper) => ({ item, number: at + 1, paper }))
  })
  const inTurn = all.sort((a, b) => a.paper.firstPage - b.paper.firstPage)
  const db = place.databases.care.short
  const papers = await Promise.all(
    inTurn.map(async (one): Promise<BoundPaper> => {
      const { paper, item } = one
      const isText = paper.type === 'markdown'
      const bytes = isText || whole ? await fileOf(db, paper.sha256) : undefined
      const leaves = isText ? pagesIn(bytes?.toString('utf8') ?? '') : []
      const later = item.papers.findLast(
        (other) => other.paper === paper.paper && other.version > paper.version,
      )
      return {
        ...one,
        leaves: leaves.map((blocks, at) => ({ page: paper.firstPage + at, blocks })),
        ...(later && { replacedBy: later }),
        ...(bytes && { bytes }),
      }
    }),
  )
  const last = Math.max(0, ...papers.map(({ paper }) => paper.firstPage + paper.pages - 1))
  return { agenda, papers, last }
}

/** What is opened again within the hour is the same opening. */
const SITTING_MS = 3_600_000

/** What of a pack somebody was not shown before, and when they had opened it last. */
export type Supplement = {
  /** undefined: they open it for the first time, so nothing is new and all of it is */
  readonly since?: string
  readonly fresh: readonly Pick<Paper, 'paper' | 'version'>[]
}

/** Pure. */
export function supplementOf(
  papers: readonly Pick<Paper, 'paper' | 'version'>[],
  opened: readonly Opening[],
  now: Date,
): Supplement {
  const before = opened.filter(({ at }) => now.getTime() - Date.parse(at) >= SITTING_MS)
  const last = before.at(-1)
  if (last === undefined) return { fresh: [] }
  return { since: last.at, fresh: notIn(papers, before) }
}

/** Those that were shown at none of these openings. */
export function notIn<T extends Pick<Paper, 'paper' | 'version'>>(
  papers: readonly T[],
  opened: readonly Opening[],
): T[] {
  const shown = new Set(opened.flatMap((one) => one.papers.map(keyOf)))
  return papers.filter((one) => !shown.has(keyOf(one)))
}

export function keyOf({ paper, version }: Pick<Paper, 'paper' | 'version'>): string {
  return `${paper} ${version}`
}
