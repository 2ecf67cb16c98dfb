import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { addDays, dayInLondon } from '../kernel/index.ts'
import { type LoadedFile, loadFiles } from './load-files.ts'
import { rehearse } from './rehearse.ts'
import { seen, type TestIntake, testIntake, verdicts } from './testing.ts'

const SOURCE = 'southmere-council-daily'
const COLUMNS = [
  ...['record_type', 'la_person_id', 'family_name', 'reference', 'kind', 'status', 'start', 'end'],
  ...['due', 'team', 'worker', 'worker_phone', 'visits', 'reason', 'as_of'],
]
type Row = Record<string, string>

/** A file of a day; a text is a request of whom it names, `a1`: the first of a. */
function daily(day: string, rows: readonly (Row | string)[]): string {
  const written = rows.map((row) =>
    typeof row === 'string'
      ? {
          record_type: 'request',
          la_person_id: `P-${row[0]}`,
          reference: `R-${row}`,
          start: '2026-02-02',
        }
      : row,
  )
  const lines = [{ record_type: 'person', la_person_id: 'P-z' } as Row, ...written].map((row) =>
    COLUMNS.map((column) => (column === 'as_of' ? day : (row[column] ?? ''))).join(','),
  )
  return `${[COLUMNS.join(','), ...lines].join('\r\n')}\r\n`
}

let files = 0

async function load(place: TestIntake, content: string, close?: boolean): Promise<LoadedFile> {
  const path = place.write(`${files++}.csv`, content)
  const { files: loaded } = await loadFiles(place, [path], SOURCE, { ...(close && { close }) })
  assert.equal(loaded[0]!.fault, undefined)
  return loaded[0]!
}

/** What is told of whom, as lines: `request R-a1 active 2026-02-02 -`. */
async function told({ databases }: TestIntake): Promise<string[]> {
  const { rows } = await databases.care.short.query<{ line: string }>(
    `select concat_ws(' ', e.kind, e.numbers[1], e.status, to_char(e.start_at at time zone 'Europe/London', 'MM-DD'),
        coalesce(to_char(e.end_at at time zone 'Europe/London', 'MM-DD'), '-'), e.detail ->> 'outcome') as line
      from record.event e where e.source = $1 and e.superseded_at is null order by 1`,
    [SOURCE],
  )
  return rows.map(({ line }) => line)
}

test('what is open stands until the file that lacks it, which closes it that day and does not say why', async (t) => {
  const place = await testIntake(t)
  const first = await load(place, daily('2026-03-02', ['a1', 'b1', 'c1']))
  assert.deepEqual([first.kind, first.read, first.new, first.closed], ['council-daily', 4, 4, 0])
  const second = await load(place, daily('2026-03-03', ['a1', 'b1']))
  assert.deepEqual([second.new, second.unchanged, second.closed], [0, 3, 1])
  assert.deepEqual(await told(place), [
    'request R-a1 active 02-02 -',
    'request R-b1 active 02-02 -',
    'request R-c1 finished 02-02 03-03 closed, not said why',
  ])
  const again = await load(place, daily('2026-03-03', ['a1', 'b1']))
  assert.deepEqual([again.new, again.unchanged, again.closed], [0, 3, 0])
  // It is told again: it is open again, though its row came before.
  await load(place, daily('2026-03-04', ['a1', 'b1', 'c1']))
  assert.deepEqual((await told(place)).at(-1), 'request R-c1 active 02-02 -')
})

test('a row that changes there and back says what it said last', async (t) => {
  const place = await testIntake(t)
  const row = (worker: string): Row => ({
    ...{ record_type: 'assessment', la_person_id: 'P-a', reference: 'A-1', start: '2026-02-02' },
    ...{ worker, team: 'East', worker_phone: '01632 960001', due: '2026-03-20' },
  })
  for (const [day, worker] of [
    ['2026-03-02', 'Ana Reid'],
    ['2026-03-03', 'Bo Lund'],
    ['2026-03-04', 'Ana Reid'],
  ] as const) {
    await load(place, daily(day, [row(worker)]))
    const [one] = (await seen(place, SOURCE)).filter(({ occurrences }) => occurrences.length > 0)
    assert.equal(one!.occurrences[0]!.event.detail.worker, worker)
    assert.deepEqual(
      one!.now.team.map(({ what, more }) => [what, more]),
      [['East', `${worker}, 01632 960001`]],
    )
  }
})

