import { type Block, type Inline, readMarkdown } from './markdown.ts'

/** How much of a paper stands on one page of the pack, counted in words of plain text; it fits on A4. */
export const WORDS_A_PAGE = 450

/** What a part takes beside its words: the space around it, or the height of a row. */
const HEADING_WORDS = 30
const SPACE_WORDS = 12

/**
 * A paper in pages, by its text alone: so a page has the same number and the same words on a screen, on paper and
 * in a file, for ever. Paragraphs, lists and tables are divided where a page is full; a heading stays with what
 * follows. Pure.
 */
export function pagesIn(text: string): Block[][] {
  const pages: Block[][] = [[]]
  let room = WORDS_A_PAGE
  const turn = () => {
    const full = pages.at(-1)!
    const carried = full.splice(full.length - trailingHeadings(full))
    pages.push(carried)
    room = WORDS_A_PAGE - carried.length * HEADING_WORDS
  }
  for (const block of readMarkdown(text)) {
    for (const [nth, piece] of piecesOf(block).entries()) {
      const weight = weightOf(piece)
      // What stands under a heading alone begins there.
      if (weight > room && pages.at(-1)!.some(({ kind }) => kind !== 'heading')) turn()
      add(pages.at(-1)!, piece, nth > 0)
      room -= weight
    }
  }
  return pages
}

function trailingHeadings(page: readonly Block[]): number {
  const last = page.findLastIndex(({ kind }) => kind !== 'heading')
  return page.length - 1 - last
}

/** A piece of what stands last on the page joins it again. */
function add(page: Block[], piece: Block, goesOn: boolean): void {
  const last = page.at(-1)
  if (!goesOn || last === undefined || last.kind !== piece.kind) page.push(piece)
  else page[page.length - 1] = joined(last, piece)
}

function joined(one: Block, more: Block): Block {
  if (one.kind === 'list' && more.kind === 'list') {
    return { ...one, items: [...one.items, ...more.items] }
  }
  if (one.kind === 'table' && more.kind === 'table') {
    return { ...one, rows: [...one.rows, ...more.rows] }
  }
  if (one.kind === 'code' && more.kind === 'code') {
    return { ...one, text: `${one.text}\n${more.text}` }
  }
  if ('text' in one && 'text' in more && one.kind !== 'code' && more.kind !== 'code') {
    return { ...one, text: [...one.text, ...more.text] } as Block
  }
  return one
}

/** The smallest parts into which it may be divided. */
function piecesOf(block: Block): Block[] {
  if (block.kind === 'list' && block.items.length > 0) {
    return block.items.map((item, at) => ({ ...block, items: [item], start: at + 1 }))
  }
  if (block.kind === 'table' && block.rows.length > 0) {
    return block.rows.map((row) => ({ ...block, rows: [row] }))
  }
  if (block.kind === 'code') {
    return block.text.split('\n').map((text) => ({ ...block, text }))
  }
  if (block.kind === 'paragraph' || block.kind === 'quote') {
    return inlinePieces(block.text).map((text) => ({ ...block, text }))
  }
  return [block]
}

/** Whole where it is no longer than a page; divided between words where it is. */
function inlinePieces(text: readonly Inline[]): Inline[][] {
  const most = WORDS_A_PAGE - SPACE_WORDS - 2 * HEADING_WORDS
  const words = text.flatMap((one) => {
    return one.text.split(/(?<=\s)(?=\S)/).map((word): Inline => ({ ...one, text: word }))
  })
  if (words.length <= most) return [[...text]]
  const pieces: Inline[][] = []
  for (let at = 0; at < words.length; at += most) pieces.push(merged(words.slice(at, at + most)))
  return pieces
}

function merged(words: readonly Inline[]): Inline[] {
  const runs: Inline[] = []
  for (const word of words) {
    const last = runs.at(-1)
    const same =
      last?.kind === word.kind &&
      (last.kind !== 'link' || (word.kind === 'link' && last.href === word.href))
    if (same) runs[runs.length - 1] = { ...last!, text: last!.text + word.text }
    else runs.push(word)
  }
  return runs
}

function weightOf(block: Block): number {
  if (block.kind === 'heading') return HEADING_WORDS
  if (block.kind === 'list') {
    return SPACE_WORDS + Math.max(0, ...block.items.map((item) => wordsIn(plain(item))))
  }
  if (block.kind === 'table') {
    const cells = [...block.rows, block.head].map((row) => Math.max(0, ...row.map(wordsIn)))
    return SPACE_WORDS + Math.max(...cells) * block.head.length
  }
  if (block.kind === 'code') return SPACE_WORDS
  return SPACE_WORDS + wordsIn(plain(block.text))
}

function plain(text: readonly Inline[]): string {
  return text.map((one) => one.text).join('')
}

function wordsIn(text: string): number {
  return text.split(/\s+/).filter(Boolean).length
}
