import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parse } from 'csv-parse/sync'
import fc from 'fast-check'
import { Fault } from '../kernel/index.ts'
import { CsvRows } from './csv-rows.ts'

type Cut = { rows: string[][]; lines: number[]; all: number; fault?: string }

/** What comes of a table that arrives in the chunks that `cuts` makes of it. */
function cut(
  text: string | Buffer,
  cuts: readonly number[] = [],
  delimiter = ',',
  columns = 0,
): Cut {
  const bytes = Buffer.from(text as string)
  const rows = new CsvRows(delimiter, 'a.csv', columns)
  const found: Cut = { rows: [], lines: [], all: 0 }
  const places = [...new Set(cuts.map((at) => at % (bytes.length + 1)))].sort((a, b) => a - b)
  let from = 0
  try {
    for (const to of [...places, bytes.length]) {
      for (const row of rows.push(bytes.subarray(from, to))) take(row)
      from = to
    }
    for (const row of rows.end()) take(row)
    found.all = rows.lines
  } catch (error) {
    if (!(error instanceof Fault)) throw error
    found.fault = error.line
  }
  return found

  function take(row: { cells: string[]; line: number }) {
    found.rows.push(row.cells)
    found.lines.push(row.line)
  }
}

const fault = (text: string, columns?: number) => cut(text, [], ',', columns).fault ?? 'none'

const cell = fc.oneof(
  fc.string({ maxLength: 6 }),
  fc.constantFrom('', '"', '""', ',', ';', '\n', '\r', '\r\n', 'a\rb', '\ufeff', 'Zoë 🎈', ' x '),
)
const cuts = fc.array(fc.nat(), { maxLength: 8 })
const delimiter = fc.constantFrom(',', ';', '\t', '|')
const table = fc.integer({ min: 2, max: 5 }).chain((width) =>
  fc.array(fc.array(cell, { minLength: width, maxLength: width }), {
    minLength: 1,
    maxLength: 6,
  }),
)