test('of two files of one day the later stands, and what only the first told did not happen', async (t) => {
  const place = await testIntake(t)
  await load(place, daily('2026-03-02', ['a1', 'b1', 'c1']))
  await load(place, daily('2026-03-03', ['a1', 'b1', 'c1', 'd1']))
  await load(place, daily('2026-03-03', ['a1', 'b1']))
  const open = ['request R-a1 active 02-02 -', 'request R-b1 active 02-02 -']
  const closed = 'request R-c1 finished 02-02 03-03 closed, not said why'
  assert.deepEqual(await told(place), [...open, closed])
  // The first once more is the newest word of its day.
  await load(place, daily('2026-03-03', ['a1', 'b1', 'c1', 'd1']))
  assert.equal((await told(place)).filter((line) => line.includes('active')).length, 4)
})

test('a file that would close most of what is open closes nothing until somebody says that it is meant', async (t) => {
  const place = await testIntake(t)
  await load(place, daily('2026-03-02', ['a1', 'b1', 'c1', 'd1']))
  const asked = await load(place, daily('2026-03-03', ['a1', 'e1']))
  assert.equal(asked.closed, 0)
  assert.match(
    Object.keys(asked.warnings).join(),
    /2026-03-03 lacks 3 of the 4 things that are open/,
  )
  assert.equal((await told(place)).filter((line) => line.includes('active')).length, 5)
  const meant = await load(place, daily('2026-03-03', ['a1', 'e1']), true)
  assert.equal(meant.closed, 3)
  assert.equal((await told(place)).filter((line) => line.includes('active')).length, 2)
})

test('a file is asked about on each day that it lacks most, however much it tells besides', async (t) => {
  const place = await testIntake(t)
  await load(place, daily('2026-03-02', ['a1', 'b1', 'c1', 'd1']))
  const renamed = ['a1', 'e1', 'f1', 'g1', 'h1', 'i1']
  for (const day of ['2026-03-03', '2026-03-04']) {
    const asked = await load(place, daily(day, renamed))
    assert.equal(asked.closed, 0)
    assert.match(Object.keys(asked.warnings).join(), /lacks 3 of the 4 things that are open/)
  }
  const active = (await told(place)).filter((line) => line.includes('active'))
  assert.equal(active.length, 9)
})

test('a first line that names the delimiter, as Excel writes it, is no row', async (t) => {
  const place = await testIntake(t)
  const plain = daily('2026-03-02', ['a1', 'b1'])
  await load(place, plain)
  const again = await load(place, `sep=;\r\n${plain.replaceAll(',', ';')}`)
  assert.deepEqual([again.read, again.new], [3, 0])
})

test('a reference of which one file tells two people is a thing of each, until another takes it over', async (t) => {
  const place = await testIntake(t)
  const of = (who: string) => ({
    record_type: 'request',
    la_person_id: `P-${who}`,
    reference: 'R-1',
    start: '2026-02-02',
  })
  const both = daily('2026-03-02', [of('a'), of('b')])
  const said = /^1 reference stands for more than one person \(rows 3 and 4\): each is kept/
  // The second time as well, where nothing of it is new.
  for (const file of [await load(place, both), await load(place, both)]) {
    assert.match(Object.keys(file.warnings).join(), said)
  }
  const { files: rehearsed } = await rehearse(place, [place.write('both.csv', both)], {})
  assert.ok(
    rehearsed[0]!.faults.some(({ rule, first }) => rule === 'shared-reference' && first.row === 3),
  )
  assert.deepEqual(await told(place), Array(2).fill('request R-1 active 02-02 -'))
  const one = await load(place, daily('2026-03-03', [of('a')]))
  assert.deepEqual(one.warnings, {})
  assert.deepEqual(await told(place), [
    'request R-1 active 02-02 -',
    'request R-1 finished 02-02 03-03 closed, not said why',
  ])
  await load(place, daily('2026-03-04', [of('c')]))
  assert.deepEqual(await told(place), [
    'request R-1 active 02-02 -',
    'request R-1 finished 02-02 03-03 closed, not said why',
  ])
})

