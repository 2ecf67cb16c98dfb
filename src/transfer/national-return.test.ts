import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { southmere } from '../agreement/testing.ts'
import { destinationsOf } from './destination-list.ts'
import { toldAlike } from './make-return.ts'
import { type Body, bodiesOf, readyDateFile, sitrepFile } from './national-return.ts'
import type { ReadyStay, WaitedFor } from './queries-return.ts'
import { readyDateRows } from './ready-date-return.ts'
import { REASONS } from './reason-list.ts'
import { sitrepRows } from './sitrep-return.ts'

const RULE = { least: 10, base: 5, clause: '3.14' }
const NOW = new Date('2026-04-20T09:00:00Z')
const BODY: Body = { level: 'PROVIDER', code: 'RXS', name: 'Mere General', has: () => true }
const CARE = 'Other home-based social care service not yet available (Pathway 1)'

/** Came on the first of March, was ready on the tenth at ten, and left at noon so many days after. */
function stays(count: number, days: number | undefined, first = 0): ReadyStay[] {
  return Array.from({ length: count }, (_, at) => ({
    person: `p${first + at}`,
    organisation: 'RXS',
    pathway: '1',
    went: days === undefined ? null : 'home',
    council: 'southmere-council',
    admittedAt: new Date('2026-03-01T09:00:00Z'),
    readyAt: new Date('2026-03-10T10:00:00Z'),
    leftAt: days === undefined ? null : new Date(Date.UTC(2026, 2, 10 + days, 12)),
  }))
}

function valueIn(
  rows: readonly { period: string; group: string; metric: string; value: string }[],
  period: string,
  group: string,
  metric = '',
): string | undefined {
  return rows.find((one) => {
    return one.period === period && one.group === group && one.metric.includes(metric)
  })?.value
}

test('each day says who did not meet the criteria, who of them left and who stayed', () => {
  const all = [...stays(20, 0), ...stays(30, 2, 100), ...stays(3, 5, 200)]
  const rows = sitrepRows({ stays: all, reasons: [], month: '2026-03', now: NOW }, BODY, RULE)
  assert.equal(valueIn(rows, '2026-03-09', 'NCTR'), '[c]')
  assert.equal(valueIn(rows, '2026-03-10', 'NCTR', 'criteria'), '55')
  assert.equal(valueIn(rows, '2026-03-10', 'Discharges'), '20')
  assert.equal(valueIn(rows, '2026-03-10', 'NCTR not discharged'), '35')
  // Three stayed: they would follow from those who were ready, less those who left.
  assert.equal(valueIn(rows, '2026-03-12', 'NCTR', 'criteria'), '35')
  assert.equal(valueIn(rows, '2026-03-12', 'Discharges'), '[c]')
  assert.equal(valueIn(rows, '2026-03-12', 'NCTR not discharged'), '[c]')
  assert.equal(valueIn(rows, '2026-03-13', 'NCTR', 'criteria'), '[c]')
  assert.equal(valueIn(rows, '2026-03-01', 'Discharge destination', 'Pathway 1'), '55')
  assert.equal(valueIn(rows, '2026-03-01', 'Discharge destination', 'Pathway 3'), '[c]')
  // Of a month that goes on, only days that are over.
  const half = { stays: all, reasons: [], month: '2026-03', now: new Date('2026-03-12T09:00:00Z') }
  assert.equal(sitrepRows(half, BODY, RULE).filter(({ group }) => group === 'NCTR').length, 11)
})

test('who left is told by way home and whether to a care home, each month by the list of its day', () => {
  const some = (pathway: string, went: 'home' | 'care-home', many: number, first: number) =>
    stays(many, 1, first).map((one) => ({ ...one, pathway, went }))
  const all = [
    ...some('0', 'home', 40, 0),
    ...some('0', 'care-home', 20, 100),
    ...some('1', 'home', 30, 200),
    ...some('1', 'care-home', 15, 300),
    ...some('3', 'care-home', 25, 400),
  ]
  const rowsIn = (month: string) =>
    sitrepRows({ stays: all, reasons: [], month, now: NOW }, BODY, RULE)
      .filter(({ group }) => group === 'Discharge destination')
      .map(({ metric, value }) => [/^Pathway (\d)(.*care home)?/.exec(metric)![0].slice(8), value])
  const told = rowsIn('2026-03').map(([, value]) => value)
  assert.deepEqual(told, ['40', '20', '30', '15', '[c]', '25'])
  const eight = destinationsOf('2026-03').reduce((sum, { of }) => sum + of, 0)
  assert.equal(eight, 8)
  assert.deepEqual(
    rowsIn('2024-05').map(([name]) => name),
    ['0', '1', '2', '3'],
  )
})

