import assert from 'node:assert/strict'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import type { Workbook } from 'exceljs'
import exceljs from 'exceljs'
import { Fault } from '../kernel/index.ts'
import { dateIn, datePattern } from './date-pattern.ts'
import { loadFiles } from './load-files.ts'
import { mappingIn } from './mapping.ts'
import { ownKinds } from './own-kinds.ts'
import { seen, testIntake } from './testing.ts'

const MAPPING = `kind: council-daily
columns:
  record_type: { from: Type, values: { REQ: request, ASS: assessment } }
  la_person_id: Client No
  family_name: Surname
  reference: CaseNo
  start: { from: Opened, date: mm/dd/yyyy }
  status: { always: open }
  as_of: { today: true }
`

function faultOf(text: string): string {
  try {
    mappingIn(text, '/p/mappings/x.yaml', ownKinds)
  } catch (error) {
    assert.ok(error instanceof Fault)
    return `${error.message} (${error.where})`
  }
  return ''
}

test('a mapping that says too little, or is none, is told so in words', () => {
  const said = (text: string) => {
    try {
      mappingIn(text, 'mappings/a.yaml', ownKinds)
      return 'taken'
    } catch (error) {
      return (error as Error).message
    }
  }
  assert.match(said(''), /: kind is missing$/)
  assert.match(said('hello'), /: it is not written as it must be$/)
  assert.match(said('kind: 7\ncolumns: {a: b}'), /: kind is not written as it must be$/)
  const short = 'kind: council-daily\ncolumns: {record_type: Type, la_person_id: Client}'
  assert.match(said(short), /not all columns without which nothing is council-daily/)
})

test('a mapping that cannot be used is refused with its file and line', () => {
  assert.equal(faultOf(MAPPING), '')
  const at = (line: number) => new RegExp(`\\(/p/mappings/x.yaml:${line}\\)$`)
  for (const [text, why, line] of [
    [MAPPING.replace('council-daily', 'hl7v2'), /hl7v2 is no table that is read here/, 1],
    [MAPPING.replace('council-daily', 'constructor'), /constructor is no table/, 1],
    [MAPPING.replace('family_name', 'surname'), /has no column "surname"/, 5],
    [MAPPING.replace('family_name', '__proto__'), /__proto__/, 5],
    [`${MAPPING}  la_person_id: Other\n`, /a column is named twice/, 10],
    [`${MAPPING}  LA person ID: Other\n`, /"la_person_id" is named twice/, 10],
    [MAPPING.replace('mm/dd/yyyy', 'soon'), /must be written like dd\/mm\/yyyy/, 7],
    [`${MAPPING}  due: &a { from: *a }\n`, /aliases are not used|YAML/, undefined],
    [MAPPING.replace('{ always: open }', '{ allways: open }'), /status/, 8],
    ['kind: council-daily\n', /columns/, undefined],
    ['[1]', /./, undefined],
  ] as const) {
    assert.match(faultOf(text), why, text)
    if (line !== undefined) assert.match(faultOf(text), at(line), text)
  }
})

test('dates are read as the mapping says, and what is not one stays as it came', () => {
  for (const [pattern, text, read] of [
    ['dd/mm/yyyy', '5/3/2026', '2026-03-05'],
    ['mm-dd-yy', '03-05-26', '2026-03-05'],
    ['d mmm yyyy', '5 March 2026', '2026-03-05'],
    ['yyyymmdd', '20260305', '2026-03-05'],
    ['dd.mm.yyyy', '05x03x2026', '05x03x2026'],
  ] as const)
    assert.equal(dateIn(text, datePattern(pattern)), read)
})

