import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import ExcelJS from 'exceljs'
import { importFile } from '../src/fund/index.ts'
import { FUND, type FundPlace, IAN, openFundPlace, PROMISED, SUNITA, setUp } from './fund-place.ts'
import { booksAreRight } from './fund-random.ts'

/** Files as councils, banks and the NHS send them, through the real place. */
function folderOf(t: TestContext): (name: string, content: string | Buffer) => string {
  const folder = mkdtempSync(join(tmpdir(), 'concordat-fund-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  return (name, content) => {
    const path = join(folder, name)
    writeFileSync(path, content)
    return path
  }
}

async function take(place: FundPlace, path: string) {
  const told = await importFile(place.place, path, { viewer: SUNITA })
  return { ...told, at: told.refused.map(({ row, column }) => `${row} ${column}`) }
}

const SPEND = [
  'Southmere Council,,,',
  'Payments over £500,,,March 2026',
  'Beneficiary Name,Net Amount,Payment Date,Summary of Purpose',
  'Mere Care Ltd,"£1,234.50",03/03/2026,Care at home',
  'Mere Care Ltd,"£1,234.50",03/03/2026,Care at home',
  'Limes Ltd,(500.00),13/03/2026,Refund',
  'Limes Ltd,750.00-,14/03/2026,Refund',
  'Limes Ltd,CR 20.00,14/03/2026,Refund',
  'Abroad SA,"1.234,56",14/03/2026,Beds',
  'Float Ltd,0.30000000000000004,14/03/2026,Beds',
  'Lost Ltd,12.00,31/02/2026,Beds',
  'Lost Ltd,12.00,,Beds',
  ',12.00,01/03/2026,Beds',
  'Empty Ltd,,01/03/2026,Beds',
  'Total,"£2,469.00",,',
  '',
].join('\r\n')

test('a spend file goes in row by row, in any encoding, and the same again changes nothing', async (t) => {
  const place = await openFundPlace(t)
  const file = folderOf(t)
  const first = await take(place, file('spend.csv', SPEND))
  assert.equal(first.kind, 'spend')
  assert.deepEqual([first.rows, first.accepted, first.new], [12, 5, 5])
  assert.equal(first.pence, 123_450n * 2n - 50_000n - 75_000n - 2_000n)
  assert.deepEqual(first.at, [
    '9 amount',
    '10 amount',
    '11 date',
    '12 date',
    '13 supplier',
    '14 amount',
  ])
  assert.match(first.refused[0]!.what, /^The amount is written with a comma for the pence/)
  assert.match(first.refused[2]!.what, /^The date is no day of the calendar \(31\/02\/2026\)/)
  assert.deepEqual(
    first.passed.map(({ row }) => row),
    [15],
  )
  const again = [
    ['utf16.csv', Buffer.from(`\ufeff${SPEND}`, 'utf16le')],
    ['windows.csv', Buffer.from(SPEND, 'latin1')],
    ['marked.csv', Buffer.from(`\ufeff${SPEND}`)],
    [
      'semicolons.csv',
      SPEND.replaceAll('"£1,234.50"', '1234.50').replaceAll('"1.234,56"', 'x').replaceAll(',', ';'),
    ],
  ] as const
  for (const [name, content] of again) {
    const told = await take(place, file(name, content))
    assert.deepEqual([told.accepted, told.new], [5, 0], name)
  }
  await booksAreRight(place.place)
})

test('days and months in both orders in one column are refused, and so is a column written month first', async (t) => {
  const place = await openFundPlace(t)
  const file = folderOf(t)
  const bank = (...days: string[]) =>
    [
      'Reference;Date;Balance;Amount',
      ...days.map((day, at) => `R${at};${day};0;${at + 1}.00`),
    ].join('\n')
  const mixed = await take(
    place,
    file('mixed.csv', bank('13/03/2026', '03/14/2026', '01/02/2026', '02/02/2026', '2026-03-01')),
  )
  assert.deepEqual(mixed.at, ['3 date', '4 date'])
  assert.match(mixed.refused[1]!.what, /could be two days .* both orders/)
  const american = await take(place, file('us.csv', bank('03/14/2026', '01/02/2026')))
  assert.equal(american.accepted, 0)
  const others = await take(
    place,
    file('others.csv', bank('1-Mar-2026', '02/03/26', '46091', '15 March 2026')),
  )
  assert.deepEqual(others.at, ['3 date', '4 date'])
})

test('the same invoice under another number waits for an answer, which is given once', async (t) => {
  const place = await openFundPlace(t)
  const file = folderOf(t)
  const head =
    'invoice_number,supplier_id,supplier,date,week_start,person_reference,units,unit_price,amount'
  const line = (number: string, units = '3') =>
    `${number},S1,Mere Care Ltd,2026-03-02,2026-02-23,P1,${units},20,60.00`
  await take(place, file('a.csv', [head, line('INV-1')].join('\n')))
  const twice = await take(place, file('b.csv', [head, line('INV-2'), line('INV-1')].join('\n')))
  assert.deepEqual([twice.new, twice.like.length, twice.like[0]!.row], [1, 1, 2])
  const input = { line: twice.like[0]!.line, answer: 'same', reason: 'Sent twice' }
  await place.done(IAN, 'answer-likeness', input)
  assert.equal((await place.refused(SUNITA, 'answer-likeness', input)).code, 'closed')
  await booksAreRight(place.place)
})

test('a plan typed in Excel loads, what it leaves unclear is refused by row, and it can be changed', async (t) => {
  const place = await openFundPlace(t)
  await setUp(place, [['other', 'carers', []]])
  const file = folderOf(t)
  const book = new ExcelJS.Workbook()
  book.addWorksheet('Empty')
  const sheet = book.addWorksheet('Plan')
  sheet.addRow(['Southmere, plan for the year'])
  sheet.addRow([])
  sheet.addRow([
    'Scheme ID',
    'Scheme',
    'Activity',
    'Financial year',
    'Source of funding',
    'Planned expenditure',
    'Commissioner',
  ])
  sheet.addRow([
    1,
    'Home care',
    'Long-term care at home',
    '2025/26',
    'NHS minimum 2025-26',
    1_000_000,
    'LA',
  ])
  sheet.addRow([
    1,
    'Home care',
    'home-care',
    '2025-26',
    'council-grant',
    { formula: '250*2', result: 500 },
    'LA',
  ])
  sheet.addRow(['roads', 'Roads', 'Carriageway repair', '2025-26', 'council-grant', 500, 'LA'])
  sheet.addRow(['dear', 'Dear', 'carers', '2031-32', 'council-grant', 500, 'LA'])
  sheet.addRow(['odd', 'Odd', 'carers', '2025-26', 'constructor', 0.125, 'LA'])
  sheet.addRow(['Total', '', '', '', '', 1_001_500])
  const path = file('plan.xlsx', Buffer.from(await book.xlsx.writeBuffer()))
  const told = await take(place, path)
  assert.equal(told.kind, 'plan')
  assert.deepEqual([told.accepted, told.new, told.pence], [2, 2, 100_050_000n])
  assert.deepEqual(told.at, ['6 activity', '7 year', '8 origin', '8 amount'])
  assert.match(told.warnings[0]!, /formulas/)
  assert.equal((await take(place, path)).new, 0)
  const over = file(
    'over.csv',
    `year,scheme_id,scheme,activity,origin,amount\n2025-26,all,All,carers,council-more,9999999\n`,
  )
  const refused = await take(place, over)
  assert.deepEqual([refused.accepted, refused.refused.length], [0, 1])
  assert.equal(PROMISED.length, 4)
  const { rows } = await place.place.databases.care.short.query<{ name: string }>(
    'select name from fund.scheme where fund = $1 order by id',
    [FUND],
  )
  assert.deepEqual(
    rows.map(({ name }) => name),
    ['other', 'Home care'],
  )
  await booksAreRight(place.place)
})

test('what holds no table that is read is said with what to do', async (t) => {
  const place = await openFundPlace(t)
  const file = folderOf(t)
  const book = new ExcelJS.Workbook()
  book.addWorksheet('Nothing')
  const empty = Buffer.from(await book.xlsx.writeBuffer())
  for (const [name, content, what] of [
    ['none.csv', '', /empty/],
    ['words.csv', 'a,b\n1,2\n', /no row has the headings/],
    ['sheet.xlsx', empty, /holds nothing/],
    ['bytes.csv', Buffer.from([1, 0, 2, 0, 3]), /no text/],
    ['twice.csv', 'date,supplier,amount,amount\n2026-03-01,A,1,2\n', /stands twice/],
  ] as const) {
    await assert.rejects(take(place, file(name, content)), what, name)
  }
  await assert.rejects(take(place, '/nowhere/at/all.csv'), /no such file/)
})
