import assert from 'node:assert/strict'
import { isUtf8 } from 'node:buffer'
import { createHash } from 'node:crypto'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { Fault } from '../kernel/index.ts'
import { CLD_COLUMNS } from './cld-columns.ts'
import { readRecord } from './cld-record.ts'
import { csvRows } from './csv-rows.ts'
import { fileItems } from './file-items.ts'
import { inspectFile } from './inspect-file.ts'
import { Utf8Check } from './utf8-check.ts'

const SHARED = join(import.meta.dirname, '../../../shared/testdata')

function folderOf(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'concordat-inspect-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

function writer(t: TestContext) {
  const folder = folderOf(t)
  let count = 0
  return (content: string | Buffer): string => {
    count += 1
    const path = join(folder, `${count}`)
    writeFileSync(path, content)
    return path
  }
}

async function outcome(path: string): Promise<string> {
  try {
    return (await inspectFile(path)).kind
  } catch (error) {
    if (error instanceof Fault) return error.line
    throw error
  }
}

async function places(path: string): Promise<string[]> {
  const found: string[] = []
  for await (const items of fileItems(path, await inspectFile(path))) {
    found.push(...items.map(({ place }) => place))
  }
  return found
}

const HEADER = CLD_COLUMNS.map((column) => `"${column}"`).join(',')
const ROW = CLD_COLUMNS.map((_, at) => (at === 5 ? 'René' : '')).join(',')

test('a council file is refused by the name of what it lacks', async (t) => {
  const write = writer(t)
  assert.equal(await outcome(write(`\ufeff${HEADER}\r\n${ROW}\r\n`)), 'cld-csv')
  assert.equal(
    await outcome(write(`${HEADER.replaceAll(',', ';')}\n${ROW.replaceAll(',', ';')}\n`)),
    'cld-csv',
  )
  const without = HEADER.replace('"Event Start Date",', '')
  assert.match(await outcome(write(`${without}\n`)), /a column is missing: "Event Start Date"/)
  assert.match(await outcome(write(`${HEADER},"LA code"\n`)), /stands twice: "LA Code"/)
  const latin = Buffer.from(`${HEADER}\n${ROW}\n`, 'latin1')
  assert.match(await outcome(write(latin)), /not UTF-8 .*byte 1,\d{3}.*CSV UTF-8/)
  assert.match(
    await outcome(write(`${HEADER}\n${ROW}\n${ROW},"cut off`)),
    /quote is opened and never closed/,
  )
  assert.equal(await outcome(write(`${HEADER}\n${ROW.replace('René', '5" pipe')}\n`)), 'cld-csv')
})

test('places count rows, lines, entries and messages as a person would', async (t) => {
  const write = writer(t)
  const csv = `${HEADER}\n${ROW}\n${ROW.replace('René', '"two\nlines"')}\n`
  assert.deepEqual(await places(write(csv)), ['row 2, line 2', 'row 3, line 4'])
  const bundle = '{"resourceType":"Bundle","entry":[{},{}]}'
  assert.deepEqual(await places(write(bundle)), ['entry 1, byte 34', 'entry 2, byte 37'])
  assert.deepEqual(await places(write('{"a":1}\n\n{"a":2}')), ['line 1', 'line 3'])
  assert.deepEqual(await places(write('MSH|^~\\&|A\nPID|1\n\nMSH|^~\\&|B\n')), [
    'message 1, line 1',
    'message 2, line 4',
  ])
  assert.deepEqual(await places(write('{"resourceType":\n"Patient"}')), ['the whole file'])
})

test('a row of the wrong length is an item that says so; empty cells at its end are nothing', async (t) => {
  const write = writer(t)
  const path = write(`${HEADER}\n${ROW},,\n1,2,3\n`)
  const items: Buffer[] = []
  for await (const some of fileItems(path, await inspectFile(path))) {
    items.push(...some.map(({ bytes }) => bytes!))
  }
  assert.equal(readRecord(items[0]!).cells[5], 'René')
  assert.throws(() => readRecord(items[1]!), /not have as many cells .+: it has 3, and they are 50/)
})

test('one resource on many lines and many on a line each are told apart, whatever their size', async (t) => {
  const write = writer(t)
  const large = JSON.stringify({ resourceType: 'Binary', data: 'A'.repeat(200_000) })
  assert.equal(await outcome(write(`${large}\n${large}\n`)), 'fhir-ndjson')
  assert.equal(await outcome(write(JSON.stringify(JSON.parse(large), null, 2))), 'fhir-resource')
  assert.equal(
    await outcome(write(`{"resourceType":"Bundle","entry":[\n${large},\n${large}\n]}`)),
    'fhir-bundle',
  )
  const late = `{"entry":[${large}],"resourceType":"Bundle"}`
  assert.equal(await outcome(write(gzipSync(late))), 'fhir-bundle')
})

test('rows and lines are counted in every kind of file, and rows are its items', async (t) => {
  const write = writer(t)
  const patient = '{"resourceType":"Patient"}'
  const header = 'MSH|^~\\&|A\rPID|1\r'
  const cases: [string, number, number][] = [
    [`{"resourceType":"Bundle",\n"entry":[${patient},\n${patient}]}`, 2, 3],
    [`{"resourceType":\n"Patient"}\n`, 1, 2],
    [`${patient}\r\n\r\n${patient}\r\n \n`, 2, 4],
    [`${header}${header}`, 2, 4],
    [`${HEADER}\n${ROW}\n\n${ROW}`, 2, 4],
  ]
  for (const [content, rows, lines] of cases) {
    for (const path of [write(content), write(gzipSync(content))]) {
      const found = await inspectFile(path)
      assert.deepEqual([found.rows, found.lines], [rows, lines], content)
      assert.deepEqual(found.digest, createHash('sha256').update(content).digest())
      assert.equal((await places(path)).length, rows)
    }
  }
  const long = JSON.stringify({ resourceType: 'Binary', data: 'A'.repeat(200_000) })
  const lines = await inspectFile(write(`${long}\n\n${long}`))
  assert.deepEqual([lines.kind, lines.rows, lines.lines], ['fhir-ndjson', 2, 3])
})

test('a bundle that says that more belongs to it is incomplete', async (t) => {
  const write = writer(t)
  const incomplete = async (more: object) =>
    (await inspectFile(write(JSON.stringify({ resourceType: 'Bundle', ...more, entry: [{}, {}] }))))
      .incomplete
  const link = (...relations: string[]) => relations.map((relation) => ({ relation, url: 'x' }))
  assert.match(
    (await incomplete({ total: 1200 }))!,
    /^the bundle says that there are 1,200 resources, and it holds 2: it may be cut off, so ask for all/,
  )
  assert.match(
    (await incomplete({ link: link('self', 'next') }))!,
    /^the bundle is one page of several/,
  )
  for (const whole of [{}, { total: 2 }, { total: 1 }, { total: 9, link: link('previous') }]) {
    assert.equal(await incomplete(whole), undefined)
  }
})

test('one JSON document after another, each on several lines, is refused as that', async (t) => {
  const write = writer(t)
  const bundle = JSON.stringify({ resourceType: 'Bundle', entry: [{}, {}] }, null, 2)
  assert.equal(await outcome(write(bundle)), 'fhir-bundle')
  assert.match(
    await outcome(write(`${bundle}\n${bundle}\n`)),
    /^concordat: the file holds one JSON document after another, each on several lines \(.+\)\. Ask for one/,
  )
})

test('a byte order mark is no part of a line, where files with one each were joined', async (t) => {
  const write = writer(t)
  const line = '{"resourceType":"Patient"}'
  const path = write(`\ufeff${line}\n\ufeff${line}\n`)
  const found: (string | undefined)[] = []
  for await (const items of fileItems(path, await inspectFile(path))) {
    found.push(...items.map(({ bytes }) => String(bytes)))
  }
  assert.deepEqual(found, [line, line])
})

test('what was lost in copying and filled with zeros is no blank', async (t) => {
  const write = writer(t)
  const zeros = '\0'.repeat(12)
  assert.deepEqual(await places(write(`${HEADER}\n${ROW}\n${zeros}`)), [
    'row 2, line 2',
    'row 3, line 3',
  ])
  assert.deepEqual(await places(write(`MSH|^~\\&|A\rPID|1\r${zeros}`)), [
    'message 1, line 1',
    'after message 1, line 3',
  ])
  assert.deepEqual(await places(write(`{"a":1}\n{"a":2}\n${zeros}`)), [
    'line 1',
    'line 2',
    'line 3',
  ])
})

test('a folder and a missing file are named as such', async (t) => {
  assert.match(await outcome(folderOf(t)), /this is not a file/)
  assert.match(await outcome('/nowhere/at/all'), /there is no such file \(\/nowhere\/at\/all\)/)
})

test('a file cut off anywhere is refused or has fewer items, and never throws anything else', async (t) => {
  const write = writer(t)
  const patient = '{"resourceType":"Patient","id":"H1"}'
  const bundle = Buffer.from(
    `{"resourceType":"Bundle","entry":[{"resource":${patient}},{"resource":${patient}}]}`,
  )
  for (const whole of [bundle, gzipSync(bundle)]) {
    for (let cut = 0; cut < whole.length; cut += 7) {
      assert.match(
        await outcome(write(whole.subarray(0, cut))),
        /^concordat: .+ \(.+\)\. .+\.$/,
        `${cut}`,
      )
    }
  }
})

test('UTF-8 is judged the same in any chunks', () => {
  const text = fc.string({ unit: 'binary' }).filter((one) => one.isWellFormed())
  const bytes = fc.oneof(
    text.map((one) => Buffer.from(one)),
    fc.uint8Array().map((one) => Buffer.from(one)),
  )
  fc.assert(
    fc.property(bytes, fc.array(fc.nat(), { maxLength: 5 }), (whole, cuts) => {
      const check = new Utf8Check()
      const at = [0, ...cuts.map((cut) => cut % (whole.length + 1)), whole.length].sort(
        (a, b) => a - b,
      )
      const good = at.slice(1).every((to, index) => check.push(whole.subarray(at[index], to)))
      const expected = isUtf8(whole)
      assert.equal(good && check.end(), expected)
      if (!good) assert.ok(isUtf8(whole.subarray(0, check.badByte)))
    }),
  )
})

test('published CSV oddities come out as their rows', async (t) => {
  const folder = join(SHARED, 'inputs/csv')
  if (!existsSync(folder)) return t.skip('the shared CSV cases are not here')
  // The expected row of one of them names another telephone number than its file.
  const names = readdirSync(join(folder, 'csvs')).filter((name) => !name.startsWith('location'))
  for (const name of names) {
    const rows: (readonly string[])[] = []
    const bytes = readFileSync(join(folder, 'csvs', name))
    for await (const { cells } of csvRows(once(bytes), ',', name)) rows.push(cells)
    const [header, ...rest] = rows
    const found = rest.map((cells) =>
      Object.fromEntries(cells.map((cell, at) => [header![at], cell])),
    )
    const expected = JSON.parse(
      readFileSync(join(folder, 'json', name.replace('.csv', '.json')), 'utf8'),
    )
    assert.deepEqual(found, expected, name)
  }
})

test('published JSON parsing cases are files with an answer', async (t) => {
  const folder = join(SHARED, 'inputs/json/test_parsing')
  if (!existsSync(folder)) return t.skip('the shared parsing cases are not here')
  for (const name of readdirSync(folder)) {
    const kind = await outcome(join(folder, name))
    const notJson = name.startsWith('n_') && /^fhir-bundle/.test(kind)
    assert.equal(notJson, false, `${name}: ${kind}`)
  }
})

async function* once(bytes: Buffer): AsyncGenerator<Buffer> {
  yield bytes
}
