import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { CldCheck, type ReturnReport } from './cld-check.ts'
import { CLD_COLUMNS, type CldColumn } from './cld-columns.ts'

type Cells = Partial<Record<CldColumn, string>>

const PERSON: Cells = {
  'LA Code': 'E10000099',
  'Reporting Period Start Date': '2026-01-01',
  'Reporting Period End Date': '31/03/2026',
  'NHS Number': '999 012 3454',
  'LA Person Unique Identifier': 'C100',
  'First Name': 'Marta',
  'Last Name': 'Okello',
  Gender: 'Female',
  Ethnicity: 'White: Irish',
  'Date of Birth': '12/03/1944',
  'Client Type': 'Service user',
  'Primary Support Reason': 'Physical Support: Personal care support',
  Postcode: 'SM1 1AA',
  'Accommodation Status': 'Owner occupier or shared ownership scheme',
  'Has Unpaid Carer': 'No',
  'Client Funding Status': 'Fully social care funded',
  'Event Start Date': '2026-02-01',
}
const REQUEST: Cells = {
  ...PERSON,
  'Event Type': 'Request',
  'Event End Date': '2026-02-03',
  'Event Outcome': 'NFA: Support declined',
  'Request: Route of Access': 'Community / Other route',
}
const SERVICE: Cells = {
  ...PERSON,
  'Event Type': 'Service',
  'Service Type': 'Long term support: Community',
  'Service Component': 'Home support or domiciliary care',
  'Delivery Mechanism': 'CASSR commissioned support',
}
const ASSESSMENT: Cells = {
  ...PERSON,
  'Event Type': 'Assessment',
  'Event End Date': '2026-02-20',
  'Event Outcome': 'Progress to support planning or services',
  'Assessment Type': 'Long term assessment',
  'Method of Assessment': 'Service user only',
}

function check(...rows: Cells[]): ReturnReport {
  const checked = new CldCheck()
  for (const [at, row] of rows.entries()) {
    const cells = CLD_COLUMNS.map((column) => row[column] ?? '')
    checked.take(cells, { row: at + 2, line: at + 2 })
  }
  return checked.end('2026-04-10')
}

/** `2 Event Outcome mandatory`, a line each. */
function wrong({ faults }: ReturnReport): string[] {
  return faults.map(({ row, column, rule }) => `${row} ${column} ${rule}`)
}

const without = (row: Cells, ...columns: CldColumn[]): Cells => ({
  ...row,
  ...Object.fromEntries(columns.map((column) => [column, ''])),
})

test('a return in which nothing is wrong is found so', () => {
  const report = check(REQUEST, SERVICE, ASSESSMENT)
  assert.deepEqual(wrong(report), [])
  assert.deepEqual([report.release, report.rows, report.wanting], [2, 3, 0])
})

test('what is asked for is asked for in its own rows, and in the department’s words', () => {
  const rows = [REQUEST, SERVICE, ASSESSMENT].map((row) =>
    without(row, 'Request: Route of Access', 'Assessment Type', 'Service Type', 'Method of Review'),
  )
  const report = check(...rows)
  assert.deepEqual(wrong(report), [
    '2 Request: Route of Access mandatory',
    '3 Service Type mandatory',
    '4 Assessment Type mandatory',
  ])
  const [route] = report.faults
  assert.equal(route!.status, 'Failed: Blank (Mandatory)')
  assert.match(route!.sentence, /asked for of every request \(the department, Release 2\)/)
  assert.match(report.faults[1]!.sentence, /ours, as the department’s of Release 1/)
  const counted = report.fields.find(({ name }) => name === 'Request: Route of Access')!
  assert.deepEqual([counted.mandatory, counted.missing, counted.valid], [1, 1, 0])
  assert.equal(counted.rule.official, true)
})

test('a carer who is known by association has no event, and none is asked for', () => {
  const known = {
    ...without(PERSON, 'Event Start Date'),
    'Client Type': 'Unpaid carer known by association',
  }
  assert.deepEqual(wrong(check(known)), [])
})

test('employment is asked for of people of working age with a learning disability alone', () => {
  const learning = { 'Primary Support Reason': 'Learning Disability Support' }
  const young = { ...ASSESSMENT, ...learning, 'Date of Birth': '01/04/1990' }
  assert.deepEqual(wrong(check(young, { ...ASSESSMENT, ...learning })), [
    '2 Employment Status mandatory',
  ])
})

