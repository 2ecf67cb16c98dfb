import type { Agreement } from '../agreement/index.ts'
import type { SourceId } from '../kernel/index.ts'
import type { CommandContext } from '../trail/index.ts'
import type { Declared } from './batch-count.ts'
import type { CouncilHeader, Submission } from './council-table.ts'
import type { Item } from './item.ts'
import type { FileContext, ReadContext, Reading } from './reading.ts'
import type { Referred } from './shared-references.ts'
import type { TableHeader } from './table-columns.ts'

/**
 * A kind of file, recognised by its content: its name says nothing. Whatever room hands it in, what arrives is cut into
 * items, and each is kept in the one inbox with the verdict on it; what cannot be read is in the one quarantine.
 */
export type FileKind = {
  /** in the inbox, and in what `load` says: `hl7v2` */
  readonly id: string
  /** one item of it: `HL7 v2 message` */
  readonly item: string
  /** how it is sent, to follow `Send`: `HL7 v2 messages`; kinds that are sent alike say the same */
  readonly sent: string
  /** what such a file holds: `hospital stays` */
  readonly holds: string
  /** a feed brings it where the agreement lets it give at least one of these data classes */
  readonly classes: readonly string[]
  /** whether the first bytes show it; false where only `inspect` of another kind finds it */
  recognise(head: Head): boolean
  /**
   * Passes over the whole file before anything of it is taken. It may turn out to be of another kind.
   * @throws Fault where it cannot be taken as a whole
   */
  inspect(file: FileToInspect): Promise<Found>
  /** the items of a file that was found good, stretch by stretch, whatever its size */
  cut(bytes: AsyncIterable<Buffer>, found: Inspection, path: string): AsyncIterable<readonly Item[]>
  /** Pure. @throws Unreadable where the item cannot be read */
  read(bytes: Buffer, context: ReadContext): Reading
  /** Puts down what its room keeps of items beside people and record (`Reading.own`), in the same transaction. */
  keep?(context: KeepContext, own: readonly unknown[]): Promise<void>
  /**
   * A file of it is all that is open on its day: an item that is the same as the day before costs nothing, and what a
   * file lacks is over.
   */
  readonly whole?: true
  /** of a return: whose an item is, and under which reference; undefined where it does not say */
  refers?(bytes: Buffer): Referred | undefined
  /** of a table: its columns as its headings name them, to which a mapping may bring a source's own */
  readonly columns?: readonly string[]
  /** of those, in which dates stand */
  readonly dates?: readonly string[]
}

/** The first bytes of a file, unpacked, without a byte order mark. */
export type Head = {
  readonly bytes: Buffer
  /** as UTF-8 */
  readonly text: string
  /** the same from the first sign that is no space */
  readonly start: string
  /** there are no more */
  readonly whole: boolean
  /** text in UTF-8, as far as it shows: of no other format, in no other encoding */
  readonly isText: boolean
}

export type FileToInspect = {
  readonly bytes: AsyncIterable<Buffer>
  readonly head: Buffer
  readonly path: string
  /** what is known of the feed before the file */
  readonly feed: FileContext
}

/** What a first reading of the whole file has found. */
export type Inspection = {
  kind: string
  size: number
  /** SHA-256 of its bytes, unpacked */
  digest: Buffer
  /** lines, empty ones and those within a cell too */
  lines: number
  /** items that it holds: rows without the headings and without those of empty cells, messages, entries, lines */
  rows: number
  /** what of the file its items need, to be understood */
  context: FileContext
  header?: CouncilHeader
  /** the headings of a table of another kind */
  table?: TableHeader
  /** of which councils and periods a table speaks */
  submissions: readonly Submission[]
  /** what its trailers say that it holds */
  declared: readonly Declared[]
  /** sentences about what may be wrong with it, and what to do; never a word of its content but headings */
  warnings: readonly string[]
  /** the sentence that says why not all of it may be here, if so: it must not replace or close what was sent before */
  incomplete?: string
}

export type Found = Pick<Inspection, 'lines' | 'rows'> & Partial<Inspection>

