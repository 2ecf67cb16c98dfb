import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import fc from 'fast-check'
import { lookAtDoor, lookAtOccurrences } from '../record/index.ts'
import { viewerOf } from '../record/testing.ts'
import { careKinds } from './care-kinds.ts'
import { mergeSaid, tell } from './merged.ts'
import { readItem } from './read-item.ts'
import type { Reading } from './reading.ts'
import { testContext, testRecord } from './testing.ts'
import { VISITS } from './visits-file.ts'

const NUMBER = '9990123454'
const AGENCY = 'home-care-visits'
const MARTHA = viewerOf(
  { id: 'martha', name: 'Martha Okello', role: 'resident', nhsNumber: NUMBER },
  'own-record',
)
const PATIENT = {
  resourceType: 'Patient',
  id: 'H1',
  identifier: [{ system: 'https://fhir.nhs.uk/Id/nhs-number', value: NUMBER }],
  name: [{ family: 'Okello', given: ['Martha'] }],
  gender: 'female',
  birthDate: '1944-03-12',
}
const HEADINGS =
  'Visit ID,nhs number,Provider_Id,planned start,planned_minutes,actual_start,actual_minutes,status,reason'

function visits(...rows: string[]): string {
  return [HEADINGS, ...rows, ''].join('\r\n')
}

async function martha(t: TestContext) {
  const place = await testRecord(t)
  await place.load('mere-general', PATIENT)
  await place.load('southmere-gp', { ...PATIENT, id: 'G1' })
  const told = async () => {
    const { personId } = await place.own(NUMBER)
    const look = await lookAtOccurrences(place, MARTHA, personId, { what: 'test' })
    assert.ok(look.outcome === 'allowed')
    return look.occurrences
  }
  return { ...place, told }
}

test('visits stand on her page by the week, and the one that was missed by its day', async (t) => {
  const place = await martha(t)
  const [file] = await place.load(
    AGENCY,
    visits(
      `V1,${NUMBER},1-99,2026-02-24 08:00,30,,,missed,no carer came`,
      `V2,${NUMBER},1-99,24/02/2026 12:30,30,2026-02-24 12:34,28,made,`,
      `V3,${NUMBER},1-99,2026-02-24T18:00:00Z,30,2026-02-24 18:50,30,Late,`,
      `V4,${NUMBER},1-99,2026-02-25 08:00,30,,,,`,
    ),
  )
  assert.deepEqual(
    [file!.kind, file!.new, file!.quarantined, file!.fault],
    ['visits', 4, 0, undefined],
  )
  const { timeline } = await place.own(NUMBER)
  const lines = timeline.filter(({ kind }) => kind === 'visit')
  assert.deepEqual(
    lines.map(({ label }) => label),
    ['Home care, 2 of 3 visits made, 1 visit not told of'],
  )
  assert.deepEqual(lines[0]!.detail, [
    { name: 'missed', value: 'Tue 24 Feb, 08:00 (no carer came)' },
    { name: 'late', value: 'Tue 24 Feb, 18:00' },
  ])
  const told = await place.told()
  assert.deepEqual(
    told.map((one) => [
      one.status,
      one.visitOutcome,
      one.planned,
      one.start,
      one.plannedMinutes,
      one.minutes,
    ]),
    [
      [
        'cancelled',
        'missed',
        '2026-02-24T08:00:00.000Z',
        '2026-02-24T08:00:00.000Z',
        '30',
        undefined,
      ],
      ['finished', 'made', '2026-02-24T12:30:00.000Z', '2026-02-24T12:34:00.000Z', '30', '28'],
      ['finished', 'late', '2026-02-24T18:00:00.000Z', '2026-02-24T18:50:00.000Z', '30', '30'],
      [
        'planned',
        undefined,
        '2026-02-25T08:00:00.000Z',
        '2026-02-25T08:00:00.000Z',
        '30',
        undefined,
      ],
    ],
  )
  // The same again brings nothing; what was planned is made, whichever file comes first.
  const made = visits(`V4,${NUMBER},1-99,2026-02-25 08:00,30,2026-02-25 08:02,31,made,`)
  const planned = visits(`V4,${NUMBER},1-99,2026-02-25 08:00,30,,,,`)
  await place.load(AGENCY, made)
  const [again] = await place.load(AGENCY, planned)
  assert.deepEqual([again!.new, again!.unchanged], [0, 1])
  assert.equal((await place.told()).at(-1)!.visitOutcome, 'made')
})

