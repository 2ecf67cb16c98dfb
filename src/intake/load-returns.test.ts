import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { CLD_COLUMNS, type CldColumn } from './cld-columns.ts'
import { type LoadedFile, loadFiles } from './load-files.ts'
import { seen, type TestIntake, testIntake } from './testing.ts'

const PERIODS = {
  september: ['2025-07-01', '2025-09-30'],
  december: ['2025-10-01', '2025-12-31'],
  march: ['2026-01-01', '2026-03-31'],
} as const
type Period = keyof typeof PERIODS

const SERVICE: Partial<Record<CldColumn, string>> = {
  'LA Code': 'E10000099',
  'Client Type': 'Service user',
  'Event Type': 'Service',
  'Event Start Date': '2025-06-02',
  'Service Type': 'Long term support: Community',
  'Service Component': 'Home support or domiciliary care',
}

/** A return of home care that is open, for the people named by one letter each. */
function written(period: Period, people: string, more: Partial<Record<CldColumn, string>> = {}) {
  const [start, end] = PERIODS[period]
  const rows = [...people].map((who) => ({
    ...SERVICE,
    'Reporting Period Start Date': start,
    'Reporting Period End Date': end,
    'LA Person Unique Identifier': `Z-${who}`,
    ...more,
  }))
  const lines = rows.map((row: Partial<Record<CldColumn, string>>) =>
    CLD_COLUMNS.map((column) => row[column] ?? '').join(','),
  )
  return `${[CLD_COLUMNS.join(','), ...lines].join('\r\n')}\r\n`
}

let files = 0

async function load(
  place: TestIntake,
  content: string,
  options: { source?: string; close?: boolean } = {},
): Promise<LoadedFile> {
  const { source = 'southmere-council', close } = options
  const path = place.write(`${files++}.csv`, content)
  const { files: loaded } = await loadFiles(place, [path], source, { close })
  assert.equal(loaded[0]!.fault, undefined)
  return loaded[0]!
}

/** Whose home care stands, as letters; with the day by which it was gone, where it was. */
async function standing({ databases }: TestIntake, source = 'southmere-council'): Promise<string> {
  const { rows } = await databases.care.short.query<{ who: string; gone: string | null }>(
    `select right(p.source_id, 1) as who, e.gone::text from record.event e
      join people.person p using (person_id) where e.source = $1 and e.superseded_at is null order by 1`,
    [source],
  )
  return rows.map(({ who, gone }) => (gone === null ? who : `${who}-${gone}`)).join(' ')
}

test('what a later return lacks is gone by its day, whichever of the two came first', async (t) => {
  const place = await testIntake(t)
  await load(place, written('september', 'abcd'))
  assert.equal(await standing(place), 'a b c d')
  const later = await load(place, written('december', 'abc'))
  assert.equal(later.closed, 1)
  assert.equal(await standing(place), 'a b c d-2025-12-31')
  const other = await testIntake(t)
  await load(other, written('december', 'abc'))
  await load(other, written('september', 'abcd'))
  assert.equal(await standing(other), 'a b c d-2025-12-31')
})

test('a return sent again replaces the last of its period, though most of its rows are the same', async (t) => {
  const place = await testIntake(t)
  await load(place, written('december', 'abcd'))
  const again = await load(place, written('december', 'abc'))
  assert.deepEqual([again.new, again.unchanged, again.closed], [0, 3, 1])
  assert.equal(await standing(place), 'a b c d-2025-12-31')
  // The first file once more is the newest word of the period, and nothing is lost.
  await load(place, written('december', 'abcd'))
  assert.equal(await standing(place), 'a b c d')
  const same = await load(place, written('december', 'abcd'))
  assert.deepEqual([same.new, same.unchanged, same.closed], [0, 4, 0])
  assert.equal(await standing(place), 'a b c d')
})

test('a return that would close half is asked about first', async (t) => {
  const place = await testIntake(t)
  await load(place, written('september', 'abcd'))
  const asked = await load(place, written('december', 'ab'))
  assert.equal(asked.closed, 0)
  assert.deepEqual(Object.keys(asked.warnings), [
    [
      'the return of E10000099 as at 2025-12-31 leaves out 2 of the 4 that stood before it, so they were',
      'left as they were: send it again and say so if that is meant',
    ].join(' '),
  ])
  assert.equal(await standing(place), 'a b c d')
  const meant = await load(place, written('december', 'ab'), { close: true })
  assert.equal(meant.closed, 2)
  assert.equal(await standing(place), 'a b c-2025-12-31 d-2025-12-31')
})

test('a return of which a row could not be read closes nothing until it can', async (t) => {
  const place = await testIntake(t)
  await load(place, written('september', 'abcdef'))
  const [head, ...rows] = written('december', 'abcde').split('\r\n')
  const broken = rows[4]!.replace('2025-06-02', '2025-66-02')
  const partly = await load(place, [head, ...rows.slice(0, 4), broken, ''].join('\r\n'))
  assert.deepEqual([partly.quarantined, partly.closed], [1, 0])
  assert.match(Object.keys(partly.warnings).join(' '), /some rows of the return could not be read/)
  assert.equal(await standing(place), 'a b c d e f')
  await load(place, written('december', 'abcde'))
  assert.equal(await standing(place), 'a b c d e f-2025-12-31')
})

test('a council closes only what it told itself', async (t) => {
  const place = await testIntake(t)
  await load(place, written('september', 'abcd'))
  await load(place, written('september', 'efgh', { 'LA Code': 'E10000098' }))
  await load(place, written('december', 'abc'))
  assert.equal(await standing(place), 'a b c d-2025-12-31 e f g h')
})