export type KeepContext = Pick<CommandContext, 'tx' | 'now' | 'announce' | 'follow' | 'ask'> & {
  readonly source: SourceId
  /** the one in effect */
  readonly agreement?: Agreement | undefined
  /** brings into the record, and to people, what follows from what is kept */
  tell(
    readings: readonly Pick<Reading, 'said' | 'events' | 'resources' | 'withdrawn'>[],
  ): Promise<unknown>
}

/** Why a whole file cannot be taken, and what to do about it: two sentences without their stops. */
export type Unusable = { what: string; remedy: string }

export type Recognised = { ok: true; kind: FileKind } | { ok: false; fault: Unusable }

const ASK_AGAIN = 'Ask for it again'

type Signature = { at: number; bytes: string; fault: Unusable }

const named = (what: string, remedy: string) => ({ what, remedy })
const archive = (name: string) => named(`this is ${name}`, 'Unpack it and load the files inside.')
/** What to do about it is to send what is read here. */
const foreign = (what: string): Unusable => named(what, '')
const other = (name: string) => foreign(`this is ${name}, which holds no feed`)

/** Bytes that name a format, written in Latin-1. */
const SIGNATURES: Signature[] = [
  { at: 0, bytes: 'BZh', fault: archive('packed with bzip2') },
  { at: 0, bytes: '\xfd7zXZ', fault: archive('packed with xz') },
  { at: 0, bytes: '\x28\xb5\x2f\xfd', fault: archive('packed with Zstandard') },
  { at: 0, bytes: "7z\xbc\xaf'\x1c", fault: archive('a 7-Zip archive') },
  { at: 0, bytes: 'Rar!', fault: archive('a RAR archive') },
  { at: 257, bytes: 'ustar', fault: archive('a tar archive') },
  { at: 0, bytes: '\x1f\x8b', fault: archive('packed with gzip twice') },
  { at: 0, bytes: '%PDF', fault: other('a PDF document') },
  { at: 0, bytes: '{\\rtf', fault: other('a formatted text document') },
  { at: 0, bytes: '\x89PNG', fault: other('a picture') },
  { at: 0, bytes: '\xff\xd8\xff', fault: other('a picture') },
  { at: 0, bytes: 'SQLite format 3', fault: other('a SQLite database') },
  { at: 0, bytes: 'PAR1', fault: other('a Parquet file') },
  {
    at: 0,
    bytes: '\xd0\xcf\x11\xe0',
    fault: named(
      'this is an old Office file (Excel or Word)',
      'Save the sheet as "CSV UTF-8" and load that.',
    ),
  },
]

const ZIP = ['PK\x03\x04', 'PK\x05\x06']
const EXCEL_PARTS = ['xl/', '[Content_Types].xml']

const EMPTY = named('the file is empty', `${ASK_AGAIN}: nothing arrived in it.`)
const BINARY = foreign('this is not text and of no kind that is read here')
const UNKNOWN = foreign('this text is of no kind that is read here')
const LIST = named(
  'this JSON is a list, and FHIR is an object with a resourceType',
  'Send a FHIR Bundle, or one resource a line.',
)
const UTF16 = named(
  'the text is encoded as UTF-16 or UTF-32',
  'Save it as UTF-8 and load it again ("CSV UTF-8" in Excel).',
)
const HL7_XML = named(
  'this is HL7 in XML, and only HL7 v2 with bars (MSH|^~\\&|) is read',
  'Ask the sender for the ordinary form.',
)
const HTML = named('this is a web page', `${ASK_AGAIN}: a page was saved in place of the file.`)
const XML = foreign('this is XML of a kind that is not read here')

/**
 * Looks at the first bytes of a file, already unpacked, its byte order mark taken off: the first kind that knows them
 * is the file's. `whole` says that there are no more.
 */
export function recognise(bytes: Buffer, whole: boolean, kinds: readonly FileKind[]): Recognised {
  const foreign = signatureOf(bytes) ?? encodingOf(bytes)
  const head = headOf(bytes, whole)
  const kind = kinds.find((one) => one.recognise(head))
  if (kind !== undefined) return { ok: true, kind }
  const { what, remedy } = foreign ?? faultOfText(head)
  return { ok: false, fault: { what, remedy: remedy || asSupported(kinds) } }
}

