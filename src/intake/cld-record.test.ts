import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { CLD_COLUMNS, readHeader } from './cld-columns.ts'
import { RecordMaker, readRecord, recordOf } from './cld-record.ts'
import { CsvRows } from './csv-rows.ts'
import { Unreadable } from './reading.ts'

type Written = { delimiter: string; order: readonly string[]; quoteAll: boolean; empty: number }

/** The kept bytes of one row that stands in a file of this form. */
function kept(cells: Readonly<Record<string, string>>, form: Written): Buffer {
  const { delimiter, order, quoteAll, empty } = form
  const one = (text: string) =>
    quoteAll || text.includes(delimiter) || /["\r\n]/.test(text)
      ? `"${text.replaceAll('"', '""')}"`
      : text
  const line = (texts: readonly string[]) => texts.map(one).join(delimiter)
  const text = [line(order), line(order.map((name) => cells[name] ?? ''))]
    .map((row) => row + delimiter.repeat(empty))
    .join('\r\n')
  const header = readHeader(order, delimiter)
  assert.ok(header.ok)
  const rows = new CsvRows(delimiter, 'a.csv')
  const maker = new RecordMaker(header)
  const found: Buffer[] = []
  for (const cut of [rows.push(Buffer.from(text)), rows.end()]) {
    for (const row of cut) found.push(Buffer.from(maker.bytesOf(row)))
  }
  assert.equal(found.length, 2)
  return found[1]!
}

const STANDARD: Written = { delimiter: ',', order: CLD_COLUMNS, quoteAll: false, empty: 0 }

const cell = fc.oneof(
  fc
    .string({ unit: 'binary', maxLength: 8 })
    .map((text) => text.toWellFormed().replaceAll('\0', '')),
  fc.constantFrom('', '"', 'a,b', 'a;b', 'one\ntwo', 'one\rtwo', '5" pipe', 'a"', 'Zoë'),
)
const names = [...CLD_COLUMNS, 'Local Team', 'Notes, private', 'a"b']
const cells = fc.dictionary(fc.constantFrom(...names), cell, { maxKeys: 12 })
const form = fc.record({
  delimiter: fc.constantFrom(',', ';', '\t', '|'),
  order: fc.shuffledSubarray(names, { minLength: names.length }),
  quoteAll: fc.boolean(),
  empty: fc.nat({ max: 2 }),
})

test('the same row is the same bytes whatever the columns, delimiter and quotes of its file', () => {
  fc.assert(
    fc.property(cells, form, form, (row, one, other) => {
      assert.deepEqual(kept(row, one), kept(row, other))
    }),
    { numRuns: 300 },
  )
})

test('a row is read back cell by cell without its file, further columns by their names', () => {
  fc.assert(
    fc.property(cells, form, (row, written) => {
      const { cells: found, further } = readRecord(kept(row, written))
      assert.deepEqual(
        found,
        CLD_COLUMNS.map((column) => row[column] ?? ''),
      )
      const filled = (text: string) => [...text].some((letter) => letter > ' ')
      const expected = names
        .slice(CLD_COLUMNS.length)
        .filter((name) => filled(row[name] ?? ''))
        .map((name) => `${name} is ${row[name]}`)
      assert.deepEqual(
        further.map(([name, value]) => `${name} is ${value}`).sort(),
        expected.sort(),
      )
    }),
    { numRuns: 300 },
  )
})

test('a row that is written as rows are kept is kept as it is written', () => {
  const row = { 'LA Code': 'E10000099', 'Last Name': 'O"Neil', 'Event Description': 'a, b' }
  const bytes = kept(row, STANDARD)
  assert.deepEqual(bytes, recordOf(row))
  assert.match(String(bytes), /^E10000099,,,,,,"O""Neil",/)
  assert.equal(
    kept({ ...row, 'Local Team': 'North' }, { ...STANDARD, order: names }).length,
    bytes.length + 17,
  )
})

test('a row that does not fit is kept below its headings, and says how many cells it has', () => {
  const rows = new CsvRows(',', 'a.csv')
  const header = readHeader(CLD_COLUMNS, ',')
  assert.ok(header.ok)
  const maker = new RecordMaker(header)
  const bytesOf = (text: string) => {
    const [row] = rows.push(Buffer.from(`${text}\n`))
    return Buffer.from(maker.bytesOf(row!))
  }
  const short = bytesOf('E1,"a,b",3')
  assert.equal(String(short), `${CLD_COLUMNS.join(',')}\nE1,"a,b",3`)
  assert.throws(() => readRecord(short), /as there are headings: it has 3, and they are 50$/)
  const long = bytesOf(`${','.repeat(51)}x`)
  assert.throws(() => readRecord(long), /it has 52, and they are 50$/)
})

test('no bytes are too strange to be read or refused in a sentence', () => {
  const bytes = fc.oneof(
    fc.uint8Array(),
    fc.string().map((text) => Buffer.from(text)),
  )
  fc.assert(
    fc.property(bytes, fc.nat({ max: 60 }), (some, commas) => {
      const all = Buffer.concat([Buffer.from(some), Buffer.alloc(commas, ',')])
      try {
        assert.equal(readRecord(all).cells.length, CLD_COLUMNS.length)
      } catch (error) {
        assert.ok(error instanceof Unreadable, String(error))
      }
    }),
  )
})