/** A return in which Ruth cares for everybody who is named, each of whom has a reason for support. */
function withCarers(period: Period, people: string, reasons = people) {
  const reason = 'Physical Support: Personal care support'
  const own = [...people].map((who) => ({
    ...SERVICE,
    'LA Person Unique Identifier': `Z-${who}`,
    'Primary Support Reason': reasons.includes(who) ? reason : 'Unknown',
  }))
  const carers = [...people].map((who) => ({
    'LA Code': SERVICE['LA Code'],
    'LA Person Unique Identifier': `C-${who}`,
    'Client Type': 'Unpaid carer known by association',
    'First Name': 'Ruth',
    'Adult 1 Linked Person ID': `Z-${who}`,
  }))
  const [start, end] = PERIODS[period]
  const dates = { 'Reporting Period Start Date': start, 'Reporting Period End Date': end }
  const lines = [...own, ...carers].map((row) => {
    const cells: Partial<Record<CldColumn, string>> = { ...row, ...dates }
    return CLD_COLUMNS.map((column) => cells[column] ?? '').join(',')
  })
  return `${[CLD_COLUMNS.join(','), ...lines].join('\r\n')}\r\n`
}

/** Who has a carer now, and who a reason for support, as their pages have it: `abc ab`. */
async function factsNow(place: TestIntake): Promise<string> {
  const all = await seen(place, 'southmere-council')
  const letters = (has: (now: (typeof all)[number]['now']) => boolean) =>
    all
      .flatMap(({ persons, now }) =>
        persons.filter(({ sourceId }) => sourceId.startsWith('Z-') && has(now)),
      )
      .map(({ sourceId }) => sourceId.slice(2))
      .sort()
      .join('')
  return `${letters((now) => now.carers.length > 0)} ${letters((now) => now.conditions.length > 0)}`
}

test('a carer or a reason for support that a later return leaves out is so no longer', async (t) => {
  for (const order of [0, 1]) {
    const place = await testIntake(t)
    const files = [withCarers('september', 'abcd'), withCarers('december', 'abc', 'ab')]
    for (const file of order === 0 ? files : files.reverse()) await load(place, file)
    assert.equal(await factsNow(place), 'abc ab')
  }
})

test('a return sent again replaces its carers and reasons as it replaces its care', async (t) => {
  const place = await testIntake(t)
  await load(place, withCarers('december', 'abcd'))
  await load(place, withCarers('december', 'abc', 'ab'))
  assert.equal(await factsNow(place), 'abc ab')
  await load(place, withCarers('december', 'abcd'))
  assert.equal(await factsNow(place), 'abcd abcd')
})

test('a return of another council, or of which not all could be read, leaves carers as they are', async (t) => {
  const place = await testIntake(t)
  // Before the return of September has grown old.
  place.clock.set('2026-01-05T09:00:00Z')
  await load(place, withCarers('september', 'abcd'))
  await load(place, withCarers('december', 'efgh').replaceAll('E10000099', 'E10000098'))
  const broken = withCarers('december', 'abc').replace('2025-06-02', '2025-66-02')
  await load(place, broken)
  assert.equal(await factsNow(place), 'abcdefgh abcdefgh')
})

test('returns and what replaces them end in the same care, in whatever order the periods come', async (t) => {
  const place = await testIntake(t)
  const people = fc.uniqueArray(fc.constantFrom(...'abcdef'), { minLength: 1 })
  const file = fc.record({
    period: fc.constantFrom('september', 'december', 'march'),
    people: people.map((letters) => letters.sort().join('')),
  })
  let run = 0
  await fc.assert(
    fc.asyncProperty(fc.array(file, { minLength: 1, maxLength: 5 }), async (sent) => {
      const source = `council-${run++}`
      for (const one of sent) {
        await load(place, written(one.period, one.people), { source, close: true })
      }
      assert.equal(await standing(place, source), plainly(sent))
    }),
    { numRuns: 20 },
  )
})

/**
 * The same, said plainly: of each period only the last file counts; care told in a period has gone by the first
 * later period that does not tell it any more, and what only a replaced file told by the day of its own period.
 */
function plainly(sent: readonly { period: Period; people: string }[]): string {
  const last = new Map(sent.map(({ period, people }) => [period, people]))
  const order = (['september', 'december', 'march'] as const).filter((one) => last.has(one))
  const everybody = [...new Set(sent.flatMap(({ people }) => [...people]))].sort()
  return everybody
    .map((who) => {
      const told = order.filter((one) =>
        sent.some((s) => s.period === one && s.people.includes(who)),
      )
      const newest = told.at(-1)!
      if (!last.get(newest)!.includes(who)) return `${who}-${PERIODS[newest][1]}`
      const next = order[order.indexOf(newest) + 1]
      return next === undefined ? who : `${who}-${PERIODS[next][1]}`
    })
    .join(' ')
}

test('an end that nobody will live to see is none', async (t) => {
  const place = await testIntake(t)
  place.clock.set('2026-01-05T09:00:00Z')
  await load(place, written('december', 'a', { 'Event End Date': '9999-12-31' }))
  await load(place, written('december', 'b', { 'Event End Date': '2026-08-31' }), {
    source: 'other',
  })
  const ends = async (source: string) =>
    (await seen(place, source)).map(({ now }) => now.services.map(({ until }) => until))
  assert.deepEqual(await ends('southmere-council'), [[undefined]])
  assert.deepEqual(await ends('other'), [['2026-08-31']])
})
