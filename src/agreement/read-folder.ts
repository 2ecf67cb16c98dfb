import { isUtf8 } from 'node:buffer'
import { type Dirent, existsSync } from 'node:fs'
import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { Fault, plural } from '../kernel/index.ts'
import { type Position, START, type TextFault } from './text-fault.ts'
import { byPath, normaliseLines, type TextFile } from './text-hash.ts'

const FILE_BYTES_MAX = 256 * 1024
const FILES_MAX = 200
/** All of them are read, compared and signed as one text. */
const FOLDER_BYTES_MAX = 2 * 1024 * 1024
const DEPTH_MAX = 4
/** In the folder of the agreement, but no part of what is signed. */
const SIGNATURES = 'signatures'
const NOT_TEXT = /^(\.|README\.md$)|~$/
/** What cannot be seen, or makes text look like other text, has no place in what people sign. */
const INVISIBLE = new RegExp(
  [
    '[\\u0000-\\u0008\\u000b\\u000c\\u000e-\\u001f\\u007f-\\u009f]', // control characters
    '[\\u200b\\u200e\\u200f\\u2028-\\u202e\\u2060-\\u2069]', // no width, or turning the text round
    '[\\ufffe\\uffff]',
    '(?<!^)\\ufeff', // a byte order mark anywhere but at the start
  ].join('|'),
  'u',
)

export type AgreementFolder = {
  /** absolute or as given: the folder that holds the clauses */
  readonly folder: string
  readonly files: readonly TextFile[]
  readonly signatures: readonly TextFile[]
  /** what could not be read as text; the rest is there */
  readonly faults: readonly TextFault[]
}

/**
 * Reads the text and its signatures. `path` is the agreement's folder or a place's folder that holds
 * `agreement/`. Throws a `Fault` where there is no such folder; anything wrong inside is a text fault.
 */
export async function readAgreementFolder(path: string): Promise<AgreementFolder> {
  const folder = await findFolder(path)
  const faults: TextFault[] = []
  const found = await listFiles(folder, '', faults)
  const texts = found.filter((file) => !isSignature(file))
  const files = await readAll(folder, texts, faults)
  if (texts.length === 0) {
    faults.push(faultAt('.', START, 'The folder holds no .yaml file, so there is no agreement.'))
  }
  const signatures = await readAll(folder, found.filter(isSignature), faults)
  return { folder, files, signatures, faults }
}

async function findFolder(path: string): Promise<string> {
  const inside = join(path, 'agreement')
  const folder = (await isFolder(inside)) ? inside : path
  if (await isFolder(folder)) return folder
  throw existsSync(path)
    ? new Fault('that is a file, not a folder', path, 'Give the folder that holds the clauses.')
    : new Fault('there is no such folder', path, 'Give the folder that holds the clauses.')
}

async function isFolder(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.isDirectory() === true
}

function isSignature(path: string): boolean {
  return path.startsWith(`${SIGNATURES}/`)
}

async function listFiles(folder: string, below: string, faults: TextFault[]): Promise<string[]> {
  const entries = await readdir(join(folder, below), { withFileTypes: true })
  const found: string[] = []
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = below === '' ? entry.name : `${below}/${entry.name}`
    if (NOT_TEXT.test(entry.name)) continue
    const why = whyNotText(entry, path)
    if (why !== undefined) faults.push(faultAt(path, START, why))
    else if (entry.isDirectory()) found.push(...(await listFiles(folder, path, faults)))
    else found.push(path)
  }
  if (below === '' && found.length > FILES_MAX) {
    faults.push(
      faultAt('.', START, `The folder holds over ${plural(FILES_MAX, 'file')}: too many to sign.`),
    )
    return found.slice(0, FILES_MAX)
  }
  return found
}

function whyNotText(entry: Dirent, path: string): string | undefined {
  if (entry.isSymbolicLink()) return 'This is a link; put the file itself here.'
  if (entry.isDirectory()) {
    return path.split('/').length > DEPTH_MAX ? 'Folders are nested too deep here.' : undefined
  }
  if (entry.isFile() && /\.ya?ml$/.test(entry.name)) return undefined
  return 'This is not a .yaml file, so nobody would be signing it: rename it or take it out.'
}

async function readAll(
  folder: string,
  paths: readonly string[],
  faults: TextFault[],
): Promise<TextFile[]> {
  const files: TextFile[] = []
  let bytes = 0
  for (const path of paths) {
    bytes += (await stat(join(folder, path))).size
    if (bytes > FOLDER_BYTES_MAX) {
      const most = `an agreement has ${FOLDER_BYTES_MAX} at most`
      const sentence = `The files down to this one have ${bytes} bytes; ${most}.`
      faults.push(faultAt(path, START, sentence))
      break
    }
    const read = await readText(join(folder, path))
    if ('text' in read) files.push({ path, text: read.text })
    else faults.push(faultAt(path, read.at, read.sentence))
  }
  return files.sort(byPath)
}

type ReadText = { text: string } | { at: Position; sentence: string }

async function readText(path: string): Promise<ReadText> {
  const { size } = await stat(path)
  if (size > FILE_BYTES_MAX) {
    const sentence = `The file has ${size} bytes; a part of an agreement has ${FILE_BYTES_MAX} at most.`
    return { at: START, sentence }
  }
  let bytes: Buffer
  try {
    bytes = await readFile(path)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    return { at: START, sentence: `The file cannot be read (${code}).` }
  }
  return decode(bytes)
}

/** UTF-8 with LF line ends, or where it is not. A byte order mark is kept: it is part of the bytes. */
function decode(bytes: Buffer): ReadText {
  if (!isUtf8(bytes)) {
    const wide = bytes[0] === 0xff || bytes[0] === 0xfe
    const kind = wide ? 'UTF-16' : 'something other than UTF-8'
    return { at: firstBadLine(bytes), sentence: `The file is saved as ${kind}; save it as UTF-8.` }
  }
  const text = normaliseLines(new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes))
  const hidden = INVISIBLE.exec(text)
  if (hidden === null) return { text }
  const code = hidden[0].codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')
  return {
    at: positionAt(text, hidden.index),
    sentence: `A character that cannot be seen (U+${code}) stands here; take it out.`,
  }
}

function firstBadLine(bytes: Buffer): Position {
  let start = 0
  for (let line = 1; ; line++) {
    const end = bytes.indexOf(0x0a, start)
    const part = bytes.subarray(start, end === -1 ? bytes.length : end)
    if (!isUtf8(part) || end === -1) return { line, column: 1 }
    start = end + 1
  }
}

function positionAt(text: string, offset: number): Position {
  const before = text.slice(0, offset).split('\n')
  return { line: before.length, column: before.at(-1)!.length + 1 }
}

function faultAt(file: string, { line, column }: Position, sentence: string): TextFault {
  return { file, line, column, sentence }
}
