import { inflateSync } from 'node:zlib'

/**
 * A PDF told by how it is made (ISO 32000): its head, its end, and the names that its objects use. Nothing in it
 * is drawn or run; what could run something where it is opened is refused by a sentence. Pure.
 */

/** What packed objects may come to, so that a small file does not become a large one. */
const UNPACKED_MAX = 64 * 1024 * 1024
const HEAD_BYTES = 1_024

/**
 * What runs something, or brings a file along, in words. A long name is looked for in every byte, because an
 * object may lie where a reader of the plain order does not come; a short one may stand in a picture by chance.
 */
const RUNS: readonly { name: RegExp; says: string; short?: true }[] = [
  { name: /\/JavaScript(?![A-Za-z0-9])/, says: 'has a script in it' },
  { name: /\/JS\s*(?:[(<]|\d+\s+\d+\s+R)/, says: 'has a script in it', short: true },
  { name: /\/Launch(?![A-Za-z0-9])/, says: 'starts another program' },
  { name: /\/(?:ImportData|SubmitForm)(?![A-Za-z0-9])/, says: 'sends what is typed into it away' },
  { name: /\/EmbeddedFiles?(?![A-Za-z0-9])/, says: 'has another file inside' },
  { name: /\/RichMedia(?![A-Za-z0-9])/, says: 'has a film in it that runs' },
  { name: /\/XFA(?![A-Za-z0-9])/, says: 'has a form in it that runs', short: true },
]

export type ReadPdf = { readonly pages: number }

/** How many pages it has; or why it is not taken, as a sentence. */
export function readPdf(bytes: Buffer): ReadPdf | { readonly refused: string } {
  const text = bytes.toString('latin1')
  if (!text.slice(0, HEAD_BYTES).includes('%PDF-')) return { refused: 'This is no PDF.' }
  if (!/startxref\s+\d+\s+%%EOF/.test(text.slice(-HEAD_BYTES))) {
    return { refused: 'The PDF is cut off: its end is missing. Save it again.' }
  }
  const parts = objectsIn(text, bytes)
  if ('refused' in parts) return parts
  const { outside, packed } = parts
  if (/\/Encrypt(?![A-Za-z0-9])/.test(outside)) {
    return { refused: 'The PDF is locked, so nobody can say what is in it. Save it unlocked.' }
  }
  const objects = [outside, ...packed].join('\n')
  const everything = plainNames(text)
  const runs = RUNS.find(({ name, short }) => {
    return name.test(objects) || (short === undefined && name.test(everything))
  })
  if (runs !== undefined) {
    return { refused: `The PDF ${runs.says}. Print it to a new PDF, and publish that.` }
  }
  const pages = pagesIn(objects)
  return pages === 0 ? { refused: 'The PDF has no page that could be counted.' } : { pages }
}

type Objects = { readonly outside: string; readonly packed: readonly string[] }

/** What stands outside of streams, with its names in plain letters, and the objects that are packed into streams. */
function objectsIn(text: string, bytes: Buffer): Objects | { readonly refused: string } {
  const outside: string[] = []
  const packed: string[] = []
  let left = UNPACKED_MAX
  let last = 0
  for (const found of text.matchAll(/stream\r?\n/g)) {
    const start = found.index + found[0].length
    if (found.index < last || text.slice(found.index - 3, found.index) === 'end') continue
    const end = text.indexOf('endstream', start)
    if (end === -1) break
    const before = text.slice(last, found.index)
    outside.push(before)
    last = end
    const dictionary = plainNames(before.slice(before.lastIndexOf(' obj')))
    if (!/\/ObjStm|\/First(?![A-Za-z0-9])/.test(dictionary)) continue
    const objects = unpacked(dictionary, bytes.subarray(start, end), left)
    if (objects === undefined) {
      return { refused: 'The PDF is packed in a way that is not read here. Print it to a new PDF.' }
    }
    left -= objects.length
    packed.push(plainNames(objects))
  }
  return { outside: plainNames([...outside, text.slice(last)].join('\n')), packed }
}

function unpacked(dictionary: string, bytes: Buffer, left: number): string | undefined {
  const filters = /\/Filter\s*(\[[^\]]*\]|\/\w+)/.exec(dictionary)?.[1]?.match(/\/\w+/g) ?? []
  if (filters.length === 0) return bytes.toString('latin1')
  if (filters.length > 1 || filters[0] !== '/FlateDecode') return undefined
  try {
    return inflateSync(bytes, { maxOutputLength: Math.max(1, left) }).toString('latin1')
  } catch {
    return undefined
  }
}

/** A name may write any of its letters as `#` and two digits. */
function plainNames(text: string): string {
  if (!text.includes('#')) return text
  return text.replaceAll(/#([0-9A-Fa-f]{2})/g, (_, code: string) =>
    String.fromCharCode(Number.parseInt(code, 16)),
  )
}

/** As its tree of pages counts them, and not fewer than there are. */
function pagesIn(objects: string): number {
  const trees = [...objects.matchAll(/\/Type\s*\/Pages(?![A-Za-z0-9])/g)].map(({ index }) => {
    const start = objects.lastIndexOf('<<', index)
    const near = objects.slice(Math.max(0, start), index + 2_000)
    return Number(/\/Count\s+(\d{1,5})(?!\s+\d+\s+R)/.exec(near)?.[1] ?? 0)
  })
  const leaves = [...objects.matchAll(/\/Type\s*\/Page(?![A-Za-z0-9])/g)].length
  return Math.max(leaves, 0, ...trees)
}
