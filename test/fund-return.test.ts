import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import ExcelJS from 'exceljs'
import { callCommand } from '../src/call-command.ts'
import {
  checkBooks,
  differencesIn,
  explainCell,
  findReturn,
  type ReturnMade,
  readReturn,
  workbookOf,
} from '../src/fund/index.ts'
import { readWorkbook } from '../src/intake/index.ts'
import {
  FUND,
  GRANT,
  IAN,
  openFundPlace,
  PLAN,
  POOL,
  planned,
  SUNITA,
  setUp,
} from './fund-place.ts'

/** A return of a quarter with money spent and set apart, one of it by a supplier with an odd name. */
async function returned(t: TestContext) {
  const place = await openFundPlace(t)
  await setUp(place)
  const odd = [
    ...PLAN.map(planned),
    {
      id: 'odd',
      name: '=HYPERLINK("x")',
      activity: 'home-care',
      lines: [{ origin: GRANT, pence: '100' }],
    },
  ]
  await place.done(SUNITA, 'set-plan', { reason: 'One more', fund: FUND, schemes: odd })
  const wanted = { scheme: 'home-care', activity: 'home-care', reason: 'March' }
  const { reservations } = await place.done<{ reservations: string[] }>(IAN, 'reserve', {
    ...wanted,
    pence: '123456',
  })
  await place.done(IAN, 'post', { transfer: reservations[0]!, reason: 'Paid' })
  await place.done(IAN, 'reserve', { ...wanted, pence: '7000' })
  const made = await place.done<ReturnMade>(POOL, 'make-return', {
    kind: 'quarterly',
    quarter: '4',
    year: '2025-26',
  })
  const found = (await findReturn(place.place.databases.care.short, made.return))!
  const folder = mkdtempSync(join(tmpdir(), 'concordat-return-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  const path = join(folder, 'return.xlsx')
  writeFileSync(path, await workbookOf(found.sheets))
  return { place, found, path }
}

async function edit(path: string, change: (book: ExcelJS.Workbook) => void): Promise<string> {
  const book = new ExcelJS.Workbook()
  await book.xlsx.readFile(path)
  change(book)
  const edited = path.replace('.xlsx', '-edited.xlsx')
  await book.xlsx.writeFile(edited)
  return edited
}

test('a return opens to its transfers, reads back whole, and shows what was changed by hand', async (t) => {
  const { place, found, path } = await returned(t)
  const db = place.place.databases.care.short
  const spending = found.sheets.find(({ name }) => name === 'Spending')!
  const row = spending.rows.findIndex((cells) =>
    cells.some((cell) => cell?.is === 'figure' && cell.pence === '123456'),
  )
  const at = (column: string) => ({ sheet: 'Spending', cell: `${column}${row + 1}` })

  const spent = (await explainCell(db, found, at('G')))!
  assert.deepEqual(
    spent.postings.map(({ pence }) => pence),
    [123_456n],
  )
  assert.equal(spent.postings[0]!.transfer.step, 'post')
  assert.deepEqual(spent.clauses, ['15.3'])
  const apart = (await explainCell(db, found, at('H')))!
  assert.equal(apart.pence, 7_000n)
  const total = (await explainCell(db, found, {
    sheet: 'Spending',
    cell: `G${spending.rows.length}`,
  }))!
  assert.equal(total.pence, 123_456n)
  const left = (await explainCell(db, found, at('I')))!
  assert.equal(
    left.pence,
    left.postings.reduce((sum, one) => sum + one.pence, 0n),
  )

  // Both readers of workbooks read the same, and every formula comes to what it says.
  const book = new ExcelJS.Workbook()
  await book.xlsx.readFile(path)
  const formulas: string[] = []
  book.eachSheet((sheet) =>
    sheet.eachRow((cells) =>
      cells.eachCell((cell) => {
        if (cell.formula) formulas.push(cell.formula)
        else assert.doesNotMatch(String(cell.value), /^\s*[=+@]/, `${sheet.name}!${cell.address}`)
      }),
    ),
  )
  assert.ok(
    formulas.length > 10 && formulas.every((one) => /^SUM\(|^[A-Z]+\d+(-[A-Z]+\d+)+$/.test(one)),
  )
  assert.equal(book.getWorksheet('Spending')!.getCell(at('G').cell).value, 1234.56)
  assert.ok((await readWorkbook(path)).some(({ name }) => name === 'Minimums'))
  assert.deepEqual((await differencesIn(db, path)).cells, [])

  // One figure is changed, one text, and a sum is typed over; the sum of the changed one follows from it.
  const edited = await edit(path, (one) => {
    const sheet = one.getWorksheet('Spending')!
    sheet.getCell(at('G').cell).value = 1300
    sheet.getCell(at('B').cell).value = 'Care'
    const sum = sheet.getCell(`H${spending.rows.length}`)
    sum.value = 1
    sheet.getCell(`G${spending.rows.length}`).value = { formula: 'SUM(G4:G11)', result: 1300 }
    sheet.getCell('K2').value = 'A note'
  })
  const { cells, made } = await differencesIn(db, edited)
  assert.equal(made.id, found.id)
  assert.deepEqual(cells, [
    { sheet: 'Spending', cell: 'K2', ours: '', theirs: 'A note' },
    { ...at('B'), ours: 'home-care', theirs: 'Care' },
    { ...at('G'), ours: '1234.56', theirs: '1300' },
    { sheet: 'Spending', cell: `H${spending.rows.length}`, ours: '70.00', theirs: '1' },
  ])

  // What is booked later changes nothing of it.
  await place.done(IAN, 'reserve', {
    scheme: 'home-care',
    activity: 'home-care',
    reason: 'Later',
    pence: '99',
  })
  assert.equal((await explainCell(db, found, at('H')))!.postings.length, 3)
  assert.deepEqual((await checkBooks(place.place)).breaches, [])
  await place.place.databases.owner.short.query(
    `update fund.return set sheets = replace(sheets::text, '"123456"', '"123457"')::jsonb`,
  )
  assert.deepEqual(
    (await checkBooks(place.place)).breaches.map(({ rule, where }) => ({ rule, where })),
    [{ rule: 'return', where: found.id }],
  )
  await assert.rejects(
    readReturn(db, await edit(path, (one) => one.removeWorksheet('Cover'))),
    /no cell has the number/,
  )
})

test('a return is of a year and a quarter that have begun, and of who may make it', async (t) => {
  const place = await openFundPlace(t)
  await setUp(place)
  const why = async (input: object) => (await place.refused(SUNITA, 'make-return', input)).sentence
  assert.match(await why({ kind: 'quarterly', year: '2025-26' }), /is of a quarter/)
  assert.match(await why({ kind: 'year-end', quarter: '1', year: '2025' }), /Only a quarterly/)
  assert.match(await why({ kind: 'quarterly', quarter: '1', year: '2026-27' }), /has not come yet/)
  assert.match(await why({ kind: 'plan', year: '2031' }), /no fund in the agreement of 2031/)
  assert.match(await why({ kind: 'plan', year: '2025-29' }), /no fund in the agreement of 2025-29/)
  assert.match(await why({ kind: 'plan', fund: 'constructor' }), /There is no fund constructor/)
  const nobody = { ...IAN, actor: { ...IAN.actor, role: 'fund-auditor' } }
  assert.equal((await place.refused(nobody, 'make-return', { kind: 'plan' })).code, 'no-power')
  // What another room hands in stands on the sheet that the layout has for it, and nothing of it is worked out.
  const metrics = { id: 'metrics', columns: ['Measure', 'Value'], rows: [['=Falls', 12.5]] }
  const room = { name: 'board', returnSections: () => [metrics] }
  const { house } = place.place
  const answer = await callCommand(
    { ...place.place, house: { ...house, rooms: [...house.rooms, room] } },
    'fund.make-return',
    { viewer: POOL, input: { kind: 'year-end', fund: FUND } },
  )
  assert.ok(answer.ok, JSON.stringify(answer))
  const { return: id } = answer.result as ReturnMade
  const made = await findReturn(place.place.databases.care.short, id)
  assert.deepEqual(made!.sheets.find(({ name }) => name === 'Metrics')!.rows.at(-1), [
    { is: 'handed', value: "'=Falls", room: 'board' },
    { is: 'handed', value: 12.5, room: 'board' },
  ])
})