test('a row that cannot be read closes nothing of its own, and the rest goes on', async (t) => {
  const place = await testIntake(t)
  await load(place, daily('2026-03-02', ['a1', 'b1', 'c1']))
  const bad = {
    record_type: 'request',
    la_person_id: 'P-a',
    reference: 'R-a1',
    start: '2026-02-30',
  }
  const file = await load(place, daily('2026-03-03', [bad, 'b1']))
  assert.deepEqual([file.quarantined, file.closed], [1, 1])
  const [verdict] = (await verdicts(place, SOURCE)).filter(({ reason }) => reason !== null)
  assert.match(verdict!.reason!, /^the date /)
  assert.deepEqual(await told(place), [
    'request R-a1 active 02-02 -',
    'request R-b1 active 02-02 -',
    'request R-c1 finished 02-02 03-03 closed, not said why',
  ])
})

test('twenty files in any order, some of them twice, say the same in the end', async (t) => {
  const rows = ['a1', 'a2', 'b1', 'b2', 'c1', 'd1', 'e1']
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.subarray(rows, { minLength: 4 }), { minLength: 20, maxLength: 20 }),
      fc.array(fc.nat(), { minLength: 30, maxLength: 30 }),
      async (days, picks) => {
        const contents = days.map((own, at) =>
          daily(`2026-02-${String(at + 1).padStart(2, '0')}`, own),
        )
        const order = picks
          .map((pick) => pick % 20)
          .concat(contents.map((_, at) => at).sort((a, b) => picks[a]! - picks[b]!))
        const [inOrder, shuffled] = [await testIntake(t), await testIntake(t)]
        for (const content of contents) await load(inOrder, content, true)
        for (const at of order) await load(shuffled, contents[at]!, true)
        assert.deepEqual(await told(shuffled), await told(inOrder))
        const [left, right] = [await seen(shuffled, SOURCE), await seen(inOrder, SOURCE)]
        assert.deepEqual(left.map(shown), right.map(shown))
      },
    ),
    { numRuns: 1, endOnFailure: true },
  )
})

function shown({ persons, now }: Awaited<ReturnType<typeof seen>>[number]) {
  return {
    who: persons.map(({ sourceId }) => sourceId),
    requests: now.requests.map(({ key }) => key),
  }
}

test('what a file tells of is in FHIR too, as a return has it: open, over, and of somebody else by now', async (t) => {
  const place = await testIntake(t)
  const of = (who: string, type: string, reference: string) => ({
    ...{ record_type: type, la_person_id: `P-${who}`, reference, start: '2026-02-02' },
    ...{ kind: 'Home care', reason: 'Fell twice' },
  })
  const rows = [of('a', 'request', 'R-1'), of('a', 'package', 'S-1'), of('a', 'assessment', 'A-1')]
  await load(place, daily('2026-03-02', rows))
  const kept = async () => {
    const { rows: found } = await place.databases.care.short.query<{ line: string }>(
      `select concat_ws(' ', type, content::json #>> '{identifier,0,value}', content::json ->> 'status') as line
        from record.resource where source = $1 and superseded_at is null order by 1`,
      [SOURCE],
    )
    return found.map(({ line }) => line)
  }
  const open = ['EpisodeOfCare S-1 active', 'ServiceRequest R-1 active', 'Task A-1 in-progress']
  assert.deepEqual(await kept(), open)
  await load(place, daily('2026-03-03', rows.slice(0, 2)))
  await load(place, daily('2026-03-04', [of('b', 'request', 'R-1'), rows[1]!]))
  assert.deepEqual(await kept(), [
    'EpisodeOfCare S-1 active',
    'ServiceRequest R-1 active',
    'ServiceRequest entered-in-error',
    'Task A-1 completed',
  ])
})

test('a file that speaks of tomorrow is refused: nobody knows what will be open then', async (t) => {
  const place = await testIntake(t)
  const today = dayInLondon(place.clock.now())
  const ahead = place.write('ahead.csv', daily(addDays(today, 1), ['a1']))
  const { files: loaded } = await loadFiles(place, [ahead], SOURCE)
  assert.match(loaded[0]!.fault!.message, /^the file speaks of .+, which is still to come$/)
  assert.deepEqual(await told(place), [])
  await load(place, daily(today, ['a1']))
})