const DOMAIN = join(import.meta.dirname, '../../../shared/domain/policy-2026.md')

test('the 37 reasons are those that the domain facts list, word for word, in their five families', {
  skip: existsSync(DOMAIN) ? false : 'needs ../shared/domain',
}, () => {
  const text = readFileSync(DOMAIN, 'utf8')
  const now = REASONS.filter(({ to }) => to === undefined)
  assert.equal(now.length, 37)
  const families = [...text.matchAll(/^ - \*(.+?)\*: (.+)\.$/gm)].slice(0, 5)
  const listed = families.flatMap(([, family, words]) => {
    // Each is followed by its share of the waits, and by what stands before it where that is not a dash.
    return words!
      .split('; ')
      .map(
        (one) =>
          `${family}: ${one.replace(/ \((?:hyphen|"process).*?\)(?= )/, '').replace(/ [\d.]+$/, '')}`,
      )
  })
  assert.equal(listed.length, 37)
  const ours = now.map(({ family, words }) => `${family}: ${words}`)
  assert.deepEqual(ours.sort(), listed.sort())
  assert.equal(REASONS.filter(({ to }) => to !== undefined).length, 18)
})

test('reasons are a mean of the Mondays of those in for 7 days and more, and lost days theirs', () => {
  const all = stays(12, undefined)
  const reasons = all.map(
    ({ person, organisation, admittedAt, readyAt }): WaitedFor => ({
      ...{ person, organisation, admittedAt, reason: CARE, from: readyAt },
      to: new Date('2026-03-24T12:00:00Z'),
    }),
  )
  const rows = sitrepRows({ stays: all, reasons, month: '2026-03', now: NOW }, BODY, RULE)
  // Mondays 2, 9, 16, 23 and 30: on two of the five all twelve waited for it.
  assert.equal(valueIn(rows, '2026-03-01', 'Delay reason LOS 7+', CARE), '5')
  assert.equal(valueIn(rows, '2026-03-01', 'Delay reason LOS 14+', CARE), '5')
  const listed = rows.filter(({ group }) => group === 'Delay reason LOS 7+')
  assert.equal(listed.length, 37)
  assert.equal(listed.length, REASONS.filter(({ to }) => to === undefined).length)
  assert.equal(valueIn(rows, '2026-03-09', 'Additional bed days lost', 'LOS 7+'), '[c]')
  // Twelve people, each six midnights since they were ready.
  assert.equal(valueIn(rows, '2026-03-16', 'Additional bed days lost', 'LOS 7+'), '70')
  assert.equal(valueIn(rows, '2026-03-16', 'Additional bed days lost', 'LOS 21+'), '[c]')
})

test('discharges are told by the hour where both parts are of enough, and months have their own groups', () => {
  const late = stays(15, 0, 50).map((one) => ({ ...one, leftAt: new Date('2026-03-10T18:00:00Z') }))
  const all = [...stays(20, 0), ...late, ...stays(12, 5, 100)]
  const tell = (some: ReadyStay[], month = '2026-03') =>
    sitrepRows({ stays: some, reasons: [], month, now: NOW }, BODY, RULE)
  const rows = tell(all)
  const day = (metric: string, told = rows) => valueIn(told, '2026-03-10', 'Discharges', metric)
  assert.deepEqual([day('by the end'), day('by 17:00'), day('17:01')], ['35', '20', '15'])
  const few = tell([...stays(20, 0), ...late.slice(0, 3), ...stays(12, 5, 100)])
  assert.deepEqual([day('end', few), day('by 17:00', few), day('17:01', few)], ['25', '[c]', '[c]'])
  const groups = (month: string) => new Set(tell([], month).map(({ group }) => group))
  assert.ok(groups('2026-03').has('Delay reason LOS 7+ Costs'))
  assert.ok(!groups('2025-07').has('Delay reason LOS 7+ Costs'))
  assert.ok(!groups('2023-07').has('Delay reason LOS 7+'))
})

