import assert from 'node:assert/strict'
import { appendFileSync } from 'node:fs'
import { test } from 'node:test'
import { isRefusal, systemActor } from '../kernel/index.ts'
import { CLD_COLUMNS } from './cld-columns.ts'
import { type LoadedFile, loadFiles } from './load-files.ts'
import { unpack } from './pack.ts'
import { listQuarantine } from './quarantine.ts'
import { type TestIntake, testIntake } from './testing.ts'

const SOURCE = 'southmere'

async function load(place: TestIntake, name: string, content: string | Buffer) {
  const { files } = await loadFiles(place, [place.write(name, content)], SOURCE)
  const file = files[0]!
  if (file.fault === undefined) assert.equal(file.read, file.rows)
  return file
}

const counts = ({ read, new: taken, unchanged, quarantined }: LoadedFile) => [
  read,
  taken,
  unchanged,
  quarantined,
]

async function quarantine({ databases }: TestIntake) {
  const { items } = await listQuarantine(databases.care.short)
  return items
    .map(({ place, reason, reasonPlace }) => [place, reason, reasonPlace].join('; '))
    .sort()
}

async function count({ databases }: TestIntake, table: string): Promise<number> {
  const { rows } = await databases.care.short.query<{ count: string }>(
    `select count(*) from ${table}`,
  )
  return Number(rows[0]!.count)
}

const HOME_CARE: Record<string, string> = {
  'LA Code': 'E06000099',
  'Reporting Period Start Date': '01/04/2025',
  'Reporting Period End Date': '30/06/2025',
  'First Name': 'Ann',
  'Last Name': 'Tester',
  Gender: 'Female',
  'Date of Birth': '15/06/1950',
  'Client Type': 'Service user',
  'Event Type': 'Service',
  'Event Start Date': '01/05/2025',
  'Service Type': 'Long term support: Community',
  'Service Component': 'Home support or domiciliary care',
}
const row = (
  id: string,
  cells: Record<string, string> = {},
  order: readonly string[] = CLD_COLUMNS,
) =>
  order.map((name) => ({ ...HOME_CARE, 'LA Person Unique Identifier': id, ...cells })[name] ?? '')
const table = (...rows: string[][]) =>
  [[...CLD_COLUMNS], ...rows].map((cells) => `${cells.join(',')}\r\n`).join('')

const admission = (id: string, at = '20260301090000', control = id) => [
  `MSH|^~\\&|PAS|RXT|TIE|X|${at}||ADT^A01|${control}|P|2.4`,
  `EVN|A01|${at}`,
  `PID|1||${id}^^^RXT^MR||TESTER^Ann||19500615|F|||1 LANE^^TOWN^^ZX1 1ZX`,
  `PV1|1|I|W||||||||||||||||V-${id}|||||||||||||||||||||||||${at}`,
]
const message = (...segments: string[]) => segments.map((segment) => `${segment}\r`).join('')

test('of a table whose quotes went astray no row is taken, and another file is', async (t) => {
  const place = await testIntake(t)
  const rows = Array.from({ length: 1000 }, (_, at) =>
    row(`C${at}`, { 'Event Description': at === 100 || at === 900 ? '"home care' : 'plain' }),
  )
  const bad = await load(place, 'stray.csv', table(...rows))
  assert.equal(bad.kind, 'unreadable')
  assert.match(
    bad.fault!.line,
    /^concordat: a quoted cell goes on .+stray\.csv, line 102\)\. .+\.$/,
  )
  assert.doesNotMatch(bad.fault!.line, /home care/)
  assert.equal(await count(place, 'intake.item'), 0)
  const mended = rows.map((cells) => cells.map((cell) => cell.replace('"', '')))
  const good = await load(place, 'mended.csv', table(...mended))
  assert.deepEqual([good.rows, good.lines, ...counts(good)], [1000, 1001, 1000, 1000, 0, 0])
})

test('a row is the same item in a file of another order, delimiter and quotes', async (t) => {
  const place = await testIntake(t)
  await load(place, 'a.csv', table(row('C1', { 'Event Description': 'line one' }), row('C2')))
  const order = [...CLD_COLUMNS].reverse()
  const quoted = [
    order,
    row('C1', { 'Event Description': 'line one' }, order),
    row('C2', {}, order),
  ]
    .map((cells) => cells.map((cell) => `"${cell}"`).join(';'))
    .join('\n')
  const again = await load(place, 'b.csv', `\ufeffsep=;\n${quoted};;\n`)
  assert.deepEqual(counts(again), [2, 0, 2, 0])
  const noted = table(row('C3', { 'Event Description': '"line one\r\nline two"' }), [''])
  const read = await load(place, 'c.csv', noted)
  assert.deepEqual([read.rows, read.lines, ...counts(read)], [1, 4, 1, 1, 0, 0])
})

test('empty rows are passed over, a row that does not fit waits with its headings, and both are said', async (t) => {
  const place = await testIntake(t)
  const empty = CLD_COLUMNS.map(() => '')
  const loaded = await load(place, 'a.csv', table(row('C1'), ['Total', '1'], empty, empty))
  assert.deepEqual(counts(loaded), [2, 1, 0, 1])
  assert.match(
    Object.keys(loaded.warnings).join(),
    /^2 rows of empty cells \(the first on line 4\) were/,
  )
  const reason =
    'the row does not have as many cells as there are headings: it has 2, and they are 50'
  assert.deepEqual(await quarantine(place), [`row 3, line 3; ${reason}; `])
  const { items } = await listQuarantine(place.databases.care.short)
  const viewer = { actor: systemActor('test'), purpose: 'governance' }
  const replayed = await place.replay(viewer, items[0]!.id)
  assert.ok(!isRefusal(replayed))
  assert.deepEqual([replayed.parsed, replayed.reason], [false, reason])
})

