import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { Fault } from '../kernel/index.ts'
import { CLD_COLUMNS, type CldColumn } from './cld-columns.ts'
import { fileItems } from './file-items.ts'
import { inspectFile } from './inspect-file.ts'
import type { Inspection } from './kind.ts'

type Cells = Partial<Record<CldColumn, string>>

const HEADINGS = CLD_COLUMNS.join(',')
const RETURN: Cells = {
  'LA Code': 'E06000099',
  'Reporting Period Start Date': '01/04/2025',
  'Reporting Period End Date': '30/06/2025',
}
const row = (cells: Cells) =>
  CLD_COLUMNS.map((column) => ({ ...RETURN, ...cells })[column] ?? '').join(',')

function council(t: TestContext) {
  const folder = mkdtempSync(join(tmpdir(), 'concordat-council-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  let count = 0
  const write = (content: string | Buffer) => {
    count += 1
    const path = join(folder, `${count}.csv`)
    writeFileSync(path, content)
    return path
  }
  const inspect = (content: string | Buffer) => inspectFile(write(content))
  const table = (...rows: string[]) => inspect(`${[HEADINGS, ...rows].join('\n')}\n`)
  const refusal = async (content: Promise<Inspection>) => {
    try {
      return `taken: ${(await content).rows} rows`
    } catch (error) {
      if (!(error instanceof Fault)) throw error
      return error.line.replace(folder, '')
    }
  }
  return { write, inspect, table, refusal }
}

test('a table is told by its digest, its rows, its lines, and the councils and periods in it', async (t) => {
  const { inspect } = council(t)
  const next = { 'Reporting Period Start Date': ' 01/07/2025 ' }
  const rows = [
    row({}),
    row({ 'Event Description': '"one\ntwo"' }),
    row(next),
    row({}),
    row(next),
    row({ 'LA Code': 'E06000098' }),
  ]
  const text = `\ufeff${[HEADINGS, ...rows].join('\r\n')}\r\n`
  for (const content of [text, gzipSync(text)]) {
    const { digest, rows: count, lines, submissions, warnings, incomplete } = await inspect(content)
    assert.deepEqual(digest, createHash('sha256').update(text).digest())
    assert.deepEqual([count, lines, warnings, incomplete], [6, 8, [], undefined])
    assert.deepEqual(submissions, [
      { laCode: 'E06000099', periodStart: '01/04/2025', periodEnd: '30/06/2025', rows: 3 },
      { laCode: 'E06000099', periodStart: '01/07/2025', periodEnd: '30/06/2025', rows: 2 },
      { laCode: 'E06000098', periodStart: '01/04/2025', periodEnd: '30/06/2025', rows: 1 },
    ])
  }
})

test('however the rows are mixed, each is counted for its own council and period', async (t) => {
  const { table } = council(t)
  const code = fc.constantFrom('E06000098', 'E06000099', '')
  const start = fc.constantFrom('01/04/2025', '01/07/2025')
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(code, start), { maxLength: 12 }), async (all) => {
      const { submissions } = await table(
        ...all.map(([laCode, from]) =>
          row({ 'LA Code': laCode, 'Reporting Period Start Date': from }),
        ),
      )
      const expected = new Map<string, number>()
      for (const [laCode, from] of all) {
        expected.set(`${laCode} ${from}`, (expected.get(`${laCode} ${from}`) ?? 0) + 1)
      }
      assert.deepEqual(
        submissions.map(({ laCode, periodStart, rows }) => [`${laCode} ${periodStart}`, rows]),
        [...expected],
      )
    }),
    { numRuns: 30 },
  )
})

test('more councils and periods than any return speaks of are refused', async (t) => {
  const { table, refusal } = council(t)
  const rows = Array.from({ length: 1001 }, (_, at) => row({ 'LA Code': `E${at}` }))
  assert.equal((await table(...rows.slice(1))).submissions.length, 1000)
  assert.match(
    await refusal(table(...rows)),
    /^concordat: the table speaks of more than 1,000 councils and periods \(.+, line 1,002\)\. Ask for one/,
  )
})

