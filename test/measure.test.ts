import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Bundle, Measure, MeasureReport, MeasureReportGroup } from '@medplum/fhirtypes'
import { sign } from '../src/agreement/testing.ts'
import { isRefusal, systemActor } from '../src/kernel/index.ts'
import { runMeasure, verifyMeasure } from '../src/measure/index.ts'
import { workRows } from '../src/measure/work-rows.ts'
import { verifyPlace } from '../src/trail/index.ts'
import { COLIN, KIT, openMeasurePlace, RUTH, type Stayed, withChildren } from './measure-place.ts'
import { signIn } from './sign-in.ts'

const DELAY = 'discharge-delay'
type Measured = Measure | MeasureReport

/** Of so many people, each ready on the 10th and gone two days later. */
function stays(from: number, count: number, month = '2026-02'): Stayed[] {
  return Array.from({ length: count }, (_, at) => ({
    id: from + at,
    came: `${month}-03 10:00`,
    ready: `${month}-10 09:00`,
    left: `${month}-12 15:00`,
  }))
}

test('what was said stays; late facts of few people are not told, of enough they are a new edition', async (t) => {
  const { place, clock, tell, optOut, done, refused } = await openMeasurePlace(
    t,
    '2026-04-10T09:00:00Z',
  )
  const run = (asOf?: string) =>
    runMeasure(place, DELAY, { month: '2026-02', ...(asOf === undefined ? {} : { asOf }) })
  await tell(...stays(301, 1, '2026-01'), ...stays(1, 23))
  assert.match(
    await refused({ ...KIT, purpose: 'partnership' }, 'measure.publish', {}),
    /Clause 17.1 lets analysts/,
  )
  await done(KIT, 'measure.publish')
  const first = await run()
  // 46 days of 23 people, each rounded by itself to five.
  assert.deepEqual(
    [first.edition.number, first.told.numerator, first.told.denominator, first.told.value],
    [1, 45, 25, 1.8],
  )

  clock.set('2026-04-11T09:00:00Z')
  await tell(...stays(101, 4))
  await done(KIT, 'measure.publish')
  assert.equal((await run()).edition.number, 1)

  clock.set('2026-04-12T09:00:00Z')
  await tell(...stays(201, 6))
  await done(RUTH, 'measure.publish')
  const second = await run()
  assert.deepEqual([second.edition.number, second.told.denominator], [2, 35])
  assert.equal((await run('2026-04-11')).told.denominator, 25)
  assert.deepEqual(await verifyMeasure(place, DELAY, { month: '2026-02' }), {
    sql: { numerator: 66, denominator: 33 },
    plain: { numerator: 66, denominator: 33 },
    equal: true,
    differ: 0,
  })

  // Whoever opts out is in no sum from then on, and in no file; nothing that was said changes.
  clock.set('2026-04-13T09:00:00Z')
  await optOut(1, 2)
  const { sql, equal } = await verifyMeasure(place, DELAY, { month: '2026-02' })
  assert.deepEqual([sql, equal], [{ numerator: 62, denominator: 31 }, true])
  await done(COLIN, 'measure.publish')
  assert.equal((await run()).edition.number, 2)

  // What a source corrects counts as it says it now; of one person that is not told anew either.
  await tell({ ...stays(5, 1)[0]!, left: '2026-02-14 15:00' })
  await done(KIT, 'measure.publish')
  const corrected = await verifyMeasure(place, DELAY, { month: '2026-02' })
  assert.deepEqual([corrected.sql.numerator, corrected.equal], [64, true])
  assert.equal((await run()).edition.number, 2)

  // What was said is what the log says, and whoever changes it is found.
  const wrong = async () =>
    (await verifyPlace(place)).faults.filter(({ what }) => !what.startsWith('Not confirmed'))
  assert.deepEqual(await wrong(), [])
  const { owner } = place.databases
  await owner.short.query(
    `update measure.edition set told = told || '{"value": 1.2}' where measure = $1 and number = 1`,
    [DELAY],
  )
  clock.set('2026-04-14T09:00:00Z')
  const [found, ...others] = await wrong()
  assert.match(found!.what, /What was said of .*the log says otherwise of its editions/)
  assert.deepEqual(others, [])
})