test('two who come on one morning are shown as two, and who is due at a door can be asked', async (t) => {
  const place = await martha(t)
  const contact = 'contact_id,nhs_number,organisation,team,professional,start,minutes,kind,place'
  await place.load(
    'southmere-community',
    `${contact}\nC1,${NUMBER},RXSC1,Mere nurses,Nurse Bell,2026-02-24 08:20,25,Home visit,At home\n`,
  )
  await place.load(
    AGENCY,
    visits(`V1,${NUMBER},1-99,2026-02-24 08:00,30,2026-02-24 08:01,30,made,`),
  )
  const { timeline } = await place.own(NUMBER)
  const [week] = timeline.filter(({ kind }) => kind === 'visit')
  const shared =
    'Tue 24 Feb, a provider named only by a code at 08:00 and Southmere Community Health at 08:20'
  assert.deepEqual(week!.detail, [{ name: 'oneMorning', value: shared }])
  const [nurse] = timeline.filter(({ kind }) => kind === 'contact')
  assert.equal(nurse!.label, 'Home visit')
  assert.equal(nurse!.where, 'Southmere Community Health, Mere nurses')
  const atDoor = async (day: string) => {
    const { personId } = await place.own(NUMBER)
    const look = await lookAtDoor(place, MARTHA, personId, day)
    assert.ok(look.outcome === 'allowed')
    return look.atDoor.map(({ at, what, minutes }) => [at, what, minutes])
  }
  assert.deepEqual(await atDoor('2026-02-24'), [
    ['2026-02-24T08:00:00.000Z', 'Home care', '30'],
    ['2026-02-24T08:20:00.000Z', 'Home visit', '25'],
  ])
  assert.deepEqual(await atDoor('2026-02-25'), [])
})

test('whoever must not be found is not found by who comes to their door', async (t) => {
  const place = await martha(t)
  const security = [
    { system: 'http://terminology.hl7.org/CodeSystem/v3-Confidentiality', code: 'R' },
  ]
  await place.load('southmere-gp', { ...PATIENT, id: 'G1', meta: { security } })
  const contact = 'contact_id,nhs_number,organisation,start,minutes,kind,place'
  await place.load(
    'southmere-community',
    `${contact}\nC1,${NUMBER},RXSC1,2026-02-24 08:20,25,Home visit,Larkspur Yard\n`,
  )
  await place.load(AGENCY, visits(`V1,${NUMBER},1-99,2026-02-24 08:00,30,,,missed,`))
  const { timeline } = await place.own(NUMBER)
  const [week] = timeline.filter(({ kind }) => kind === 'visit')
  assert.deepEqual([week!.where, week!.detail.map(({ name }) => name)], [undefined, ['missed']])
  assert.ok(!JSON.stringify(timeline).includes('Larkspur'))
})

test('hours by the week are told as hours, and a week that is told singly is not told twice', async (t) => {
  const place = await martha(t)
  const weeks = 'la_person_id,nhs_number,provider_id,week_start,planned_hours,delivered_hours'
  const [file] = await place.load(
    AGENCY,
    `${weeks}\n,${NUMBER},1-99,16/02/2026,14,12.5\n,${NUMBER},1-99,23/02/2026,14.00,14.00\n`,
  )
  assert.deepEqual([file!.new, file!.quarantined], [2, 0])
  await place.load(
    AGENCY,
    visits(`V1,${NUMBER},1-99,2026-02-24 08:00,30,2026-02-24 08:01,30,made,`),
  )
  const labels = (await place.own(NUMBER)).timeline.map(({ label }) => label)
  assert.deepEqual(labels, ['Home care, 1 visit made', 'Home care, 12.5 h of 14 h given'])
  const [week] = await place.told()
  assert.deepEqual([week!.minutes, week!.plannedMinutes, week!.end], ['750', '840', '2026-02-22'])
})

