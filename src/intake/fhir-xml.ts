import { SaxesParser, type SaxesTagNS } from 'saxes'
import { escapeMarkup, Fault } from '../kernel/index.ts'
import { xmlElement } from './fhir-xml-elements.ts'
import { counted, ITEM_BYTES_MAX } from './item.ts'
import { primitiveJson, XmlObject } from './xml-object.ts'

const FHIR = 'http://hl7.org/fhir'
const XHTML = 'http://www.w3.org/1999/xhtml'
const DEPTH_MAX = 200
const NEWLINE = 0x0a
const DAMAGED = 'Ask for it again: it is damaged.'
const AS_R4 = 'Ask for FHIR R4 as JSON or XML, in UTF-8.'

/** Whether a text begins as FHIR in XML does, whatever prefix its namespace has. */
export function isFhirXml(start: string): boolean {
  return start[0] === '<' && /xmlns(?::\w+)?\s*=\s*["']http:\/\/hl7\.org\/fhir["']/.test(start)
}

/**
 * FHIR in XML as the same in JSON (FHIR R4, 2.6), so that all that follows is one path; what repeats, what is a number
 * or a boolean is R4's own table. A bundle comes an entry at a time, however large it is; anything else is held as one,
 * up to 16 MB. No document type is read, and so no entity but the five of XML itself.
 *
 * @param onLines told at the end how many lines there were
 * @throws Fault where it is no XML, is not whole, or is no resource
 */
export async function* jsonOfXml(
  bytes: AsyncIterable<Buffer>,
  path: string,
  onLines: (lines: number) => void = () => {},
): AsyncGenerator<Buffer> {
  const reader = new XmlReader(path)
  const decoder = new TextDecoder('utf-8', { fatal: true })
  let lines = 0
  let last = NEWLINE
  for await (const chunk of bytes) {
    for (let at = chunk.indexOf(NEWLINE); at >= 0; at = chunk.indexOf(NEWLINE, at + 1)) lines += 1
    last = chunk.at(-1) ?? last
    reader.write(decoded(decoder, chunk, path))
    yield reader.taken()
  }
  reader.write(decoded(decoder, undefined, path))
  reader.close()
  yield reader.taken()
  onLines(last === NEWLINE ? lines : lines + 1)
}

function decoded(
  decoder: InstanceType<typeof TextDecoder>,
  chunk: Buffer | undefined,
  path: string,
): string {
  try {
    return chunk === undefined ? decoder.decode() : decoder.decode(chunk, { stream: true })
  } catch {
    throw new Fault('the text is not UTF-8', path, 'Save it as UTF-8 and load it again.')
  }
}

type Open =
  | { is: 'element'; name: string; type: string; repeats: boolean; value?: string; made: XmlObject }
  /** in which a resource stands */
  | { is: 'place'; name: string; repeats: boolean; resource?: string }
  /** kept as it is written */
  | { is: 'markup'; name: string; text: string; within: string[] }

class XmlReader {
  readonly #parser = new SaxesParser({ xmlns: true, position: true })
  readonly #path: string
  readonly #open: Open[] = []
  readonly #out: Buffer[] = []
  #ended = false
  /** of a bundle: how many of its entries have left */
  #entries = 0
  /** where that began which is held now, in characters */
  #heldFrom = 0

  constructor(path: string) {
    this.#path = path
    const parser = this.#parser
    parser.on('error', ({ message }) => {
      const [what] = message.replace(/^(?:\d+:\d+: )?/, '').split(/[.\n]/)
      // What the parser quotes may be somebody's name.
      const said = what!.replace(/[:"'].*$/s, '').trim()
      this.#refuse(`this is not well-formed XML (${said})`, DAMAGED)
    })
    parser.on('doctype', () =>
      this.#refuse('it declares a document type, which FHIR never does', AS_R4),
    )
    parser.on('xmldecl', ({ encoding = 'utf-8' }) => {
      if (!/^utf-?8$/i.test(encoding)) this.#refuse('it says that it is not in UTF-8', AS_R4)
    })
    parser.on('opentag', (tag) => this.#begin(tag))
    parser.on('closetag', () => this.#end())
    parser.on('text', (text) => this.#text(text))
    parser.on('cdata', (text) => this.#text(text))
  }

  write(text: string): void {
    this.#parser.write(text)
    if (this.#parser.position - this.#heldFrom > ITEM_BYTES_MAX)
      this.#refuse('one resource of it is over 16 MB', 'Ask for its documents by themselves.')
  }

  close(): void {
    if (!this.#ended) {
      const where = this.#entries > 0 ? ` after entry ${counted(this.#entries)}` : ' in the middle'
      throw new Fault(`the file ends${where}`, this.#path, 'Ask for it again: it is cut off.')
    }
    this.#parser.close()
  }

  /** What is ready, as JSON. */
  taken(): Buffer {
    return Buffer.concat(this.#out.splice(0))
  }

  #begin(tag: SaxesTagNS): void {
    const parent = this.#open.at(-1)
    if (this.#open.length > DEPTH_MAX) this.#refuse('it is more than 200 elements deep', AS_R4)
    if (parent?.is === 'markup') {
      if (parent.within.length > DEPTH_MAX) this.#refuse('its text is more than 200 deep', AS_R4)
      parent.within.push(tag.name)
      parent.text += startOf(tag)
      return
    }
    if (parent?.is === 'element' && tag.uri === XHTML && tag.local === 'div') {
      const text = startOf(tag)
      this.#open.push({ is: 'markup', name: tag.local, text, within: [tag.name] })
      return
    }
    if (tag.uri !== FHIR) this.#refuse('an element of it is not of FHIR', AS_R4)
    this.#open.push(
      parent?.is === 'element' ? this.#elementOf(parent.type, tag) : this.#resourceOf(tag),
    )
  }

  #elementOf(type: string, tag: SaxesTagNS): Open {
    const { repeats, type: own } = xmlElement(type, tag.local)
    if (own === 'R') return { is: 'place', name: tag.local, repeats }
    const made = new XmlObject()
    for (const name of ['id', 'url']) {
      const given = tag.attributes[name]?.value
      if (given !== undefined) made.add(name, false, JSON.stringify(given))
    }
    const value = tag.attributes.value?.value
    return { is: 'element', name: tag.local, type: own, repeats, value, made }
  }

  #resourceOf(tag: SaxesTagNS): Open {
    if (!/^[A-Z]/.test(tag.local))
      this.#refuse('this is a part of a resource, and no resource', 'Send whole resources.')
    const made = new XmlObject()
    made.add('resourceType', false, JSON.stringify(tag.local))
    return { is: 'element', name: tag.local, type: tag.local, repeats: false, made }
  }

  #text(text: string): void {
    const open = this.#open.at(-1)
    if (open?.is === 'markup') open.text += escapeMarkup(text)
    else if (text.trim() !== '')
      this.#refuse('text stands between its elements, where FHIR has none', AS_R4)
  }

  #end(): void {
    const open = this.#open.at(-1)!
    if (open.is === 'markup') {
      open.text += `</${open.within.pop()}>`
      if (open.within.length > 0) return
    }
    this.#open.pop()
    const parent = this.#open.at(-1)
    if (parent === undefined) this.#finish(open)
    else if (parent.is === 'place' && open.is === 'element') parent.resource = open.made.text()
    else if (parent.is === 'element') this.#give(parent.made, open, this.#open.length === 1)
  }

  #give(made: XmlObject, open: Open, outermost: boolean): void {
    const { name } = open
    if (open.is === 'markup') made.add(name, false, JSON.stringify(open.text))
    else if (open.is === 'place') made.add(name, open.repeats, open.resource ?? 'null')
    else if (outermost && name === 'entry' && this.#isBundle()) this.#giveEntry(made, open.made)
    else if (['', 'b', 'n'].includes(open.type) && open.made.isBeside) {
      const value = open.value === undefined ? 'null' : primitiveJson(open.value, open.type)
      const beside = open.made.isEmpty ? undefined : open.made.text()
      made.add(name, open.repeats, value, beside)
    } else {
      // Where R4 has elements and a value stands besides, its reader sees that.
      if (open.value !== undefined) made.add('value', false, JSON.stringify(open.value))
      made.add(name, open.repeats, open.made.text())
    }
  }

  #isBundle(): boolean {
    const [root] = this.#open
    return root?.is === 'element' && root.type === 'Bundle'
  }

  /** What stands around the entries goes with the first of them, and what comes behind them at the end. */
  #giveEntry(bundle: XmlObject, entry: XmlObject): void {
    const before = this.#entries === 0 ? `{${bundle.takeMembers()},"entry":[` : ',\n'
    this.#out.push(Buffer.from(before + entry.text()))
    this.#entries += 1
    this.#heldFrom = this.#parser.position
  }

  #finish(root: Open): void {
    this.#ended = true
    if (root.is !== 'element') return
    if (this.#entries === 0) this.#out.push(Buffer.from(root.made.text()))
    else {
      const behind = root.made.takeMembers()
      this.#out.push(Buffer.from(behind === '' ? ']}' : `],${behind}}`))
    }
  }

  #refuse(what: string, remedy: string): never {
    throw new Fault(what, `${this.#path}, line ${counted(this.#parser.line)}`, remedy)
  }
}

/** A start tag of markup, as it is written in JSON. */
function startOf({ name, attributes }: SaxesTagNS): string {
  const said = Object.values(attributes).map(
    (one) => ` ${one.name}="${escapeMarkup(one.value).replaceAll('"', '&quot;')}"`,
  )
  return `<${name}${said.join('')}>`
}