test('a figure of nine people, of a month that is not over, or of no measure is not told', async (t) => {
  const { place, tell, done } = await openMeasurePlace(t, '2026-03-20T09:00:00Z')
  await tell(...stays(60, 1, '2026-01'), ...stays(1, 9), ...stays(20, 30, '2026-03'))
  // A large place is counted some people at a time: as many at once as here is the same.
  assert.deepEqual(await workRows(place, 7), { persons: undefined, disagreed: [] })
  const counted = `select person, month, numerator, denominator from measure.counted where measure = $1
    order by 1, 2`
  const { rows } = await place.databases.owner.short.query(counted, [DELAY])
  await place.databases.owner.short.query('delete from measure.worked')
  await done(KIT, 'measure.publish')
  assert.deepEqual((await place.databases.owner.short.query(counted, [DELAY])).rows, rows)
  assert.equal(rows.length, 10)
  const { told } = await runMeasure(place, DELAY, { month: '2026-02' })
  assert.deepEqual([told.suppressed, told.value, told.numerator], [true, null, null])
  await assert.rejects(runMeasure(place, DELAY, { month: '2026-03' }), /nothing was said/)
  await assert.rejects(runMeasure(place, 'constructor', { month: '2026-02' }), /no measure/)
})

test('the pages say what was told and by whom it is answered for, to whoever a clause lets see it', async (t) => {
  const opened = await openMeasurePlace(t, '2026-04-10T09:00:00Z')
  const { tell, done, refused, listen } = opened
  await tell(...stays(60, 12, '2026-01'), ...stays(1, 23), ...stays(100, 40, '2026-03'))
  await done(KIT, 'measure.publish')
  const app = await listen()
  const origin = opened.place.settings.origin
  const cookie = await signIn(origin, 'kit.lang')
  const read = async (url: string, as = cookie) => {
    const headers = { cookie: as, accept: 'text/html', host: new URL(origin).host }
    const answer = await app.inject({ url, headers })
    return { status: answer.statusCode, text: answer.body.replaceAll('<!-- -->', '') }
  }
  const kit = { get: async (url: string) => (await read(url)).text }
  const card = await kit.get('/measure')
  assert.match(card, /How long people wait to leave hospital/)
  assert.match(card, /2\.00 days for each adult who left/)
  const page = await kit.get(`/measure/${DELAY}?by=sex`)
  for (const words of [/Rafiq Anwar/, /80 \/ 40/, /clause 17\.6/, /join occurrence o on/]) {
    assert.match(page, words)
  }
  assert.match(await kit.get('/measure/dictionary'), /names nobody|name nobody/)
  assert.match(await kit.get('/measure/goals'), /0\.40 by 31 Mar 2027/)
  assert.match(await kit.get(`/measure/try?like=${DELAY}`), /id: discharge-delay/)
  const csv = await kit.get(`/measure/${DELAY}.csv`)
  assert.match(csv, /^measure,definition,clause[^\n]*\r\ndischarge-delay,[0-9a-f]{12},17\.6,/)
  const fhir = JSON.parse(await kit.get(`/measure/${DELAY}.fhir.json`)) as Bundle<Measured>
  const all = fhir.entry!.map(({ resource }) => resource!)
  const [first, ...reports] = all
  assert.ok(first?.resourceType === 'Measure' && first.scoring?.coding?.[0]?.code === 'ratio')
  const march = reports.find(
    (one) => one.resourceType === 'MeasureReport' && /^2026-03/.test(one.id!),
  )
  assert.ok(march?.resourceType === 'MeasureReport')
  assert.equal(march.measure, `${first.url}|${first.version}`)
  assert.deepEqual(march.period, { start: '2026-03-01', end: '2026-03-31' })
  const [{ population, measureScore }] = march.group as [MeasureReportGroup]
  assert.deepEqual([population?.map(({ count }) => count), measureScore?.value], [[80, 40], 2])
  const open = await app.inject({
    url: '/public/measures.json',
    headers: { host: new URL(origin).host },
  })
  const { measures } = open.json() as { measures: { name: string; value: number | null }[] }
  assert.equal(measures.find(({ name }) => name === DELAY)?.value, 2)
  assert.equal((await read('/measure', await signIn(origin, 'priya.shah'))).status, 403)
  for (const bad of ['/measure/constructor', '/measure/__proto__.csv', '/measure/nothing'])
    assert.equal((await read(bad)).status, 404, bad)

  // Limits begin anew when both sides have said so, from a month of which something was told.
  const anew = { measure: DELAY, period: '2026-03', reason: 'Pathways were made anew' }
  assert.match(
    await refused(RUTH, 'measure.rebase', { ...anew, period: '2027-01' }),
    /Nothing was told/,
  )
  assert.deepEqual(await done(RUTH, 'measure.rebase', anew), {
    measure: DELAY,
    period: '2026-03',
    holds: false,
  })
  assert.match(await refused(RUTH, 'measure.rebase', anew), /side has said so already/)
  assert.match(await kit.get(`/measure/${DELAY}`), /One side has said that the limits begin anew/)
  assert.deepEqual(await done(COLIN, 'measure.rebase', anew), {
    measure: DELAY,
    period: '2026-03',
    holds: true,
  })
  assert.match(await kit.get(`/measure/${DELAY}`), /limits begin anew/)
  // What was said by the end of a day has nothing in it that was said after it.
  opened.clock.set('2026-04-11T09:00:00Z')
  const own = { measure: DELAY, period: '2026-03', value: '1.7' }
  assert.match(await refused(COLIN, 'measure.explain-difference', own), /has a reason, or somebody/)
  await done(COLIN, 'measure.explain-difference', { ...own, why: 'Ours has no weekends' })
  const again = await signIn(origin, 'kit.lang')
  assert.match(
    (await read(`/measure/${DELAY}`, again)).text,
    /Southmere Council.*1\.70.*2\.00.*Ours has no weekends/s,
  )
  await opened.place.databases.owner.short.query(
    `insert into measure.split_edition (measure, quarter, number, version, told, worked_at, entry_id)
     select $1, '2026-01', n, 'one', jsonb_build_array(jsonb_build_object('split', 'sex', 'parts',
       jsonb_build_array(jsonb_build_object('keys', array[n::text])))), '2026-04-09'::date + n, gen_random_uuid()
     from generate_series(1, 2) n`,
    [DELAY],
  )
  const said = async (asOf: string) => {
    const asked = { month: '2026-03', by: 'sex', asOf } as const
    const { partners, rows } = await runMeasure(opened.place, DELAY, asked)
    return [partners.map(({ value }) => value), rows!.flatMap(({ keys }) => keys)]
  }
  assert.deepEqual(await said('2026-04-10'), [[], ['1']])
  assert.deepEqual(await said('2026-04-11'), [['1.7'], ['2']])
})

