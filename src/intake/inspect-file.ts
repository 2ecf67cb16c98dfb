import { isUtf8 } from 'node:buffer'
import { Fault } from '../kernel/index.ts'
import { CLD_COLUMNS, type Header, isOtherTable, readHeader } from './cld-columns.ts'
import { csvRows } from './csv-rows.ts'
import { ITEM_BYTES_MAX } from './item.ts'
import { type JsonEntry, type JsonShape, JsonSplitter } from './json-splitter.ts'
import { objectOf, textIn } from './json-value.ts'
import { type FileKind, recognise } from './kind.ts'
import { fileSize, openBytes } from './open-bytes.ts'
import { Utf8Check } from './utf8-check.ts'

/**
 * What a first reading of the whole file has found. A file that is cut off, damaged or of no known kind is
 * refused here, before anything of it is taken: so nothing of such a file is ever half loaded.
 */
export type Inspection = {
  kind: FileKind
  size: number
  /** the people whom a bundle describes: their id there, by id and by `urn:uuid:` */
  people: ReadonlyMap<string, string>
  header?: Extract<Header, { ok: true }>
}

const HEAD = 64 * 1024
/** Ids of people are kept to tell whom a reference without a type means; beyond this only renamed ones. */
const PEOPLE_MAX = 100_000
const DELIMITERS = [',', ';', '\t', '|']
const CUT_OFF = 'Ask for it again: it is cut off.'

/** @throws Fault where the file as a whole cannot be taken, with a sentence for the sender */
export async function inspectFile(
  path: string,
  onRead?: (bytes: number) => void,
): Promise<Inspection> {
  const size = await fileSize(path)
  const stream = openBytes(path, onRead)
  const head = await readHead(stream)
  const recognised = recognise(head.bytes, head.whole)
  if (!recognised.ok) {
    throw new Fault(recognised.fault.what, path, recognised.fault.remedy)
  }
  const found = { size, people: new Map<string, string>() }
  const all = chain(head.bytes, stream)
  switch (recognised.family) {
    case 'json':
      return { ...found, ...(await inspectJson(all, path, found.people)) }
    case 'csv':
      return { ...found, kind: 'cld-csv', header: await inspectCsv(all, head.bytes, path) }
    case 'ndjson':
    case 'hl7v2':
      // Nothing but that it can be read to its end: each line or message stands for itself.
      for await (const _ of all);
      return { ...found, kind: recognised.family === 'ndjson' ? 'fhir-ndjson' : 'hl7v2' }
    default:
      return recognised.family satisfies never
  }
}

async function readHead(
  stream: AsyncGenerator<Buffer>,
): Promise<{ bytes: Buffer; whole: boolean }> {
  const parts: Buffer[] = []
  let size = 0
  while (size < HEAD) {
    const { done, value } = await stream.next()
    if (done) return { bytes: Buffer.concat(parts), whole: true }
    parts.push(value)
    size += value.length
  }
  return { bytes: Buffer.concat(parts), whole: false }
}

async function* chain(head: Buffer, rest: AsyncGenerator<Buffer>): AsyncGenerator<Buffer> {
  yield head
  yield* rest
}

async function inspectJson(
  bytes: AsyncIterable<Buffer>,
  path: string,
  people: Map<string, string>,
): Promise<{ kind: FileKind }> {
  const splitter = new JsonSplitter(ITEM_BYTES_MAX)
  for await (const chunk of bytes) {
    for (const entry of splitter.push(chunk)) notePatient(entry, people)
  }
  const shape = splitter.shape()
  if (shape.secondLineAt !== undefined) return { kind: 'fhir-ndjson' }
  if (!shape.closed) {
    const entry = splitter.inEntry()
    const where = entry === undefined ? 'in the middle' : `in the middle of entry ${entry}`
    throw new Fault(`the file ends ${where}`, path, CUT_OFF)
  }
  refuseBroken(shape, path)
  return { kind: shape.resourceType === 'Bundle' ? 'fhir-bundle' : 'fhir-resource' }
}

