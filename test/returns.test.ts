import assert from 'node:assert/strict'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { before, type TestContext, test } from 'node:test'
import { parse } from 'csv-parse/sync'
import { generate } from '../places/southmere/index.ts'
import { loadFiles } from '../src/intake/index.ts'
import { type TestIntake, testIntake } from '../src/intake/testing.ts'
import { asFirstRelease, type Row, translated } from './cld-translation.ts'
import { type PlainReturn, plainPeople } from './plain-returns.ts'

/** A county's returns, read by the house and by an evaluator that knows nothing of it, person by person. */
const SOURCE = 'southmere-council'
let returns: { columns: string[]; told: PlainReturn }[] = []

before(async () => {
  const out = mkdtempSync(join(tmpdir(), 'concordat-returns-'))
  try {
    const only = ['council']
    await generate({ people: 2_500, seed: 'returns', out, asOf: '2026-03-10', only })
    const files = readdirSync(join(out, 'council')).filter((name) => /^cld-.*csv$/.test(name))
    returns = files
      .sort()
      .map((name) => readReturn(readFileSync(join(out, 'council', name), 'utf8')))
  } finally {
    rmSync(out, { recursive: true, force: true })
  }
})

function readReturn(text: string) {
  const rows = parse(text, { columns: true, bom: true }) as Row[]
  const day = (cell: string) => cell.split('/').reverse().join('-')
  const [first] = rows
  const start = day(first!['Reporting Period Start Date']!)
  const end = day(first!['Reporting Period End Date']!)
  return { columns: Object.keys(first!), told: { start, end, rows } }
}

function written({ columns, told }: (typeof returns)[number], rows: readonly Row[] = told.rows) {
  const cell = (text: string) => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)
  const lines = rows.map((row) => columns.map((column) => cell(row[column]!)).join(','))
  return `${[columns.join(','), ...lines].join('\r\n')}\r\n`
}

let files = 0
async function load(place: TestIntake, content: string): Promise<void> {
  const path = place.write(`return-${files++}.csv`, content)
  const { files: loaded } = await loadFiles(place, [path], SOURCE, { close: true })
  assert.deepEqual([loaded[0]!.fault, loaded[0]!.quarantined], [undefined, 0])
}

/** Whom the council calls what → what happened to them, a line for each thing, as the record holds it. */
async function ours({ databases }: TestIntake): Promise<Map<string, string[]>> {
  const { rows } = await databases.owner.short.query<{
    who: string
    kind: string
    start: string
    end: string | null
    cropped: boolean
    outcome: string | null
    label: string
  }>(
    `select p.source_id as who, e.kind, e.start_at::date::text as start,
        coalesce(e.end_at::date, case when e.gone is not null then e.as_at end)::text as end,
        e.end_at is null and e.gone is not null as cropped, e.detail ->> 'outcome' as outcome, e.label
      from record.event e join people.person p using (person_id)
      where e.source = $1 and e.superseded_at is null and (e.gone is null or e.gone > e.as_at)`,
    [SOURCE],
  )
  const people = new Map<string, string[]>()
  for (const { who, kind, start, end, cropped } of rows) {
    const line = [kind, start, end ?? 'goes on', cropped ? 'cropped' : ''].join(' ').trim()
    people.set(who, [...(people.get(who) ?? []), line].sort())
  }
  return people
}

function plainly(submitted: readonly PlainReturn[]): Map<string, string[]> {
  const people = new Map<string, string[]>()
  for (const { own, events } of plainPeople(submitted).values()) {
    const lines = events.map(({ type, start, end, cropped }) =>
      [type.toLowerCase(), start, end ?? 'goes on', cropped ? 'cropped' : ''].join(' ').trim(),
    )
    if (lines.length > 0) people.set([...own].sort().join(' '), lines.sort())
  }
  return people
}

/** As the evaluator names people: who has one number is one, whatever the council calls them. */
function asOne(people: ReadonlyMap<string, string[]>, names: Iterable<string>) {
  const told = new Map<string, string[]>()
  for (const name of names) {
    const lines = name.split(' ').flatMap((own) => people.get(own) ?? [])
    if (lines.length > 0) told.set(name, lines.sort())
  }
  return told
}

async function equal(
  t: TestContext,
  submitted: readonly (typeof returns)[number][],
  order = submitted,
) {
  const place = await testIntake(t)
  for (const one of order) await load(place, written(one))
  const plain = plainly(submitted.map(({ told }) => told))
  assert.ok(plain.size > 50, `${plain.size} people`)
  assert.deepEqual(asOne(await ours(place), plain.keys()), plain)
}

test('our reading of generated quarters equals a plain evaluator’s, person by person', async (t) => {
  await equal(t, returns)
})

test('it is the same where a return comes out of order', async (t) => {
  const [first, second, third, ...rest] = returns
  await equal(t, returns, [third!, first!, ...rest, second!])
})

test('it is the same where a quarter is sent twice with other rows', async (t) => {
  const place = await testIntake(t)
  const [first, second, ...rest] = returns
  const { told } = second!
  const half = told.rows.filter((_, at) => at % 3 > 0)
  const short = { ...second!, told: { ...told, rows: half } }
  for (const one of [first!, second!, short, ...rest]) await load(place, written(one))
  const plain = plainly([first!, second!, short, ...rest].map((one) => one.told))
  // A service of which the replaced rows told, and no later return: the department goes back to the return before, here
  // it no longer stands.
  const taken = new Set(told.rows.filter((_, at) => at % 3 === 0).map(nameOf))
  for (const [own, lines] of plain) {
    const isTaken = (line: string) =>
      line.endsWith('cropped') && own.split(' ').some((one) => taken.has(startOf(one, line)))
    const kept = lines.filter((line) => !isTaken(line))
    if (kept.length === 0) plain.delete(own)
    else plain.set(own, kept)
  }
  assert.deepEqual(asOne(await ours(place), plain.keys()), plain)
})

function nameOf(row: Row): string {
  const start = row['Event Start Date']!.split('/').reverse().join('-')
  return `${row['LA Person Unique Identifier']} ${row['Event Type']!.toLowerCase()} ${start}`
}

/** `service 2024-03-30 2024-03-31 cropped` of somebody, by its kind and start alone. */
function startOf(own: string, line: string): string {
  return [own, ...line.split(' ').slice(0, 2)].join(' ')
}

test('a Release 1 file and its Release 2 translation give the same', async (t) => {
  const [one, other] = [await testIntake(t), await testIntake(t)]
  for (const each of returns) {
    const first = each.told.rows.map(asFirstRelease)
    assert.deepEqual(first.map(translated), each.told.rows)
    assert.notDeepEqual(first, each.told.rows)
    await load(one, written(each, first))
    await load(other, written(each))
  }
  assert.deepEqual(await told(one), await told(other))
  // A council that begins to send Release 2 says the same things again.
  const mixed = await testIntake(t)
  for (const [at, each] of returns.entries()) {
    const half = at < returns.length / 2 ? each.told.rows.map(asFirstRelease) : each.told.rows
    await load(mixed, written(each, half))
  }
  assert.deepEqual(await told(mixed), await told(other))
})

/** Everything that is told of everything, but where the words of the council itself are shown as they came. */
async function told({ databases }: TestIntake) {
  const { rows } = await databases.owner.short.query(
    `select p.source_id, e.kind, e.status, e.start_at, e.end_at, e.gone, e.as_at, e.label, e.detail, e.event_id
      from record.event e join people.person p using (person_id)
      where e.superseded_at is null order by 1, 2, 4, e.event_id`,
  )
  return rows
}