test('a definition that becomes another counts from its month on, and what was said before stays', async (t) => {
  const opened = await openMeasurePlace(t, '2026-05-10T09:00:00Z')
  const { place, clock, tell, done } = opened
  const children = (from: number, month: string) =>
    stays(from, 10, month).map((one) => ({ ...one, born: 2015 }))
  await tell(...stays(301, 1, '2026-02'), ...stays(1, 20, '2026-03'), ...stays(101, 20, '2026-04'))
  await tell(...children(401, '2026-03'), ...children(501, '2026-04'))
  await done(KIT, 'measure.publish')
  clock.set('2026-05-12T09:00:00Z')
  const adopting = { actor: systemActor('adopts'), purpose: '' }
  const adopted = await place.agreement.adopt(adopting, sign(await withChildren('2026-03')))
  assert.ok(!isRefusal(adopted), JSON.stringify(adopted))
  await opened.settle()
  await done(KIT, 'measure.publish')
  const said = async (month: string, asOf?: string) => {
    const asked = { month, ...(asOf === undefined ? {} : { asOf }) }
    const { edition, told, definition } = await runMeasure(place, DELAY, asked)
    return [edition.number, told.denominator, edition.version, definition.earlier.length] as const
  }
  const [march, april] = [await said('2026-03'), await said('2026-04')]
  const before = [await said('2026-03', '2026-05-11'), await said('2026-04', '2026-05-11')]
  assert.deepEqual([march[0], march[1], march[3]], [1, 20, 1])
  assert.deepEqual([april[0], april[1], april[3]], [2, 30, 1])
  assert.notEqual(march[2], april[2])
  // By the text of then both months were counted in one way: that in which March still is.
  assert.deepEqual(before, [
    [1, 20, march[2], 0],
    [1, 20, march[2], 0],
  ])
  for (const [month, denominator] of [
    ['2026-03', 20],
    ['2026-04', 30],
  ] as const) {
    const { sql, equal } = await verifyMeasure(place, DELAY, { month })
    assert.deepEqual([sql.denominator, equal], [denominator, true])
  }
  const app = await opened.listen()
  const { origin } = place.settings
  const cookie = await signIn(origin, 'kit.lang')
  const page = async (query = '') => {
    const headers = { cookie, accept: 'text/html', host: new URL(origin).host }
    const { body } = await app.inject({ url: `/measure/${DELAY}${query}`, headers })
    return body.replaceAll('<!-- -->', '')
  }
  const now = await page()
  assert.match(now, /From April 2026 on it is counted otherwise.*Children count too/s)
  assert.match(now, /See how it was counted until March 2026/)
  assert.match(now, /clause 17\.6, as until March 2026/)
  const then = await page('?known-at=2026-05-11')
  assert.match(then, /What had been said by.*by the definition of then/s)
  assert.doesNotMatch(then, /counted otherwise/)
  assert.match(await page('?known-at=2026-05-13'), /This is what is said now/)
})

