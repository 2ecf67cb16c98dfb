import { readXml } from './workbook-xml.ts'
import { BadZip, unzipped, type ZipPart } from './zip-parts.ts'

/** What of a workbook its sheets need: where each stands, texts that several cells share, which styles are dates. */
export type WorkbookParts = {
  sheets: readonly { name: string; part: string }[]
  shared: readonly string[]
  dateStyles: ReadonlySet<number>
  /** days that lie between what its numbers count from and 30 December 1899 */
  since: number
}

export type OpenPart = (name: string) => AsyncIterable<Buffer> | undefined

const BOOK = 'xl/workbook.xml'
const SHARED_MAX = 2_000_000
/** From 1 January 1904, as the first Macintosh did. */
const SINCE_1904 = 1_462
/** Dates and times among the formats that every workbook has (ECMA-376, 18.8.30). */
const DATE_FORMATS = [14, 15, 16, 17, 18, 19, 20, 21, 22, 45, 46, 47]

/** @throws BadZip where it is no workbook */
export function opener(
  parts: ReadonlyMap<string, ZipPart>,
  passed: (bytes: number) => void,
): OpenPart {
  // As some programs write them, with a slash before or in other letter case.
  const byName = new Map([...parts].map(([name, part]) => [plainName(name), part]))
  return (name) => {
    const part = byName.get(plainName(name))
    return part && unzipped(part, passed)
  }
}

export async function readParts(open: OpenPart): Promise<WorkbookParts> {
  const listed: { name: string; id: string }[] = []
  let since = 0
  await readXml(needed(open, BOOK), {
    open(name, told) {
      if (name === 'sheet') listed.push({ name: told.get('name') ?? '', id: relationId(told) })
      if (name === 'workbookPr' && /^(1|true)$/.test(told.get('date1904') ?? '')) since = SINCE_1904
    },
  })
  const targets = await targetsIn(open)
  const sheets = listed.flatMap(({ name, id }) => {
    const part = targets.get(id)
    return part === undefined ? [] : [{ name, part }]
  })
  return { sheets, since, shared: await sharedIn(open), dateStyles: await dateStylesIn(open) }
}

export function needed(open: OpenPart, name: string): AsyncIterable<Buffer> {
  const part = open(name)
  if (part === undefined) throw new BadZip('a part of it is missing')
  return part
}

/** Where each worksheet stands; what is a chart or a macro is no table. */
async function targetsIn(open: OpenPart): Promise<Map<string, string>> {
  const targets = new Map<string, string>()
  await readXml(needed(open, 'xl/_rels/workbook.xml.rels'), {
    open(name, told) {
      if (name !== 'Relationship' || !/\/worksheet$/.test(told.get('Type') ?? '')) return
      const target = told.get('Target') ?? ''
      targets.set(told.get('Id') ?? '', target.startsWith('/') ? target : `xl/${target}`)
    },
  })
  return targets
}

async function sharedIn(open: OpenPart): Promise<string[]> {
  const part = open('xl/sharedStrings.xml')
  if (part === undefined) return []
  const shared: string[] = []
  const text = new RichText()
  await readXml(part, {
    open(name) {
      if (name === 'si') text.begin()
      text.open(name)
    },
    text: (piece) => text.take(piece),
    close(name) {
      text.close(name)
      if (name !== 'si') return
      shared.push(text.end())
      if (shared.length > SHARED_MAX)
        throw new BadZip('it holds more texts than any sheet has cells')
    },
  })
  return shared
}

async function dateStylesIn(open: OpenPart): Promise<Set<number>> {
  const part = open('xl/styles.xml')
  if (part === undefined) return new Set()
  const dates = new Set(DATE_FORMATS)
  const styles = new Set<number>()
  let within = false
  let count = 0
  await readXml(part, {
    open(name, told) {
      if (name === 'numFmt' && isDateFormat(told.get('formatCode') ?? '')) {
        dates.add(Number(told.get('numFmtId')))
      }
      if (name === 'cellXfs') within = true
      if (name !== 'xf' || !within) return
      if (dates.has(Number(told.get('numFmtId')))) styles.add(count)
      count += 1
    },
    close(name) {
      if (name === 'cellXfs') within = false
    },
  })
  return styles
}

/** What stands in quotes, brackets or behind a backslash is shown as it is. */
function isDateFormat(code: string): boolean {
  return /[dmyhs]/i.test(code.replace(/"[^"]*"|\[(?!h+\]|m+\]|s+\])[^\]]*\]|\\.|_.|\*./gi, ''))
}

/** A text that may be of several runs; how it is to be read aloud (`rPh`) is none of it. */
export class RichText {
  #pieces: string[] = []
  #isText = false
  #aloud = 0

  begin(): void {
    this.#pieces = []
    this.#aloud = 0
    this.#isText = false
  }

  open(name: string): void {
    if (name === 'rPh') this.#aloud += 1
    this.#isText = name === 't' && this.#aloud === 0
  }

  take(piece: string): void {
    if (this.#isText) this.#pieces.push(piece)
  }

  close(name: string): void {
    if (name === 'rPh') this.#aloud -= 1
    this.#isText = false
  }

  /** Excel writes a control character as `_x000D_`. */
  end(): string {
    const text = this.#pieces.join('')
    return text.includes('_x')
      ? text.replace(/_x([0-9A-F]{4})_/gi, (_, code: string) =>
          String.fromCharCode(Number.parseInt(code, 16)),
        )
      : text
  }
}

function relationId(told: ReadonlyMap<string, string>): string {
  for (const [name, value] of told) if (/(^|:)id$/.test(name)) return value
  return ''
}

function plainName(name: string): string {
  return name.replace(/^\//, '').toLowerCase()
}