test('tasks of leaving and stays in a care home are kept with what is counted of them', async (t) => {
  const place = await martha(t)
  const tasks =
    'task_id,visit_number,hospital_number,nhs_number,task,holder,waits_for,opened_at,closed_at,outcome,recorded_at'
  const what = 'Medicines to take home,pharmacy,the pharmacist'
  const opened = `T1,V77,,${NUMBER},${what},2026-02-20 09:00`
  await place.load(
    'leaving-tasks',
    [
      tasks,
      `${opened},2026-02-20 15:00,done,2026-02-20 15:05`,
      `${opened},,,2026-02-20 09:05`,
    ].join('\n'),
  )
  const homes = 'stay_id,nhs_number,provider_id,provider_name,start,end,kind,end_reason'
  await place.load(
    AGENCY,
    `${homes}\nS1,${NUMBER},1-991,The Limes,2026-01-02,2026-01-20,Respite,Went home\n`,
  )
  const told = await place.told()
  assert.deepEqual(
    told.map((one) => [one.kind, one.status, one.label, one.holder, one.waitsFor, one.stayNumber]),
    [
      ['residence', 'finished', 'Stay in a care home (respite)', undefined, undefined, undefined],
      ['task', 'finished', 'Medicines to take home', 'pharmacy', 'the pharmacist', 'V77'],
    ],
  )
  const held = what.replace('pharmacy,the pharmacist', 'mere-general,their-family')
  await place.load(
    'leaving-tasks',
    `${tasks}\nT2,V77,,${NUMBER},${held.replace(/^[^,]+/, 'therapy-review')},2026-02-21 09:00,,,\n`,
  )
  const [task] = (await place.own(NUMBER)).timeline
  assert.equal(task!.label, 'Therapy review')
  assert.deepEqual(task!.detail, [
    { name: 'holder', value: 'Mere General' },
    { name: 'waitsFor', value: 'their family' },
  ])
})

test('what names nobody, or nothing, is in quarantine by its column', () => {
  const faults: [string, string, string][] = [
    [`NULL,${NUMBER},1-99,2026-02-24 08:00,30,,,made,`, 'visit_id', 'stands for nothing'],
    [`1.23E+11,${NUMBER},1-99,2026-02-24 08:00,30,,,made,`, 'visit_id', 'cut short'],
    [`V1,,1-99,2026-02-24 08:00,30,,,made,`, 'la_person_id', 'names nobody'],
    [`V1,9990123455,1-99,2026-02-24 08:00,30,,,made,`, 'nhs_number', 'fails its check'],
    [`V1,${NUMBER},,2026-02-24 08:00,30,,,made,`, 'provider_id', 'empty'],
    [`V1,${NUMBER},1-99,2026-02-30 08:00,30,,,made,`, 'planned_start', 'does not exist'],
    [`V1,${NUMBER},1-99,2026-02-24 08:00,half an hour,,,made,`, 'planned_minutes', 'whole number'],
    [`V1,${NUMBER},1-99,2026-02-24 08:00,30,,,done,`, 'status', 'none of made, late'],
    [`V1,${NUMBER},1-99,2026-06-24 08:00,30,,,made,`, 'status', 'still to come'],
    [`V1,${NUMBER},1-99,2026-03-03 15:00,30,2026-03-03 15:00,,made,`, 'actual_start', 'to come'],
    [`V1,${NUMBER},1-99,2026-02-24 08:00,30,2026-02-24 08:00,,missed,`, 'actual_start', 'missed'],
  ]
  for (const [row, column, words] of faults) {
    const found = verdictOf(row)
    assert.ok(!found.ok, row)
    assert.equal(found.place, `column "${column}"`, row)
    assert.ok(found.reason.includes(words), `${row}: ${found.reason}`)
  }
})