test('delayed bed days cost what the agreement says that a day does, and nothing where it says nothing', () => {
  const known = { stays: stays(12, 5), reasons: [], month: '2026-03', now: NOW }
  const costs = (bedDay?: bigint) => {
    const rows = sitrepRows({ ...known, ...(bedDay ? { bedDay } : {}) }, BODY, RULE)
    return rows.filter(({ group }) => /Costs/.test(group)).map(({ value }) => value)
  }
  assert.deepEqual(costs(41_000n), ['60', '24600'])
  assert.deepEqual(costs(), ['60', '[z]'])
  const few = sitrepRows({ ...known, stays: stays(3, 5), bedDay: 41_000n }, BODY, RULE)
  assert.deepEqual(
    few.filter(({ group }) => /Costs/.test(group)).map(({ value }) => value),
    ['[c]', '[c]'],
  )
})

test('of what is made of parts, no part is told where another is not', () => {
  const row = (value: string) => ({ value })
  const told = toldAlike([[row('50')], [row('45')], [row('[c]')]], ({ value }) => value !== '50')
  assert.deepEqual(told, [[row('50')], [row('[c]')], [row('[c]')]])
  assert.deepEqual(toldAlike([[row('50')], [row('[c]')]], ({ value }) => value !== '50').flat(), [
    row('50'),
    row('[c]'),
  ])
})

test('the ready-date figures are bands, parts of all and of the delayed, days and means', () => {
  const all = [...stays(60, 0), ...stays(20, 1, 100), ...stays(20, 5, 200)]
  const rows = readyDateRows(all, { type: 'Provider' }, RULE)
  const told = new Map(rows.map(({ measure, value }) => [measure, value]))
  assert.equal(told.get('Total discharges'), '100')
  assert.equal(told.get('% of discharges with no delay'), '0.6000')
  assert.equal(told.get('Mean days (inc 0 day)'), '1.2000')
  assert.equal(told.get('Mean days (exc 0 day)'), '3.0000')
  assert.equal(told.get('Bed days lost'), '120')
  assert.equal(told.get('Discharges delayed by 1 day'), '20')
  assert.equal(told.get('Bed days lost, 1 day'), '20')
  assert.equal(told.get('% of delayed discharges, 1 day'), '0.5000')
  // Bands of nobody are told with the one that follows, so that neither is told alone.
  assert.equal(told.get('Discharges delayed by 21 days or more'), '[c]')
  assert.equal(told.get('Discharges delayed by 4-6 days'), '[c]')
})

test('the files have the national columns, of the board and of each hospital, and no cell is a formula', async () => {
  const bodies = bodiesOf(await southmere(), ['RXS', 'RXS', '=cmd'])
  assert.deepEqual(
    bodies.map(({ level, code }) => [level, code]),
    [
      ['ICB', 'QXS'],
      ['PROVIDER', '=cmd'],
      ['PROVIDER', 'RXS'],
    ],
  )
  const row = {
    period: '2026-03-01',
    group: 'NCTR',
    metric: 'a "b", c',
    type: 'Daily metric',
    value: '5',
  }
  const [head, first, second] = sitrepFile(
    bodies.slice(1).map((body) => ({ body, row })),
    'NHS Southmere Integrated Care Board',
  ).split('\r\n')
  assert.equal(
    head,
    'Period,Level,Region,ICB,Org Code,Org Name,Metric,Metric Type,Metric Group,Value',
  )
  assert.match(first!, /,'=cmd,'=cmd,"a ""b"", c",Daily metric,NCTR,5$/)
  assert.match(second!, /^2026-03-01,PROVIDER,\[z\],NHS Southmere .*,RXS,Mere General,/)
  const ready = readyDateFile(
    [
      {
        type: 'UTLA Aggregate',
        council: { code: 'E10000099', name: 'Southmere' },
        measure: 'm',
        value: '1',
      },
    ],
    '2026-03',
    'ICB',
  )
  assert.match(
    ready,
    /^Date,Data Source,Data Type,UTLA Code,.*,Measure,Value\r\n2026-03-01,Local,UTLA/,
  )
})