export function headOf(bytes: Buffer, whole: boolean): Head {
  const text = bytes.toString('utf8')
  const isText = (signatureOf(bytes) ?? encodingOf(bytes)) === undefined
  return { bytes, text, start: text.replace(/^\s+/, ''), whole, isText }
}

/** `Send FHIR R4 as JSON or HL7 v2 messages.` */
function asSupported(kinds: readonly FileKind[]): string {
  const ways = [...new Set(kinds.map(({ sent }) => sent))]
  const last = ways.pop() ?? 'nothing: no kind of file is read here'
  return `Send ${ways.length === 0 ? '' : `${ways.join(', ')} or `}${last}.`
}

function faultOfText({ bytes, start, whole }: Head): Unusable {
  if (start === '') return whole ? EMPTY : UNKNOWN
  if (start[0] === '[') return LIST
  if (start[0] === '<') return xmlFault(start)
  return looksBinary(bytes) ? BINARY : UNKNOWN
}

function signatureOf(head: Buffer): Unusable | undefined {
  if (head.length === 0) return EMPTY
  const text = head.toString('latin1')
  if (ZIP.some((mark) => text.startsWith(mark))) return zipFault(text)
  return SIGNATURES.find(({ at, bytes }) => text.startsWith(bytes, at))?.fault
}

function zipFault(text: string): Unusable {
  if (!EXCEL_PARTS.some((part) => text.includes(part))) return archive('a zip archive')
  return named(
    'this is an Office file (Excel or Word)',
    'Save the sheet as "CSV UTF-8" and load that.',
  )
}

function encodingOf(head: Buffer): Unusable | undefined {
  const mark = head.toString('latin1', 0, 4)
  if (mark.startsWith('\xff\xfe') || mark.startsWith('\xfe\xff') || mark === '\0\0\xfe\xff')
    return UTF16
  // Without a mark: in UTF-16 text of western letters every second byte is zero.
  const sample = head.subarray(0, 512)
  const zeros = sample.reduce((sum, byte) => sum + (byte === 0 ? 1 : 0), 0)
  const even = sample.reduce((sum, byte, at) => sum + (byte === 0 && at % 2 === 0 ? 1 : 0), 0)
  const oneSided = even === 0 || even === zeros
  return zeros > 0 && zeros >= sample.length * 0.3 && oneSided ? UTF16 : undefined
}

/** One JSON object a line: at least half of the complete lines are JSON objects, or begin and end like one. */
export function isOneALine({ text, whole }: Head): boolean {
  const lines = text.split(/\r\n|\n|\r/)
  if (!whole) lines.pop()
  const filled = lines.map((line) => line.trim()).filter((line) => line !== '')
  if (filled.length < 2) return false
  return filled.filter(isObject).length * 2 >= filled.length
}

function isObject(line: string): boolean {
  if (!line.startsWith('{') || !line.endsWith('}')) return false
  try {
    JSON.parse(line)
    return true
  } catch {
    return false
  }
}

function xmlFault(start: string): Unusable {
  if (start.includes('urn:hl7-org:v2xml') || start.includes('urn:hl7-org:v3')) return HL7_XML
  if (/^<(!doctype html|html)/i.test(start)) return HTML
  return XML
}

function looksBinary(head: Buffer): boolean {
  const odd = head.reduce((sum, byte) => sum + (byte < 0x20 && !isPlainControl(byte) ? 1 : 0), 0)
  return odd > 0 && odd * 50 >= head.length
}

function isPlainControl(byte: number): boolean {
  return byte === 0x09 || byte === 0x0a || byte === 0x0b || byte === 0x0d || byte === 0x1c
}

/** A first line in several parts, and neither JSON nor XML. */
export function isTable({ bytes, start, isText }: Head): boolean {
  if (!isText || /^[{[<]/.test(start) || looksBinary(bytes)) return false
  const [header] = start.split(/\r\n|\n|\r/, 1)
  return /[,;\t|]/.test(header!)
}
