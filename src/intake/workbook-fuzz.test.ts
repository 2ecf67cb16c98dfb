import assert from 'node:assert/strict'
import { before, test } from 'node:test'
import { constants, crc32, deflateRawSync } from 'node:zlib'
import exceljs from 'exceljs'
import fc from 'fast-check'
import { Fault } from '../kernel/index.ts'
import { sheetsIn } from './read-workbook.ts'
import { unzipped, zipParts } from './zip-parts.ts'

/** Workbooks of a real program, changed byte by byte and inside their parts, and such as are made to do harm. */
const MEGABYTE = 1_048_576
const WORDS = [
  ...[
    '"',
    '<',
    '>',
    '&',
    '&x;',
    '&#0;',
    '</c>',
    '<c>',
    '<row r="1">',
    '<row r="1048576">',
    '<v>',
    '</v>',
  ],
  ...[
    'r="XFD1048576"',
    'r="A0"',
    't="s"',
    't="e"',
    't="d"',
    '<v>99999999</v>',
    '<v>-1</v>',
    '1e999',
    'NaN',
  ],
  ...[
    '<!DOCTYPE x [<!ENTITY a "b">]>',
    '<mergeCell ref="A1:XFD1048576"/>',
    '<f/>',
    '_xFFFF_',
    'constructor',
  ],
  ...['<si>', '</si>', '<rPh><t>a</t></rPh>', 'date1904="1"', '__proto__', '\0', '\ud800'],
]
let good: Buffer
let parts: Map<string, Buffer>

before(async () => {
  const book = new exceljs.Workbook()
  book.addWorksheet('Notes').addRow(['for whoever reads this'])
  const sheet = book.addWorksheet('Open')
  sheet.addRow(['Record type', 'LA person ID', 'Start', 'Worked', 'Rich', 'True'])
  for (let at = 0; at < 12; at++) {
    const rich = { richText: [{ text: 'two ' }, { text: 'runs', font: { bold: true } }] }
    const day = new Date(Date.UTC(2026, 1, at + 1))
    sheet.addRow(['request', at, day, { formula: '1+1', result: 2 }, rich, at % 2 === 0])
  }
  good = Buffer.from(await book.xlsx.writeBuffer())
  parts = new Map()
  for (const [name, part] of zipParts(good)) {
    const chunks: Buffer[] = []
    for await (const chunk of unzipped(part, () => {})) chunks.push(chunk)
    parts.set(name, Buffer.concat(chunks))
  }
})

/** The sheets, or the sentence for which it is refused; nothing else may come of it. */
async function taken(bytes: Buffer): Promise<string> {
  try {
    const sheets = await sheetsIn(bytes, 'x.xlsx')
    for (const { rows } of sheets)
      assert.ok(rows.every(({ cells }) => cells.every((cell) => typeof cell === 'string')))
    return `${sheets.length} sheets`
  } catch (error) {
    if (!(error instanceof Fault)) throw error
    assert.ok(error.remedy.length > 0)
    return error.message
  }
}

function zipOf(
  files: ReadonlyMap<string, Buffer>,
  stated: (size: number) => number = (size) => size,
): Buffer {
  const [all, listed]: [Buffer[], Buffer[]] = [[], []]
  let at = 0
  for (const [name, bytes] of files) {
    const isPacked = name.endsWith('.deflated')
    const called = Buffer.from(name.replace('.deflated', ''))
    const packed = isPacked ? bytes : deflateRawSync(bytes)
    const head = Buffer.alloc(30)
    head.writeUInt32LE(0x04034b50, 0)
    head.writeUInt16LE(8, 8)
    head.writeUInt16LE(called.length, 26)
    const line = Buffer.alloc(46)
    line.writeUInt32LE(0x02014b50, 0)
    line.writeUInt16LE(8, 10)
    line.writeUInt32LE(isPacked ? 0 : crc32(bytes), 16)
    line.writeUInt32LE(packed.length, 20)
    line.writeUInt32LE(stated(bytes.length), 24)
    line.writeUInt16LE(called.length, 28)
    line.writeUInt32LE(at, 42)
    all.push(head, called, packed)
    listed.push(line, called)
    at += head.length + called.length + packed.length
  }
  const list = Buffer.concat(listed)
  const end = Buffer.alloc(22)
  end.writeUInt32LE(0x06054b50, 0)
  end.writeUInt16LE(files.size, 10)
  end.writeUInt32LE(list.length, 12)
  end.writeUInt32LE(at, 16)
  return Buffer.concat([...all, list, end])
}

