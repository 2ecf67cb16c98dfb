import { createHash } from 'node:crypto'
import type { PAPER_TYPES } from './fact.ts'

export type PaperType = (typeof PAPER_TYPES)[number]

/** What a file may be at most. */
export const PAPER_BYTES_MAX = 20 * 1024 * 1024
const WORDS_A_PAGE = 450
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
  if (start.includes('%PDF-')) return { type: 'pdf', pages: pdfPages(bytes), sha256 }
  if (start.startsWith('PK\x03\x04')) {
    if (!isWord(bytes)) {
      return { refused: 'This is a zip file and no Word document. Save it as Word or PDF.' }
    }
    return { type: 'docx', pages: 1, sha256 }
  }
  const text = textIn(bytes)
  if (text === undefined) {
    return { refused: 'This is neither text, nor PDF, nor Word. Save it as one of them.' }
  }
  return { type: 'markdown', pages: markdownPages(text), sha256 }
}

export function contentTypeOf(type: PaperType): string {
  return CONTENT_TYPES.get(type) ?? 'application/octet-stream'
}

export function markdownPages(text: string): number {
  return Math.max(1, Math.ceil(text.split(/\s+/).filter(Boolean).length / WORDS_A_PAGE))
}

/** As its page tree counts them; 1 where it is packed, because nothing is unpacked here. */
function pdfPages(bytes: Buffer): number {
  const text = bytes.toString('latin1')
  const counts = [...text.matchAll(/\/Type\s*\/Pages\b[^>]*?\/Count\s+(\d{1,5})/g)].map(
    ([, many]) => Number(many),
  )
  const leaves = [...text.matchAll(/\/Type\s*\/Page\b(?!s)/g)].length
  return Math.max(1, leaves, ...counts)
}

/** A zip whose list of files has the document of Word; a macro makes it something else. */
function isWord(bytes: Buffer): boolean {
  return (
    bytes.includes('word/document.xml') &&
    bytes.includes('[Content_Types].xml') &&
    !bytes.includes('vbaProject.bin')
  )
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