test('a workbook is read as its sheet is: dates as days, formulas as what they came to', async (t) => {
  const place = await testIntake(t)
  const source = 'southmere-council-daily'
  const headings = ['Record type', 'LA person ID', 'Reference', 'Start', 'Reason', 'As of']
  const book = async (name: string, fill: (book: Workbook) => void) => {
    const made = new exceljs.Workbook()
    fill(made)
    const path = join(place.settings!.placeFolder!, `${name}.xlsx`)
    await made.xlsx.writeFile(path)
    const { files } = await loadFiles(place, [path], source)
    return files[0]!
  }
  const day = new Date('2026-03-10')
  const row = ['request', 17, 'R-1', new Date('2026-02-20'), 'Cannot go on', day]
  const good = await book('good', (one) => {
    one.addWorksheet('Notes').addRow(['for whoever reads this'])
    one.addWorksheet('Open').addRows([headings, row])
  })
  assert.deepEqual([good.fault?.line, good.kind, good.new], [undefined, 'council-daily', 1])
  const worked = await book('worked', (one) => {
    const reason = { formula: '"Cannot"&" go on"', result: 'Cannot go on' }
    one.addWorksheet('Open').addRows([headings, ['request', 17, 'R-1', 46073, reason, 46091]])
  })
  assert.deepEqual([worked.fault?.line, worked.new, worked.unchanged], [undefined, 0, 1])
  assert.match(Object.keys(worked.warnings).join(), /1 cell is a formula: what each last came to/)
  const plain =
    'record_type,la_person_id,reference,start,reason,as_of\n' +
    'request,17,R-1,2026-02-20,Cannot go on,2026-03-10\n'
  const [same] = (await loadFiles(place, [place.write('p.csv', plain)], source)).files
  assert.deepEqual(
    [same!.new, same!.unchanged],
    [0, 1],
    'the same row in a CSV file is the same item',
  )
  const merged = await book('merged', (one) => {
    const sheet = one.addWorksheet('Open')
    sheet.addRows([headings, row])
    sheet.mergeCells('B2:C2')
  })
  assert.match(merged.fault!.line, /a cell is merged.*merged\.xlsx, sheet "Open", cell B2/)
  const both = await book('both', (one) => {
    for (const name of ['A', 'B']) one.addWorksheet(name).addRows([headings, row])
  })
  assert.match(
    both.fault!.line,
    /several sheets of the workbook are tables that are read here: "A" and "B"/,
  )
  const [damaged] = (await loadFiles(place, [place.write('x.xlsx', 'PK\u0003\u0004xl/')], source))
    .files
  assert.match(damaged!.fault!.line, /the workbook is damaged/)
})

test('a council’s own layout is read by the mapping of its source, found by itself or named', async (t) => {
  const place = await testIntake(t)
  const source = 'southmere-council-daily'
  const own = [
    'Client No;Surname;Type;CaseNo;Opened;Note',
    '17;Okello;REQ;R-1;02/20/2026;x',
    '17;Okello;nope;R-2;02/20/2026;\r\n',
  ].join('\r\n')
  const file = place.write('own.csv', own)
  const [before] = (await loadFiles(place, [file], source)).files
  assert.match(before!.fault!.message, /not Client Level Data/)
  const mappings = join(place.settings!.placeFolder!, 'mappings')
  mkdirSync(mappings)
  writeFileSync(join(mappings, `${source}.yaml`), MAPPING)
  const [loaded] = (await loadFiles(place, [file], source)).files
  assert.equal(loaded!.fault, undefined)
  assert.deepEqual([loaded!.path, loaded!.new, loaded!.quarantined], [file, 1, 1])
  const [person] = await seen(place, source)
  assert.deepEqual(
    person!.now.requests.map(({ what, trueAt }) => [what, trueAt]),
    [['Request for support', '2026-02-20']],
  )
  // The same row in the standard's layout is the same item.
  const plain =
    'record_type,la_person_id,family_name,reference,start,status,as_of\n' +
    'request,17,Okello,R-1,2026-02-20,open,2026-03-10\n'
  const [same] = (await loadFiles(place, [place.write('plain.csv', plain)], source)).files
  assert.deepEqual([same!.new, same!.unchanged], [0, 1])
  const missing = place.write('missing.csv', own.replace('CaseNo', 'Case'))
  const [faulty] = (await loadFiles(place, [missing], source)).files
  assert.match(faulty!.fault!.line, /has no column "CaseNo".*missing\.csv \(mappings\/.*\.yaml:6\)/)
})