test('a column that can only be month first is refused with its name and line, whatever its signs', async (t) => {
  const { table, refusal } = council(t)
  const born = (...dates: string[]) => table(...dates.map((date) => row({ 'Date of Birth': date })))
  for (const date of ['06/25/1950', '6-25-1950', '6.25.50', '06/25/1950 00:00', ' 6/25/1950 ']) {
    assert.match(
      await refusal(born('06/11/1950', date)),
      /^concordat: the column "Date of Birth" is written month first \(.+, line 3\)\. Ask for day first, 31\/12\/2025/,
      date,
    )
  }
  assert.match(
    await refusal(born('1950-11-06', '1950-25-06')),
    /"Date of Birth" is written year, day, month \(.+, line 3\)/,
  )
  const taken = [
    ['06/11/1950', '25/06/1950'],
    // Both ways of writing: those rows are quarantined one by one, as what nobody can read.
    ['06/25/1950', '25/06/1950'],
    ['1950-06-25', '1950-25-06'],
    ['06/32/1950', '13/13/1950', 'June', '06/25/', '06/25-1950', '06/25/1950x', ''],
  ]
  for (const dates of taken) {
    const rows = dates.length
    assert.equal(await refusal(born(...dates)), `taken: ${rows} rows`, dates.join(' '))
  }
  const other = await refusal(
    table(row({ 'Date of Birth': '25/06/1950', 'Event Start Date': '05/20/2025' })),
  )
  assert.match(other, /"Event Start Date" is written month first \(.+, line 2\)/)
})

test('a column of the numbers by which Excel counts days is refused; one among dates is not', async (t) => {
  const { table, refusal } = council(t)
  const began = (...dates: string[]) =>
    table(...dates.map((date) => row({ 'Event Start Date': date })))
  for (const date of ['45777', ' 45777 ', '45777.0', '45777.5']) {
    assert.match(
      await refusal(began('', date)),
      /"Event Start Date" holds the numbers by which Excel counts days, in place of dates \(.+, line 3\)\. Ask for/,
      date,
    )
  }
  for (const dates of [['45777', '2025-05-01'], ['1950'], ['20250501'], ['45777a']]) {
    assert.equal(await refusal(began(...dates)), `taken: ${dates.length} rows`, dates[0])
  }
})

test('rows of empty cells are passed over and counted once, and are no items', async (t) => {
  const { write } = council(t)
  const empty = ','.repeat(49)
  const rows = [row({}), empty, row({}), `""${empty}`, `  ${empty}`, '\x1a']
  const path = write([HEADINGS, ...rows].join('\n'))
  const found = await inspectFile(path)
  assert.deepEqual([found.rows, found.lines, found.incomplete], [2, 7, undefined])
  assert.match(
    found.warnings.join('\n'),
    /^4 rows of empty cells \(the first on line 3\) were passed over: nothing is lost/,
  )
  const items: string[] = []
  for await (const some of fileItems(path, found)) items.push(...some.map(({ place }) => place))
  assert.deepEqual(items, ['row 2, line 2', 'row 4, line 4'])
})

test('headings in the middle are passed over where they are the same, and refused where they are others', async (t) => {
  const { table, refusal, inspect } = council(t)
  const joined = await table(row({}), `\ufeff${HEADINGS}`, row({}))
  assert.equal(joined.rows, 2)
  assert.match(
    joined.warnings.join('\n'),
    /^1 row of headings \(line 3\) was passed over: files were joined/,
  )
  const turned = [...CLD_COLUMNS].reverse().join(',')
  assert.match(
    await refusal(table(row({}), turned, row({}))),
    /^concordat: other headings begin in the middle of the table \(.+, line 3\)\. Two tables were joined/,
  )
  assert.match((await inspect(`${HEADINGS}\n`)).warnings.join('\n'), /headings and no rows/)
})

