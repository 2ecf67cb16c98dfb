import { createHash } from 'node:crypto'
import type { PAPER_TYPES } from './fact.ts'
import { pagesIn, WORDS_A_PAGE } from './paging.ts'
import { readPdf } from './pdf.ts'
import { readWord } from './word.ts'

export type PaperType = (typeof PAPER_TYPES)[number]

/** What a file may be at most. */
export const PAPER_BYTES_MAX = 20 * 1024 * 1024
const CONTENT_TYPES = new Map([
  ['markdown', 'text/markdown; charset=utf-8'],
  ['pdf', 'application/pdf'],
  ['docx', 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'],
])

/** What a paper is, told by its bytes and never by its name. */
export type ReadPaper = {
  readonly type: PaperType
  readonly pages: number
  readonly sha256: string
}

/** What it is; or why it is not taken, as a sentence. */
export function readPaper(bytes: Buffer): ReadPaper | { readonly refused: string } {
  if (bytes.length === 0) return { refused: 'The file is empty.' }
  if (bytes.length > PAPER_BYTES_MAX) {
    return { refused: 'The file is larger than 20 MB. Make its pictures smaller, or divide it.' }
  }
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  const start = bytes.subarray(0, 1_024).toString('latin1')
  if (start.includes('%PDF-')) {
    const read = readPdf(bytes)
    return 'refused' in read ? read : { type: 'pdf', pages: read.pages, sha256 }
  }
  if (start.startsWith('PK\x03\x04') || start.startsWith('PK\x05\x06')) {
    const read = readWord(bytes)
    if ('refused' in read) return read
    return { type: 'docx', pages: read.pages ?? pagesOfWords(read.words), sha256 }
  }
  const text = textIn(bytes)
  if (text === undefined) {
    return { refused: 'This is neither text, nor PDF, nor Word. Save it as one of them.' }
  }
  return { type: 'markdown', pages: pagesIn(text).length, sha256 }
}

export function contentTypeOf(type: PaperType): string {
  return CONTENT_TYPES.get(type) ?? 'application/octet-stream'
}

function pagesOfWords(words: number): number {
  return Math.max(1, Math.ceil(words / WORDS_A_PAGE))
}

function textIn(bytes: Buffer): string | undefined {
  if (bytes.includes(0)) return undefined
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return undefined
  }
}

/** Where a paper stands in the pack of its meeting: `4`, `4-6`. */
export function pagesOf({ firstPage, pages }: { firstPage: number; pages: number }): string {
  return pages > 1 ? `${firstPage}-${firstPage + pages - 1}` : `${firstPage}`
}