/** What stands around the entries must be JSON too; with it, the whole file is. */
function refuseBroken({ envelope, resourceType }: JsonShape, path: string): void {
  if (envelope === undefined) {
    if (resourceType !== 'Bundle') return
    throw new Fault(
      'the bundle holds more than 16 MB outside its entries',
      path,
      'Ask the sender for a bundle whose resources stand in its entries.',
    )
  }
  try {
    JSON.parse(envelope.toString('utf8'))
  } catch {
    throw new Fault('this is not valid JSON', path, 'Ask for it again: it is damaged.')
  }
}

/** A patient's own id, and the `urn:uuid:` by which the rest of the bundle may name them. */
function notePatient({ bytes }: JsonEntry, people: Map<string, string>): void {
  if (bytes === undefined || !bytes.includes('"Patient"') || !isUtf8(bytes)) return
  const entry = parsed(bytes)
  const resource = objectOf(entry?.resource)
  if (resource?.resourceType !== 'Patient') return
  const alias = /^urn:(?:uuid|oid):(.+)$/i.exec(textIn(entry?.fullUrl) ?? '')?.[1]
  const id = textIn(resource.id) ?? alias
  if (id === undefined) return
  if (alias !== undefined && alias !== id) people.set(alias, id)
  if (people.size < PEOPLE_MAX) people.set(id, id)
}

function parsed(bytes: Buffer) {
  try {
    return objectOf(JSON.parse(bytes.toString('utf8')))
  } catch {
    return undefined
  }
}

async function inspectCsv(
  bytes: AsyncIterable<Buffer>,
  head: Buffer,
  path: string,
): Promise<Extract<Header, { ok: true }>> {
  const header = await headerOf(head, path)
  const check = new Utf8Check()
  let quotes = 0
  for await (const chunk of bytes) {
    if (!check.push(chunk)) {
      throw new Fault(
        'the text is not UTF-8 (perhaps Windows-1252)',
        `${path}, byte ${check.badByte!.toLocaleString('en-GB')}`,
        'Save it as "CSV UTF-8" and load it again.',
      )
    }
    for (let at = chunk.indexOf(0x22); at >= 0; at = chunk.indexOf(0x22, at + 1)) quotes += 1
  }
  if (!check.end()) throw new Fault('the file ends in the middle of a character', path, CUT_OFF)
  // Quotes come in pairs; where they do not, only reading the rows tells whether one stays open.
  if (quotes % 2 === 1) for await (const _ of csvRows(openBytes(path), header.delimiter, path));
  return header
}

/** The delimiter is the one that finds the most columns. */
async function headerOf(head: Buffer, path: string): Promise<Extract<Header, { ok: true }>> {
  const found: Header[] = []
  for (const delimiter of DELIMITERS) {
    for await (const { cells } of csvRows(once(head), delimiter, path)) {
      found.push(readHeader(cells, delimiter))
      break
    }
  }
  const known = (header: Header) => (header.ok ? CLD_COLUMNS.length + 1 : header.known)
  const best = found.sort((a, b) => known(b) - known(a))[0]
  if (best === undefined || isOtherTable(best)) {
    throw new Fault(
      'this table is not Client Level Data: its headings are not known',
      path,
      'Send the 50 columns of Client Level Data, Release 2, with their headings.',
    )
  }
  if (best.ok) return best
  throw headerFault(best, path)
}

function headerFault({ missing, twice }: Extract<Header, { ok: false }>, path: string): Fault {
  const quoted = (names: readonly string[]) => names.map((name) => `"${name}"`).join(', ')
  if (missing.length === 0) {
    return new Fault(`a column stands twice: ${quoted(twice)}`, path, 'Leave one of them out.')
  }
  const what =
    missing.length === 1 ? 'a column is missing' : `${missing.length} columns are missing`
  return new Fault(
    `${what}: ${quoted(missing)}`,
    path,
    'Add it, empty if need be, and load the file again.',
  )
}

async function* once(bytes: Buffer): AsyncGenerator<Buffer> {
  yield bytes
}