const COLUMNS = HEADINGS.split(',').map((name) => name.toLowerCase().replaceAll(' ', '_'))

function cellsOf(row: string): Buffer {
  const cells = row
    .split(',')
    .map((value, at): [string, string] => [COLUMNS[at] ?? `x${at}`, value])
  return Buffer.from(JSON.stringify(Object.fromEntries(cells.filter(([, value]) => value !== ''))))
}

function verdictOf(row: string, turn = 1) {
  return verdictOn(cellsOf(row), turn)
}

function verdictOn(bytes: Buffer, turn = 1) {
  const receivedAt = '2026-03-03T12:00:00.000Z'
  const context = testContext(bytes, { source: AGENCY, kind: 'visits', receivedAt, turn })
  return readItem({ kind: 'visits', bytes }, context)
}

test('in whatever order a visit is told of, the end is the same', () => {
  const cell = (values: string[]) => fc.constantFrom(...values)
  const row = fc
    .tuple(cell(['V1', 'V2']), cell(['', 'made', 'missed', 'late']), cell(['08:00', '09:00']))
    .map(([id, status, time]) => `${id},${NUMBER},1-99,2026-02-24 ${time},30,,,${status},`)
  const end = (readings: readonly Reading[]) =>
    tell(
      AGENCY,
      mergeSaid(
        [],
        readings.flatMap(({ said }) => said),
      ),
      [],
    ).events
  fc.assert(
    fc.property(fc.array(row, { maxLength: 8 }), fc.nat(), (rows, by) => {
      const readings = rows.map((one, at) => {
        const found = verdictOf(one, at)
        assert.ok(found.ok)
        return found.reading
      })
      const turned =
        readings.length === 0 ? [] : readings.map((_, at) => readings[(at + by) % readings.length]!)
      assert.deepEqual(end(turned.toReversed()), end(readings))
      assert.deepEqual(end([...readings, ...turned]), end(readings))
    }),
  )
})

test('no row, however it is changed, does more than wait in quarantine with a sentence', () => {
  const columns = fc.constantFrom(...VISITS.columns, '__proto__', 'constructor', ' cells')
  const value = fc.oneof(
    fc.string(),
    fc.string({ unit: 'binary' }),
    fc.constantFrom(
      '2026-02-24 08:00',
      '24/02/2026',
      NUMBER,
      'NULL',
      '1e9',
      '-1',
      '99999999',
      'made',
    ),
  )
  fc.assert(
    fc.property(fc.array(fc.tuple(columns, value)), (cells) => {
      const bytes = Buffer.from(JSON.stringify(Object.fromEntries(cells)))
      for (const { id } of careKinds) {
        const context = testContext(bytes, { source: AGENCY, kind: id })
        const found = readItem({ kind: id, bytes }, context)
        if (!found.ok)
          assert.ok(found.reason.length > 0 && !/is not a function|undefined/.test(found.reason))
      }
    }),
  )
})

test('whole files, mutated, are taken, refused at a line, or put into quarantine row by row', async (t) => {
  const place = await martha(t)
  const good = visits(
    `V1,${NUMBER},1-99,2026-02-24 08:00,30,,,missed,`,
    `V2,${NUMBER},1-99,2026-02-24 12:30,30,2026-02-24 12:34,28,made,`,
  )
  const [cut] = await place.load(AGENCY, good.slice(0, -40))
  assert.equal(cut!.quarantined + cut!.new, 2)
  assert.ok(Object.keys(cut!.warnings).some((one) => one.includes('cut off')))
  const [twice] = await place.load(AGENCY, good.replace('reason', 'status'))
  assert.match(twice!.fault!.message, /stands twice/)
  const monthFirst = visits(`V9,${NUMBER},1-99,02/24/2026 08:00,30,,,missed,`)
  const [wrong] = await place.load(AGENCY, monthFirst)
  assert.match(wrong!.fault!.message, /month first/)
  const [foreign] = await place.load('national-opt-outs', good)
  assert.match(foreign!.fault!.message, /does not let national-opt-outs give that/)
})