test('a table that stops in a row is incomplete; one that ends with a short row is not', async (t) => {
  const { inspect } = council(t)
  const cut = await inspect(`${HEADINGS}\n${row({})}\n${row({}).slice(0, 30)}`)
  assert.match(
    cut.incomplete ?? '',
    /^the last row, on line 3, stops after 3 of 50 cells: the file may be cut off, so ask for it again$/,
  )
  assert.deepEqual(cut.warnings, [cut.incomplete])
  assert.equal((await inspect(`${HEADINGS}\n${row({})}\nTotal,1\n`)).incomplete, undefined)
  assert.equal((await inspect(`${HEADINGS}\n${row({})}`)).incomplete, undefined)
})

test('a first line that names the delimiter is read, and its rows count from the headings', async (t) => {
  const { write } = council(t)
  const text = [HEADINGS, row({})].join('\r\n').replaceAll(',', ';')
  const path = write(`sep=;\r\n${text}\r\n`)
  const found = await inspectFile(path)
  assert.deepEqual([found.rows, found.lines], [1, 3])
  for await (const items of fileItems(path, found)) {
    for (const { place } of items) assert.equal(place, 'row 2, line 3')
  }
  const wrong = await council(t).refusal(inspectFile(write(`sep=|\n${text}\n`)))
  assert.match(wrong, /not Client Level Data/)
})

test('damaged headings and rows refuse the file at their line', async (t) => {
  const { inspect, table, refusal } = council(t)
  const spaced = HEADINGS.replace('LA Code,', '"LA Code" ,')
  assert.match(await refusal(inspect(`${spaced}\n`)), /goes on after the quote .+, line 1\)/)
  const quoted = (text: string) => row({ 'Event Description': text })
  assert.match(
    await refusal(table(row({}), quoted('"home care" daily'))),
    /goes on after the quote that closes it \(.+, line 3\)/,
  )
  const many = Array.from({ length: 1000 }, (_, at) =>
    at === 100 || at === 900 ? quoted('"home care') : quoted('plain'),
  )
  assert.match(await refusal(table(...many)), /more than 100 lines \(.+, line 102\)/)
  const near = many.map((text, at) => (at === 105 ? quoted('"home care') : text))
  assert.match(await refusal(table(...near)), /holds whole rows of the table \(.+, line 102\)/)
  const closed = many.map((text, at) => (at === 105 ? quoted('home care"') : text))
  assert.match(await refusal(table(...closed)), /holds whole rows of the table \(.+, line 102\)/)
})

test('whatever was done to a table, it is refused in a sentence or all of its rows are items', async (t) => {
  const { write } = council(t)
  const rows = Array.from({ length: 6 }, (_, at) =>
    row({ 'Event Description': `"a, ""${at}"" b"` }),
  )
  const whole = Buffer.from(`${[HEADINGS, ...rows].join('\r\n')}\r\n`)
  const byte = fc.constantFrom(...Buffer.from('",;\n\r\0\x1a\ufeffa0/'))
  const change = fc.tuple(fc.nat({ max: whole.length - 1 }), byte)
  const cut = fc.nat({ max: whole.length })
  await fc.assert(
    fc.asyncProperty(fc.array(change, { maxLength: 4 }), cut, async (changes, end) => {
      const bytes = Buffer.from(whole)
      for (const [at, to] of changes) bytes[at] = to
      const path = write(end < HEADINGS.length ? bytes : bytes.subarray(0, end))
      let found: Inspection
      try {
        found = await inspectFile(path)
      } catch (error) {
        assert.ok(error instanceof Fault)
        assert.match(error.line, /^concordat: .+ \(.+\)\. .+\.$/)
        return
      }
      let count = 0
      for await (const items of fileItems(path, found)) {
        count += items.length
        for (const { bytes: kept } of items) assert.ok(kept!.length >= CLD_COLUMNS.length - 1)
      }
      assert.equal(count, found.rows)
    }),
    { numRuns: 150 },
  )
})