test('records that are joined count as one person’s from then on, and as two when they are parted again', async (t) => {
  const { place, clock, tell, link, done } = await openMeasurePlace(t, '2026-04-10T09:00:00Z')
  const measure = 'back-within-28-days'
  const came = (id: number, day: string): Stayed => {
    return { id, came: `${day} 10:00`, left: `${day} 20:00` }
  }
  const pairs = Array.from({ length: 12 }, (_, at) => [1 + at, 101 + at] as const)
  await tell(came(901, '2025-10-05'))
  await tell(...pairs.map(([one]) => came(one, '2026-01-05')))
  await tell(
    ...pairs.map(([one, other]) => ({ ...came(other, '2026-01-12'), also: one })),
    ...Array.from({ length: 20 }, (_, at) => came(201 + at, '2026-01-20')),
  )
  const said = async () => {
    await done(KIT, 'measure.publish')
    const { edition, told } = await runMeasure(place, measure, { month: '2026-02' })
    const { sql, equal } = await verifyMeasure(place, measure, { month: '2026-02' })
    return [edition.number, told.numerator, told.denominator, sql.numerator, equal]
  }
  assert.deepEqual(await said(), [1, null, null, 0, true])
  clock.set('2026-04-11T09:00:00Z')
  await link('join', pairs, '2026-04-11 08:00')
  assert.deepEqual(await said(), [2, 10, 45, 12, true])
  clock.set('2026-04-12T09:00:00Z')
  await link('part', pairs, '2026-04-12 08:00')
  assert.deepEqual(await said(), [3, null, null, 0, true])
  const before = await runMeasure(place, measure, { month: '2026-02', asOf: '2026-04-11' })
  assert.deepEqual([before.edition.number, before.told.numerator], [2, 10])
})

test('an analyst asks how many people there are; of few nothing is told, and no other query is taken', async (t) => {
  const opened = await openMeasurePlace(t, '2026-04-10T09:00:00Z')
  const { place, tell, optOut, done, refused } = opened
  await tell(...stays(1, 30), ...stays(101, 4).map((one) => ({ ...one, born: 2015 })))
  await tell(...stays(201, 20).map((one) => ({ ...one, born: 1990 })))
  await optOut(1, 2)
  const ask = (question: string, who = KIT) => done(who, 'measure.ask', { question })
  assert.deepEqual(await ask('select person, age_band from person where alive'), {
    all: { about: 50 },
    parts: [
      { words: 'age_band 18-39', told: { about: 20 } },
      { words: '2 parts together', told: { about: 30 } },
    ],
  })
  assert.deepEqual(await ask('select person from person where age < 18'), {
    all: { tooFew: true },
    parts: [],
  })
  // Whoever has two things is one person; a person that nobody is is none.
  const both = "select person, kind from occurrence where kind in ('stay', 'attendance')"
  assert.deepEqual((await ask(both)) as object, { all: { about: 50 }, parts: [] })
  const cases: [question: string, why: RegExp][] = [
    ['delete from person', /must be one SELECT/],
    ['select person, pg_sleep(9) from person', /pg_sleep/],
    ['select person from record.person', /names the schema record/],
    ['select person from member', /table member/],
    ['select age_band from person', /column q.person does not exist/],
    ['select person, occurrence from occurrence; select 1', /more than one statement/],
    [
      'select person, s as part from person cross join generate_series(1, 90) s',
      /more than 60 parts/,
    ],
  ]
  for (const [question, why] of cases) {
    assert.match(await refused(KIT, 'measure.ask', { question }), why, question)
  }
  assert.match(
    await refused(COLIN, 'measure.ask', { question: 'select person from person' }),
    /none lets co-chairs ask/,
  )
  const origin = place.settings.origin
  const app = await opened.listen()
  const cookie = await signIn(origin, 'kit.lang')
  const headers = { cookie, accept: 'text/html', host: new URL(origin).host }
  const page = await app.inject({ url: '/measure/ask', headers })
  assert.equal(page.statusCode, 200)
  assert.match(page.body, /How many people\?/)
})
