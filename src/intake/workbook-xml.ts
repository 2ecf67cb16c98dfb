import { SaxesParser } from 'saxes'
import { BadZip } from './zip-parts.ts'

/** What is told of an element: its name without a prefix, its attributes with theirs. */
export type Told = {
  open?(name: string, attributes: ReadonlyMap<string, string>): void
  text?(text: string): void
  close?(name: string): void
}

const DEPTH_MAX = 100
/** Four for each cell that a sheet may have. */
const ELEMENTS_MAX = 20_000_000
/** A tag, a comment: nothing that a workbook holds in one piece is longer than this without its text. */
const TAG_MAX = 1_000_000

/**
 * Passes over one part of a workbook. No document type is read, and so no entity but the five of XML itself.
 * @throws BadZip where it is no XML
 */
export async function readXml(bytes: AsyncIterable<Buffer>, told: Told): Promise<void> {
  const parser = new SaxesParser({ xmlns: false, position: false })
  const decoder = new TextDecoder('utf-8', { fatal: true })
  const decoded = (chunk?: Buffer) => {
    try {
      return chunk === undefined ? decoder.decode() : decoder.decode(chunk, { stream: true })
    } catch {
      return refuse()
    }
  }
  let depth = 0
  let elements = 0
  let since = 0
  parser.on('doctype', () => refuse())
  parser.on('error', () => refuse())
  parser.on('opentag', ({ name, attributes }) => {
    depth += 1
    elements += 1
    since = 0
    if (depth > DEPTH_MAX || elements > ELEMENTS_MAX) refuse()
    told.open?.(localName(name), new Map(Object.entries(attributes)))
  })
  parser.on('text', (text) => {
    since = 0
    told.text?.(text)
  })
  parser.on('cdata', (text) => told.text?.(text))
  parser.on('closetag', ({ name }) => {
    depth -= 1
    since = 0
    told.close?.(localName(name))
  })
  for await (const chunk of bytes) {
    since += chunk.length
    if (since > TAG_MAX) refuse()
    parser.write(decoded(chunk))
  }
  parser.write(decoded()).close()
}

function refuse(): never {
  throw new BadZip('a part of it cannot be read')
}

function localName(name: string): string {
  return name.slice(name.indexOf(':') + 1)
}