test('a value of the other release is a fault of a return of this one, whichever it is', () => {
  const first: Cells = {
    'Client Type': 'Service User',
    'Event Outcome': 'NFA - Support declined',
    'Client Funding Status': 'Fully Social Care Funded',
    Ethnicity: 'White - Irish',
  }
  const own = check({ ...REQUEST, ...first })
  assert.deepEqual([own.release, wrong(own)], [1, []])
  const mixed = check(REQUEST, SERVICE, { ...REQUEST, 'Event Outcome': 'NFA - Support declined' })
  assert.deepEqual([mixed.release, wrong(mixed)], [2, ['4 Event Outcome release-1-only']])
  const back = check({ ...REQUEST, ...first }, { ...REQUEST, ...first, Ethnicity: 'White: Irish' })
  assert.deepEqual([back.release, wrong(back)], [1, ['3 Ethnicity release-2-only']])
})

test('Release 1 says of a service that goes on that it is provided, and Release 2 says nothing', () => {
  const first: Cells = {
    'Client Type': 'Service User',
    'Client Funding Status': 'Fully Social Care Funded',
    'Service Type': 'Long Term Support: Community',
    'Service Component': 'Home Support',
    'Delivery Mechanism': 'CASSR Commissioned Support',
  }
  const open = { ...SERVICE, ...first, Ethnicity: 'White - Irish' }
  assert.deepEqual(wrong(check(open)), ['2 Event Outcome mandatory'])
  assert.deepEqual(wrong(check({ ...open, 'Event Outcome': 'Provision of service' })), [])
})

test('the time that a return covers is worked out from when its events end', () => {
  const months = ['2026-01', '2026-02', '2026-03'].flatMap((month) =>
    Array.from({ length: 20 }, () => [
      { ...REQUEST, 'Event End Date': `${month}-20` },
      { ...ASSESSMENT, 'Event End Date': `${month}-20` },
      { ...SERVICE, 'Event End Date': `${month}-20`, 'Event Outcome': 'NFA: Deceased' },
    ]).flat(),
  )
  const early = { ...REQUEST, 'Event Start Date': '2025-11-01', 'Event End Date': '2025-11-02' }
  const [told] = check(...months, early).periods
  assert.deepEqual(told!.derived, { start: '2026-01-01', end: '2026-03-31' })
  assert.equal(check(REQUEST, early).periods[0]!.derived, undefined)
})

test('what services cost is worked out by the department’s sum', () => {
  const paid = (frequency: string, cost: string, more: Cells = {}) =>
    check({
      ...SERVICE,
      'Event Start Date': '2026-03-18',
      'Unit Cost': cost,
      'Cost Frequency (Unit Type)': frequency,
      ...more,
    }).costs.pence
  // Two weeks of the period.
  assert.equal(paid('Weekly', '£100.00'), '20000')
  assert.equal(paid('Fortnightly', '100'), '10000')
  assert.equal(paid('Hourly', '-20.50', { 'Planned units per week': '10' }), '41000')
  assert.equal(paid('Hourly', '20.50'), '0')
  assert.equal(paid('One-off', '99.99'), '9999')
  assert.equal(paid('Monthly', '52'), '2400')
  assert.equal(paid('Weekly', '70', { 'Event End Date': '2026-03-18' }), '1000')
})

test('whatever stands in the cells, the counts add up and no fault quotes a value', () => {
  const cell = fc.oneof(
    fc.constant(''),
    fc.constantFrom('Zqx', '31/02/2026', 'constructor', '__proto__', '=1+1', '£', '9990123454'),
    fc.constantFrom(...Object.values(REQUEST), ...Object.values(SERVICE)),
  )
  const rows = fc.array(fc.array(cell, { minLength: 50, maxLength: 50 }), { maxLength: 20 })
  fc.assert(
    fc.property(rows, (all) => {
      const checked = new CldCheck()
      for (const [at, cells] of all.entries()) checked.take(cells, { row: at + 2, line: at + 2 })
      const report = checked.end('2026-04-10')
      for (const { name, valid, invalid, blank, missing, mandatory } of report.fields) {
        assert.ok(valid + invalid + blank <= all.length, name)
        assert.ok(missing <= mandatory && missing <= blank + all.length)
      }
      const invalid = report.fields.reduce((sum, field) => sum + field.invalid + field.missing, 0)
      assert.equal(report.faults.length, invalid)
      assert.equal(new Set(report.faults.map(({ row }) => row)).size, report.wanting)
      for (const { sentence } of report.faults) assert.doesNotMatch(sentence, /Zqx|__proto__/)
    }),
    { numRuns: 200 },
  )
})
