import { inflateRawSync } from 'node:zlib'

/**
 * A Word document told by how it is made (ECMA-376): a zip whose list of parts says that one is the main document
 * of Word. What runs something, or fetches something from elsewhere, is refused by a sentence. Pure.
 */

const UNPACKED_MAX = 200 * 1024 * 1024
const PARTS_MAX = 5_000
const END = 0x06054b50
const ENTRY = 0x02014b50
const LOCAL = 0x04034b50
const MAIN = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml'
const CUT_OFF = 'The file is cut off or broken: save it again, as Word or PDF.'
const NO_WORD = 'This is a zip file and no Word document. Save it as Word or PDF.'

type Part = {
  readonly name: string
  readonly method: number
  readonly packed: number
  readonly size: number
  readonly at: number
}

export type ReadWord = { readonly words: number; readonly pages: number | undefined }

/** How many words it has, and pages where Word has counted them; or why it is not taken, as a sentence. */
export function readWord(bytes: Buffer): ReadWord | { readonly refused: string } {
  const parts = partsOf(bytes)
  if (parts === undefined) return { refused: CUT_OFF }
  const names = new Set(parts.map(({ name }) => name))
  if (!names.has('[Content_Types].xml') || !names.has('word/document.xml')) {
    return { refused: NO_WORD }
  }
  const unsafe = parts.find(({ name }) => /^\/|\\|(^|\/)\.\.(\/|$)/.test(name))
  if (unsafe !== undefined || names.size !== parts.length) return { refused: CUT_OFF }
  if (parts.reduce((sum, { size }) => sum + size, 0) > UNPACKED_MAX) {
    return { refused: 'The Word file becomes larger than 200 MB when it is opened. Divide it.' }
  }
  const read = (name: string) => {
    const part = parts.find((one) => one.name === name)
    return part === undefined ? '' : textOf(bytes, part)
  }
  const [types, text] = [read('[Content_Types].xml'), read('word/document.xml')]
  if (types === undefined || text === undefined) return { refused: CUT_OFF }
  if (!types.includes(MAIN) && !/macroEnabled/i.test(types)) return { refused: NO_WORD }
  if (/macroEnabled|vbaProject/i.test(types) || [...names].some((one) => MACRO.test(one))) {
    return { refused: 'The Word file has a macro in it. Save it as .docx without, or as PDF.' }
  }
  if ([...names].some((one) => /^word\/embeddings\//i.test(one))) {
    return { refused: 'The Word file has another file inside. Save it as PDF.' }
  }
  const links = parts.filter(({ name }) => name.endsWith('.rels')).map((one) => textOf(bytes, one))
  if (links.some((one) => one === undefined || FETCHES.test(one))) {
    return { refused: 'The Word file fetches a part of itself from elsewhere. Save it as PDF.' }
  }
  const pages = Number(/<Pages>(\d{1,5})<\/Pages>/.exec(read('docProps/app.xml') ?? '')?.[1] ?? 0)
  const words = text
    .replaceAll(/<[^>]*>/g, ' ')
    .split(/\s+/)
    .filter(Boolean).length
  return { words, pages: pages > 0 ? pages : undefined }
}

const MACRO = /vbaProject|vbaData|activeX/i
/** A relationship to something outside that is opened by itself; a link that somebody presses is none. */
const FETCHES =
  /<Relationship\b(?=[^>]*TargetMode\s*=\s*["']External)(?![^>]*Type\s*=\s*["'][^"']*\/hyperlink["'])/i

/** The parts of a zip by its list at the end; undefined where it is not whole, or locked. */
function partsOf(bytes: Buffer): Part[] | undefined {
  const end = bytes.lastIndexOf(Buffer.from([0x50, 0x4b, 0x05, 0x06]))
  if (end === -1 || end + 22 > bytes.length || bytes.readUInt32LE(end) !== END) return undefined
  const many = bytes.readUInt16LE(end + 10)
  let at = bytes.readUInt32LE(end + 16)
  if (many > PARTS_MAX) return undefined
  const parts: Part[] = []
  for (let nth = 0; nth < many; nth++) {
    if (at + 46 > bytes.length || bytes.readUInt32LE(at) !== ENTRY) return undefined
    const [locked, nameLength] = [bytes.readUInt16LE(at + 8) & 1, bytes.readUInt16LE(at + 28)]
    if (locked === 1) return undefined
    parts.push({
      name: bytes.toString('utf8', at + 46, at + 46 + nameLength),
      method: bytes.readUInt16LE(at + 10),
      packed: bytes.readUInt32LE(at + 20),
      size: bytes.readUInt32LE(at + 24),
      at: bytes.readUInt32LE(at + 42),
    })
    at += 46 + nameLength + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32)
  }
  return parts
}

/** What a part says; undefined where it cannot be unpacked to the size that the list gives. */
function textOf(bytes: Buffer, { method, packed, size, at }: Part): string | undefined {
  if (at + 30 > bytes.length || bytes.readUInt32LE(at) !== LOCAL) return undefined
  const start = at + 30 + bytes.readUInt16LE(at + 26) + bytes.readUInt16LE(at + 28)
  const own = bytes.subarray(start, start + packed)
  if (own.length !== packed) return undefined
  if (method === 0) return own.toString('utf8')
  if (method !== 8) return undefined
  try {
    const out = inflateRawSync(own, { maxOutputLength: Math.max(1, size) })
    return out.length === size ? out.toString('utf8') : undefined
  } catch {
    return undefined
  }
}
