/** What a file is, found from its content; its name says nothing. */
export type FileKind = 'fhir-bundle' | 'fhir-resource' | 'fhir-ndjson' | 'hl7v2' | 'cld-csv'

/** What the first bytes show. Which kind of FHIR it is shows only further on. */
export type Family = 'json' | 'ndjson' | 'hl7v2' | 'csv'

/** Why a whole file cannot be taken, and what to do about it: two sentences without their stops. */
export type Unusable = { what: string; remedy: string }

export type Recognised = { ok: true; family: Family } | { ok: false; fault: Unusable }

const ASK_AGAIN = 'Ask for it again'
const AS_SUPPORTED = 'Send FHIR R4 as JSON, HL7 v2 messages or Client Level Data as CSV.'

type Signature = { at: number; bytes: string; fault: Unusable }

const named = (what: string, remedy: string) => ({ what, remedy })
const archive = (name: string) => named(`this is ${name}`, 'Unpack it and load the files inside.')
const other = (name: string) => named(`this is ${name}, which holds no feed`, AS_SUPPORTED)

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
const BINARY = named('this is not text and of no kind that is read here', AS_SUPPORTED)
const UNKNOWN = named('this text is of no kind that is read here', AS_SUPPORTED)
const LIST = named(
  'this JSON is a list, and FHIR is an object with a resourceType',
  'Send a FHIR Bundle, or one resource a line.',
)
const UTF16 = named(
  'the text is encoded as UTF-16 or UTF-32',
  'Save it as UTF-8 and load it again ("CSV UTF-8" in Excel).',
)
const FHIR_XML = named(
  'this is FHIR in XML, and only FHIR in JSON is read',
  'Ask the sender for JSON (application/fhir+json).',
)
const HL7_XML = named(
  'this is HL7 in XML, and only HL7 v2 with bars (MSH|^~\\&|) is read',
  'Ask the sender for the ordinary form.',
)
const HTML = named('this is a web page', `${ASK_AGAIN}: a page was saved in place of the file.`)
const XML = named('this is XML of a kind that is not read here', AS_SUPPORTED)

/**
 * Looks at the first bytes of a file, already unpacked, its byte order mark taken off.
 * `whole` says that there are no more.
 */
export function recognise(head: Buffer, whole: boolean): Recognised {
  const fault = signatureOf(head) ?? encodingOf(head)
  if (fault) return { ok: false, fault }
  const text = head.toString('utf8')
  const start = text.replace(/^\s+/, '')
  if (start === '') return { ok: false, fault: whole ? EMPTY : UNKNOWN }
  if (/^(MSH|FHS|BHS)./.test(start)) return { ok: true, family: 'hl7v2' }
  if (start[0] === '{') return { ok: true, family: isOneALine(text, whole) ? 'ndjson' : 'json' }
  if (start[0] === '[') return { ok: false, fault: LIST }
  if (start[0] === '<') return { ok: false, fault: xmlFault(start) }
  if (looksBinary(head)) return { ok: false, fault: BINARY }
  if (looksTabular(start)) return { ok: true, family: 'csv' }
  return { ok: false, fault: UNKNOWN }
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

/** One resource a line: at least half of the complete lines are JSON objects, or begin and end like one. */
function isOneALine(text: string, whole: boolean): boolean {
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
  if (start.includes('http://hl7.org/fhir')) return FHIR_XML
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

function looksTabular(start: string): boolean {
  const [header] = start.split(/\r\n|\n|\r/, 1)
  return /[,;\t|]/.test(header!)
}