test('a workbook of another program, packed anew, says the same', async () => {
  const sheets = await sheetsIn(good, 'x.xlsx')
  assert.deepEqual(await sheetsIn(zipOf(parts), 'x.xlsx'), sheets)
  assert.deepEqual(sheets[1]!.rows[1], {
    number: 2,
    cells: ['request', '0', '2026-02-01', '2', 'two runs', 'true'],
  })
  assert.equal(sheets[1]!.formulas, 12)
})

test('whatever bytes of a workbook are changed, cut or doubled, it is read or refused in a sentence', async () => {
  const place = fc.nat(good.length - 1)
  const edits = fc.array(fc.tuple(place, fc.nat(255)), { maxLength: 8 })
  await fc.assert(
    fc.asyncProperty(edits, place, async (changed, cut) => {
      const bytes = Buffer.from(good)
      for (const [at, byte] of changed) bytes[at] = byte
      await taken(bytes)
      await taken(bytes.subarray(0, cut))
      await taken(Buffer.concat([bytes.subarray(0, cut), bytes]))
      await taken(Buffer.concat([bytes.subarray(0, cut), bytes.subarray(cut + 40)]))
    }),
    { numRuns: 150 },
  )
})

test('whatever stands inside its parts, it is read or refused in a sentence', async () => {
  const names = [...parts.keys()].filter((name) => /workbook|sheet|styles|sharedStrings/.test(name))
  const edit = fc.record({
    name: fc.constantFrom(...names),
    share: fc.double({ min: 0, max: 1, noNaN: true }),
    length: fc.nat(30),
    word: fc.oneof(fc.constantFrom(...WORDS), fc.string({ maxLength: 6 })),
  })
  await fc.assert(
    fc.asyncProperty(
      fc.array(edit, { minLength: 1, maxLength: 4 }),
      fc.nat(20),
      async (edits, lost) => {
        const own = new Map(parts)
        for (const { name, share, length, word } of edits) {
          const bytes = own.get(name)!
          const at = Math.floor(share * bytes.length)
          own.set(
            name,
            Buffer.concat([bytes.subarray(0, at), Buffer.from(word), bytes.subarray(at + length)]),
          )
        }
        if (names[lost] !== undefined) own.delete(names[lost])
        await taken(zipOf(own))
      },
    ),
    { numRuns: 300 },
  )
})

test('what is packed to swell, or stands far out, is refused while it is read, and memory stays', async () => {
  const sheet = [...parts.keys()].find((name) => name.endsWith('sheet2.xml'))!
  const swelling = (begin: string, again: string) => {
    const flushed = (text: string) => deflateRawSync(text, { finishFlush: constants.Z_FULL_FLUSH })
    const block = flushed(again.repeat(Math.ceil(MEGABYTE / again.length)))
    const packed = Buffer.concat([flushed(begin), ...Array(400).fill(block), deflateRawSync('')])
    const own = new Map(parts)
    own.delete(sheet)
    // It states that it is small.
    return zipOf(own.set(`${sheet}.deflated`, packed), () => 1_000)
  }
  const told = (content: string) => zipOf(new Map(parts).set(sheet, Buffer.from(content)))
  const cell = (at: string, row: number, value = '1') =>
    `<row r="${row}"><c r="${at}"><v>${value}</v></c></row>`
  const rows = (...all: string[]) => `<worksheet><sheetData>${all.join('')}</sheetData></worksheet>`
  const before = process.memoryUsage().rss
  for (const [bytes, says] of [
    [swelling('<worksheet><sheetData><row>', '<c/>'), /more than 5,000,000 cells/],
    [swelling('<worksheet>', `<x a="${'a'.repeat(9_000)}"/>`), /larger than 250 MB/],
    [swelling('<worksheet>', ' '), /damaged/],
    [told(rows(cell('A1', 1), cell('XFD1048576', 1_048_576))), /more than 5,000,000 cells/],
    [told(rows(cell('A1', 1), cell('A1', 1))), /damaged/],
    [told(rows(cell('B1', 1, '1e999'))), /no number that can be read/],
    [
      told(
        `${rows(cell('A1', 1))}`.replace(
          '</worksheet>',
          '<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells></worksheet>',
        ),
      ),
      /merged/,
    ],
    [
      told(`<!DOCTYPE w [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>${rows(cell('A1', 1, '&b;'))}`),
      /damaged/,
    ],
    [told(`${'<a>'.repeat(2_000)}`), /damaged/],
  ] as [Buffer, RegExp][]) {
    assert.match(await taken(bytes), says)
  }
  assert.ok(process.memoryUsage().rss - before < 800 * MEGABYTE)
})