function written(rows: string[][], by: string, end: string, quoteAll: boolean): string {
  const one = (text: string) =>
    quoteAll || text.includes(by) || /["\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
  return rows.map((cells) => cells.map(one).join(by)).join(end)
}

test('whatever a table holds and wherever its chunks end, the rows that were written come back', () => {
  const ends = fc.constantFrom('\n', '\r\n', '\r')
  fc.assert(
    fc.property(
      table,
      delimiter,
      ends,
      fc.boolean(),
      fc.boolean(),
      cuts,
      (rows, by, end, all, last, at) => {
        const text = written(rows, by, end, all) + (last ? end : '')
        const found = cut(text, at, by)
        assert.deepEqual(found.rows, rows)
        assert.deepEqual(found, cut(text, [], by))
      },
    ),
    { numRuns: 400 },
  )
})

test('on any text, chunks change neither the rows nor the sentence of the refusal', () => {
  const texts = fc.array(fc.constantFrom('a', 'b', '"', '"', ',', '\n', '\r', '\r\n', 'é'), {
    maxLength: 30,
  })
  fc.assert(
    fc.property(texts, cuts, (parts, at) => {
      const text = parts.join('')
      assert.deepEqual(cut(text, at), cut(text))
    }),
    { numRuns: 1000 },
  )
})

test('where another reader of RFC 4180 reads a table strictly, it reads the same', () => {
  const texts = fc.array(fc.constantFrom('a', '"', '"', '""', ',', '\n'), { maxLength: 20 })
  fc.assert(
    fc.property(texts, (parts) => {
      const text = parts.join('')
      let expected: string[][]
      try {
        expected = parse(text, { relax_column_count: true, skip_empty_lines: true })
      } catch {
        return
      }
      assert.deepEqual(cut(text), { ...cut(text), rows: expected })
    }),
    { numRuns: 1000 },
  )
})

test('a quote inside an unquoted cell is text; after a closing one nothing may come', () => {
  assert.deepEqual(cut('a,5" pipe,c\n').rows, [['a', '5" pipe', 'c']])
  assert.deepEqual(cut('a, "b"\n').rows, [['a', ' "b"']])
  assert.match(
    fault('a,b\n1,"home" care\n'),
    /^concordat: a quoted cell goes on after the quote that closes it \(a\.csv, line 2\)\. .+\.$/,
  )
  assert.match(fault('a,b\n1,"home" ,2\n'), /goes on after .+ \(a\.csv, line 2\)/)
  assert.match(fault('a,b\n1,"home"\t\n'), /goes on after .+ \(a\.csv, line 2\)/)
  assert.match(fault('a,b\n1,"x\ny"z\n'), /quoted cell of line 2 goes on .+ \(a\.csv, line 3\)/)
  assert.equal(fault('a,b\n1,"home"'), 'none')
})

test('a quote that is never closed is named by the line that opens it', () => {
  assert.match(
    fault('a,b\n1,2\n3,"four\n5,6\n'),
    /^concordat: a quote is opened and never closed \(a\.csv, line 3\)\. .+\.$/,
  )
  const long = `a,b\n1,"x\n${'3,4\n'.repeat(200)}5,"y"\n`
  assert.match(fault(long), /goes on for more than 100 lines \(a\.csv, line 2\)/)
  const note = `a,b\n1,"${'line\n'.repeat(99)}end"\n2,3\n`
  assert.deepEqual(cut(note).lines, [1, 101, 102])
})

test('a cell and a row have a bound, and the line is named', () => {
  const long = 'x'.repeat(65 * 1024)
  for (const text of [
    `a,b\n1,${long}\n`,
    `a,b\n1,"${long}"\n`,
    `a,b\n1,"${long}`,
    `a,b\n1,${long}`,
  ]) {
    assert.match(fault(text), /a cell is longer than 64 kB \(a\.csv, line 2\)/)
    assert.equal(cut(text, [70, 5000, 66_000]).fault, fault(text))
  }
  assert.equal(fault(`a,b\n1,${long.slice(0, 60 * 1024)}\n`), 'none')
  const wide = `a,b\n${`${'x'.repeat(1000)},`.repeat(1100)}\n`
  assert.match(fault(wide), /a row is longer than 1 MB \(a\.csv, line 2\)/)
})

test('rows that a stray pair of quotes would swallow are noticed where the table is known to be wide', () => {
  const width = 8
  const row = (at: number, third = 'plain') =>
    [`r${at}`, 'x', third, 'y', 'z', 'u', 'v', 'w'].join(',')
  const all = Array.from({ length: 30 }, (_, at) => row(at))
  const stray = (...places: [number, string][]) =>
    all.map((text, at) => {
      const found = places.find(([place]) => place === at)
      return found ? row(at, found[1]) : text
    })
  const swallowed = /a quoted cell holds whole rows of the table \(a\.csv, line 11\)/
  for (const last of [11, 12, 15]) {
    const text = stray([10, '"home care'], [last, 'home care"']).join('\n')
    // The opening quote alone: some rows further down another row closes it at the end of the same column.
    assert.match(fault(text, width), swallowed, `${last}`)
  }
  const elsewhere = stray([10, '"home care']).map((text, at) => (at === 12 ? `${text}"` : text))
  assert.match(fault(elsewhere.join('\n'), width), swallowed)
  const note = row(10, '"one, two\nthree, four, five"')
  assert.equal(fault([row(9), note, row(11)].join('\n'), width), 'none')
})

test('lines end as the first one does, and are counted as people count them', () => {
  assert.deepEqual(cut('a,b\r1,2\r\r3,4\r').lines, [1, 2, 4])
  assert.deepEqual(cut('a,b\r\r\n1,2\r\r\n').rows, [
    ['a', 'b'],
    ['1', '2'],
  ])
  // A stray carriage return is text where lines end with a line feed.
  assert.deepEqual(cut('a,b\n1,x\ry\n').rows[1], ['1', 'x\ry'])
  // Unless it parts two rows, each as wide as the table.
  for (const end of ['\r', '\r\r']) {
    const parted = cut(`a,b\r\n1,2${end}3,"4"${end}"5","6"\r\n7,x\ry\r\n`, [], ',', 2)
    assert.deepEqual(parted.rows.slice(1), [
      ['1', '2'],
      ['3', '4'],
      ['5', '6'],
      ['7', 'x\ry'],
    ])
    assert.deepEqual(parted.lines, [1, 2, 3, 4, 5])
  }
  assert.equal(cut('a,b\n1,"x\ry"\n\n\n').all, 4)
  assert.equal(cut('a,b\n1,2').all, 2)
  assert.equal(cut('').all, 0)
})
