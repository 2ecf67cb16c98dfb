import assert from 'node:assert/strict'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { generate } from '../../places/southmere/index.ts'
import { testDatabaseUrl } from '../kernel/testing.ts'
import { concordat } from './testing.ts'

/** A council's last return of a small county, in a folder of its own. */
async function openFolder(t: TestContext) {
  const folder = mkdtempSync(join(tmpdir(), 'concordat-certify-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  const out = join(folder, 'county')
  await generate({ people: 200, seed: 'certify', out, asOf: '2026-03-10', only: ['council'] })
  const name = readdirSync(join(out, 'council'))
    .filter((one) => /^cld-.*csv$/.test(one))
    .sort()
    .at(-1)!
  const text = readFileSync(join(out, 'council', name), 'utf8')
  const write = (file: string, content: string) => {
    writeFileSync(join(folder, file), content)
    return join(folder, file)
  }
  return { folder, text, write }
}

// No database is there: neither command asks for one.
const settings = {
  CONCORDAT_DATA: '/nonexistent',
  DATABASE_URL: '',
  CONCORDAT_NOW: '2026-03-10T09:00:00Z',
}

test('a return is checked row by row, and nothing is asked of a database', async (t) => {
  const { text, write } = await openFolder(t)
  const rows = text.trimEnd().split('\r\n').length - 1
  const wrong = text.replace(/(\r\n[^\r]*),Request,/, '$1,Contact,')
  const { status, stdout } = await concordat(settings, [
    'cld',
    'check',
    write('a.csv', wrong),
    '--json',
  ])
  assert.equal(status, 1)
  const report = JSON.parse(stdout)
  assert.deepEqual([report.release, report.rows, report.fields.length], [2, rows, 50])
  const fault = report.faults.find(({ rule }: { rule: string }) => rule === 'list')
  assert.deepEqual(Object.keys(fault).sort(), [
    'column',
    'line',
    'row',
    'rule',
    'sentence',
    'status',
  ])
  assert.deepEqual(
    [fault.column, fault.status, fault.row],
    ['Event Type', 'Failed: Invalid', fault.line],
  )
  assert.doesNotMatch(JSON.stringify(report.faults), /Contact/)
  const told = await concordat(settings, ['cld', 'check', write('b.csv', wrong)])
  assert.match(told.stdout, /Failed: Invalid {2}Event Type: the value is not in the Release 2 list/)
  assert.match(told.stdout, /It says that it covers 2026-01-01 to 2026-03-09/)
})

test('what is no return, or not there, is said in a sentence with exit code 2', async (t) => {
  const { write } = await openFolder(t)
  for (const [path, says] of [
    [write('x.csv', 'a,b\n1,2\n'), /not Client Level Data/],
    [write('x.json', '{"resourceType":"Patient","id":"1"}'), /not a return of Client Level Data/],
    [write('empty.csv', ''), /the file is empty/],
    ['/nonexistent/x.csv', /./],
  ] as const) {
    const { status, stderr, stdout } = await concordat(settings, ['cld', 'check', path, '--json'])
    assert.equal(status, 2, stderr)
    assert.deepEqual(JSON.parse(stdout), { error: stderr.trimEnd() })
    assert.match(stderr, says)
  }
  assert.equal((await concordat(settings, ['cld', 'check'])).status, 2)
})

test('files are rehearsed by their kind, each fault once with how often and where first', async (t) => {
  const { text, write } = await openFolder(t)
  const run = async (...words: string[]) => {
    const { status, stdout } = await concordat(settings, ['feed', 'certify', ...words, '--json'])
    return { status, said: JSON.parse(stdout) }
  }
  const good = await run(write('a.csv', text), '--kind', 'cld-csv')
  assert.deepEqual([good.status, good.said.badge, good.said.files[0].badge], [0, 'pass', 'pass'])
  const wrong = await run(
    write('b.csv', text.replaceAll(',Request,', ',Contact,')),
    '--kind',
    'cld-csv',
  )
  assert.deepEqual([wrong.status, wrong.said.badge], [1, 'fail'])
  const { faults, read, usable } = wrong.said.files[0]
  const list = faults.find(({ rule }: { rule: string }) => rule === 'list')
  assert.deepEqual([list.count, list.first.column], [read - usable, 'Event Type'])
  assert.ok(list.first.row > 1 && list.first.line > 1)
  const bad = '{"resourceType":"Patient","id":"1","birthDate":"2026-02-31"}'
  const line = (id: string) => `{"resourceType":"Patient","id":"${id}"}`
  const lines = await run(
    write('c.ndjson', `${line('7')}\n${bad}\n${bad.replace('1"', '2"')}\n`),
    ...['--kind', 'fhir-ndjson'],
  )
  assert.deepEqual(lines.said.files[0].faults[0].first, { row: 2, column: 'Patient.birthDate' })
  assert.deepEqual([lines.said.files[0].faults[0].count, lines.said.files[0].usable], [2, 1])
  const other = await run(write('d.ndjson', `${bad}\n${bad}\n`), '--kind', 'cld-csv')
  assert.deepEqual([other.status, other.said.files[0].kind], [2, 'unreadable'])
  assert.match(other.said.thresholds, /at least 99 of 100/)
  const own = write('own.csv', 'Type,Client No,Surname,CaseNo,Opened\nREQ,7,Okello,R1,03/05/2026\n')
  const mapping = write(
    'own.yaml',
    `kind: council-daily
columns:
  record_type: { from: Type, values: { REQ: request } }
  la_person_id: Client No
  family_name: Surname
  reference: CaseNo
  start: { from: Opened, date: mm/dd/yyyy }
  status: { always: open }
  as_of: { today: true }
`,
  )
  // Whose numbers a table's are, its source says.
  const whose = ['--source', 'southmere-council-daily']
  const mapped = await run(own, '--kind', 'council-daily', '--mapping', mapping, ...whose)
  assert.deepEqual([mapped.said.files[0].read, mapped.said.files[0].usable], [1, 1])
  const unmapped = await run(own, '--kind', 'council-daily')
  assert.equal(unmapped.status, 2)
  const unknown = await concordat(settings, ['feed', 'certify', 'x', '--kind', 'constructor'])
  assert.deepEqual([unknown.status, /no room reads constructor/.test(unknown.stderr)], [2, true])
})

test('a daily file, care delivered and a spreadsheet are rehearsed with the place of each fault', async (t) => {
  const { write } = await openFolder(t)
  const run = async (file: string, kind: string, source: string) => {
    const words = ['feed', 'certify', file, '--kind', kind, '--source', source, '--json']
    const { status, stdout } = await concordat(settings, words)
    return { status, ...JSON.parse(stdout).files[0] }
  }
  const daily = (day: string) =>
    `record_type,la_person_id,reference,start,as_of\nrequest,P1,R1,2026-02-02,${day}\n`
  const council = ['council-daily', 'southmere-council-daily'] as const
  const good = await run(write('a.csv', daily('2026-03-10')), ...council)
  assert.deepEqual([good.status, good.badge, good.usable, good.faults], [0, 'pass', 1, []])
  const ahead = await run(write('b.csv', daily('2999-03-10')), ...council)
  assert.match(ahead.because[0], /still to come/)
  const bad = await run(
    write('c.csv', daily('2026-03-10').replace('2026-02-02', '2026-02-30')),
    ...council,
  )
  assert.deepEqual(bad.faults[0].first, { row: 2, line: 2, column: 'start' })
  const visits = 'visit_id,la_person_id,provider_id,planned_start\n1,P1,X1,2026-03-10 25:00\n'
  const late = await run(write('d.csv', visits), 'visits', 'home-care-visits')
  assert.deepEqual(late.faults[0].first, { row: 2, line: 2, column: 'planned_start' })
})

test('a certificate and a dry run of quarantine give what scripts read', async (t) => {
  const { folder, write } = await openFolder(t)
  const place = { CONCORDAT_DATA: join(folder, 'data'), DATABASE_URL: await testDatabaseUrl(t) }
  const bad =
    '{"resourceType":"Patient","id":"1","birthDate":"2026-02-31"}\n{"resourceType":"Patient","id":"2"}\n'
  await concordat(place, ['load', write('a.ndjson', bad), '--source', 'mere-general'])
  const told = await concordat(place, ['feed', 'certificate', 'mere-general', '--json'])
  const { source, clause, sent, usable, quarantined, badge, gets } = JSON.parse(told.stdout)
  assert.deepEqual([source, clause, sent, usable, quarantined], ['mere-general', '9.1', 2, 1, 1])
  assert.deepEqual([told.status, badge, gets.looks], [1, 'fail', null])
  for (const words of [
    ['feed', 'certificate', 'nobody'],
    ['quarantine', 'replay', '--source', 'nobody', '--dry-run'],
  ]) {
    const { status, stderr } = await concordat(place, words)
    assert.deepEqual([status, /no clause names this feed/.test(stderr)], [2, true])
  }
  const list = JSON.parse((await concordat(place, ['quarantine', 'list', '--json'])).stdout)
  const { id } = list.items[0]
  const dry = await concordat(place, ['quarantine', 'replay', id, '--dry-run', '--json'])
  const [would] = JSON.parse(dry.stdout).would
  assert.deepEqual([would.id, would.parsed, would.new, would.changed], [id, false, 0, 0])
  const all = await concordat(place, [
    'quarantine',
    'replay',
    '--source',
    'mere-general',
    '--dry-run',
    '--json',
  ])
  assert.deepEqual(JSON.parse(all.stdout).would, {
    items: 1,
    parsed: 0,
    new: 0,
    changed: 0,
    left: 0,
  })
  assert.equal((await concordat(place, ['quarantine', 'replay'])).status, 2)
})