test('a table that is month first, of day numbers or in UTF-16 is refused, and nothing of it is taken', async (t) => {
  const place = await testIntake(t)
  const born = (...dates: string[]) =>
    table(...dates.map((date, at) => row(`C${at}`, { 'Date of Birth': date })))
  const cases: [string | Buffer, RegExp][] = [
    [
      born('06/25/1950', '06/11/1950'),
      /"Date of Birth" is written month first \(.+, line 2\)\. Ask/,
    ],
    [born('18000', '18001'), /"Date of Birth" holds the numbers by which Excel .+, line 2\)\. Ask/],
    [Buffer.from(`\ufeff${table(row('C1'))}`, 'utf16le'), /UTF-16 .+ Save it as UTF-8/],
  ]
  for (const [content, sentence] of cases) {
    assert.match((await load(place, 'a.csv', content)).fault!.line, sentence)
  }
  assert.equal(await count(place, 'intake.item'), 0)
  const both = await load(place, 'both.csv', born('06/25/1950', '25/06/1950'))
  assert.deepEqual(counts(both), [2, 1, 0, 1])
})

test('an admission is read with a line feed in a field, and two with one control id are two', async (t) => {
  const place = await testIntake(t)
  const noted = message(...admission('H20'), 'NTE|1||first line\nsecond line')
  assert.deepEqual(counts(await load(place, 'a.hl7', noted)), [1, 1, 0, 0])
  const { rows } = await place.databases.care.short.query<{ bytes: Buffer }>(
    'select bytes from intake.pack',
  )
  assert.match(String(unpack(rows[0]!.bytes)[0]!.bytes), /first line\\X0A\\second line\r$/)
  const twice = message(
    ...admission('H27', '20260301090000', 'SAME'),
    ...admission('H27', '20260302090000', 'SAME'),
  )
  assert.deepEqual(counts(await load(place, 'b.hl7', twice)), [2, 2, 0, 0])
  const escaped = message(...admission('H21'), 'PV2|||^fall at C:\\home\\X0D0A\\bruise\\.br\\hip')
  assert.deepEqual(counts(await load(place, 'c.hl7', escaped)), [1, 1, 0, 0])
  const latin = Buffer.from(message(...admission('H24')).replace('TESTER', 'ZOË'), 'latin1')
  assert.deepEqual(counts(await load(place, 'd.hl7', latin)), [1, 0, 0, 1])
  assert.match((await quarantine(place)).join(), /^message 1, line 1; the message is not UTF-8/)
})

test('what is cut off is never read as if it were whole, and what is glued on is cut away', async (t) => {
  const place = await testIntake(t)
  const whole = message(...admission('H1'))
  const framed = `\x0b${whole}\x1c\r`
  const cut = `\x0b${message(...admission('H2')).slice(0, -6)}`
  const strays = `noise\r${message(...admission('H3'))}2026-03-01 09:00 sent\r`
  const alone = message(admission('H4')[0]!)
  const joined = message(...admission('H5')).slice(0, -1) + message(...admission('H6'))
  const loaded = await load(place, 'a.hl7', [framed, strays, alone, joined, cut].join(''))
  assert.deepEqual(counts(loaded), [8, 4, 0, 4])
  assert.deepEqual(await quarantine(place), [
    'after message 1, line 6; the message does not begin with MSH; ',
    'after message 2, line 11; the message does not begin with MSH; ',
    'message 3, line 12; the message is cut off: nothing follows MSH; its end, which is missing',
    'message 6, line 20; the message is cut off: its frame was never closed; its end, which is missing',
  ])
  assert.deepEqual(Object.keys(loaded.warnings), [
    'the message on line 20 has no end to its frame: the file may be cut off, so ask for it again',
  ])
  const { items } = await listQuarantine(place.databases.care.short)
  const viewer = { actor: systemActor('test'), purpose: 'governance' }
  for (const { id } of items) {
    const replayed = await place.replay(viewer, id)
    assert.equal(!isRefusal(replayed) && replayed.parsed, false)
  }
})

test('a batch that lacks messages is read, and said', async (t) => {
  const place = await testIntake(t)
  const batch = message('BHS|^~\\&|PAS', ...admission('H1'), ...admission('H2'), 'BTS|3')
  const loaded = await load(place, 'a.hl7', batch)
  assert.deepEqual(counts(loaded), [2, 2, 0, 0])
  assert.deepEqual(loaded.warnings, {
    'the batch trailer says 3 messages, and the file holds 2: it may be cut off, so ask for it again': 1,
  })
})

test('a file that is still being written is refused, and taken when it is whole', async (t) => {
  const place = await testIntake(t)
  const path = place.write('a.csv', table(row('C1'), row('C2')))
  let more = `${row('C3').join(',')}\r\n`
  const onProgress = () => {
    appendFileSync(path, more)
    more = ''
  }
  const first = await loadFiles(place, [path], SOURCE, { onProgress })
  assert.match(
    first.files[0]!.fault!.line,
    /the file changed while it was read \(.+\)\. Load it again/,
  )
  assert.equal(await count(place, 'intake.item'), 0)
  const second = await loadFiles(place, [path], SOURCE)
  assert.deepEqual(counts(second.files[0]!), [3, 3, 0, 0])
})
