import assert from 'node:assert/strict'
import { before, test } from 'node:test'
import fc from 'fast-check'
import type { Agreement } from '../agreement/index.ts'
import { southmere } from '../agreement/testing.ts'
import { DAY_MS } from '../kernel/index.ts'
import { personCalled } from '../kernel/testing.ts'
import { waitRuleOf } from '../record/index.ts'
import { markNamesakes, type PersonLine } from './person-line.ts'
import { dialOf } from './ring.ts'
import { stayLength } from './stay-length.ts'
import { going, listedEvent, listedPerson, listedStay } from './testing.ts'
import { type WardContext, wardRows } from './ward-list.ts'

const now = new Date('2026-03-03T12:00:00Z')
const actor = {
  id: 'priya.shah',
  name: 'Priya Shah',
  role: 'ward-coordinator',
  organisation: 'mere-general',
  side: 'nhs',
  via: 'web',
} as const

let agreement: Agreement
before(async () => {
  agreement = await southmere()
})

function row(person: ReturnType<typeof listedPerson>, more: Partial<WardContext> = {}) {
  const known = { sendsReadyDates: true, councilHeard: true }
  const context = { agreement, rule: waitRuleOf(agreement), actor, now, ...known, ...more }
  return wardRows([person], context)[0]!
}

test('a row is sure of who it is, where they lie, how long, and for what they wait', () => {
  const stay = listedStay({
    detail: {
      readyAt: '2026-02-27T12:00:00Z',
      pathway: '1',
      delayReason: 'Pathway 1: awaiting a resource for the start of care at home',
      bay: 'Bay 2',
      bed: '4',
    },
  })
  const told = row(listedPerson('Ada', { ...going(stay), neededBy: ['southmere-council'] }))
  assert.deepEqual(
    [told.nhsNumber, told.born, told.bed],
    ['999 012 3454', '1 May 1943 (82)', 'Ward 6, bay\u00a02, bed\u00a04'],
  )
  assert.deepEqual([told.stay, told.waitedMs], [{ days: 13, mark: 7 }, 4 * DAY_MS])
  assert.deepEqual(told.waitsFor, {
    what: 'care at home',
    why: 'Awaiting a resource for the start of care at home',
  })
  assert.deepEqual(told.neededBy, ['Southmere Council'])
})

test('the council did this last, and this is whom to ring', () => {
  const assessment = listedEvent('assessment', {
    status: 'finished',
    label: 'Care Act assessment',
    endAt: '2026-02-27',
    detail: { outcome: 'Went on to support' },
  })
  const person = listedPerson('Ada', going(listedStay(), assessment))
  assert.deepEqual(row(person).other, {
    last: {
      words: 'Care Act assessment finished: went on to support',
      at: '2026-02-27',
      organisation: 'E10000099',
    },
    ring: { who: 'the hospital social work team', at: 'Southmere Council', how: '01632 960127' },
  })
  const holder = {
    dataClass: 'council-care',
    side: 'council',
    at: 'Southmere Council',
    name: 'Ana Reid',
    role: 'social worker',
    phone: '01632 960133',
  } as const
  assert.deepEqual(row({ ...person, holders: [holder] }).other.ring, {
    who: 'Ana Reid, social worker',
    at: 'Southmere Council',
    how: '01632 960133',
  })
})

test('whoever is needed most closely is rung first, on whichever side', () => {
  const person = listedPerson('Ada', {
    ...going(listedStay()),
    neededBy: ['southmere-community', 'southmere-council'],
    homes: ['southmere-council'],
  })
  assert.equal(row(person).other.ring!.at, 'Southmere Community Health')
  const { last, ring } = row({ ...person, neededBy: [] }).other
  assert.deepEqual([last, ring!.at], [undefined, 'Southmere Council'])
  assert.equal(row({ ...person, neededBy: [], homes: [] }).other.ring, undefined)
})

test('not ready only where the hospital says so; that it sends nothing is another sentence', () => {
  const leaving = (detail: Record<string, string>, sendsReadyDates = true) =>
    row(listedPerson('Ada', going(listedStay({ detail }))), { sendsReadyDates }).leaving
  assert.equal(leaving({}), 'No ready date yet')
  assert.equal(leaving({}, false), 'Ready date not sent')
  assert.equal(leaving({ readyAt: '2026-03-09T10:00:00Z' }), 'Not ready until Mon 9 Mar')
  assert.equal(leaving({ expectedEnd: '2026-03-05' }, false), 'Expected to leave Thu 5 Mar')
  assert.equal(leaving({ expectedEnd: '2026-03-03' }), 'Expected to leave Tue 3 Mar')
  const passed = 'Was expected to leave Mon 2 Mar, no later date sent'
  assert.equal(leaving({ expectedEnd: '2026-03-02' }), passed)
  assert.equal(leaving({ expectedEnd: '2026-03-02T18:00:00Z' }), passed)
})

test('care at home: some, none known by whom, not recorded, not reached are four answers', () => {
  const care = (more: object, councilHeard = true) =>
    row(listedPerson('Ada', { ...going(listedStay()), ...more }), { councilHeard }).care
  const twice = [
    listedEvent('service', { label: 'Home care' }),
    listedEvent('service', { label: 'Home care' }),
  ]
  assert.deepEqual(care(going(listedStay(), ...twice)), { known: 'some', labels: ['Home care'] })
  const careKnownTo = [{ at: 'Southmere Council', asAt: '2026-03-02T00:00:00Z' }]
  assert.deepEqual(care({ careKnownTo }), {
    known: 'none',
    at: 'Southmere Council',
    asAt: '2026-03-02T00:00:00Z',
  })
  assert.deepEqual(care({}), { known: 'not-recorded' })
  assert.deepEqual(care({}, false), { known: 'not-reached' })
})

test('the marks stand at 7, 14 and 21 days, by the days of London', () => {
  const at = (days: number) =>
    stayLength(new Date(now.getTime() - days * DAY_MS).toISOString(), now)
  const marks = [0, 6, 7, 13, 14, 20, 21, 400].map((days) => at(days)!.mark)
  assert.deepEqual(marks, [undefined, undefined, 7, 7, 14, 14, 21, 21])
  assert.deepEqual(stayLength('2026-02-24', now), { days: 7, mark: 7 })
  // Half past midnight in summer is the day before in UTC.
  assert.equal(stayLength('2026-07-01T23:30:00Z', new Date('2026-07-02T10:00:00Z'))!.days, 0)
  assert.equal(stayLength(undefined, now), undefined)
  assert.equal(stayLength('not a date', now), undefined)
  fc.assert(
    fc.property(fc.nat(2_000), (days) => {
      const { mark } = at(days)!
      assert.equal(mark ?? 0, days >= 21 ? 21 : days >= 14 ? 14 : days >= 7 ? 7 : 0)
    }),
  )
})

test('two people of one name on a list are both marked, accents aside', () => {
  const lines = ['Inês Hill', 'ines hill', 'Ada Hill'].map(
    (name): PersonLine => ({ personId: personCalled(name), name }),
  )
  assert.deepEqual(
    markNamesakes(lines).map(({ namesake }) => namesake),
    [true, true, undefined],
  )
})

test('a number is dialled as it is, and words are not', () => {
  assert.equal(dialOf('01632 960121, day and night'), '01632960121')
  assert.equal(dialOf('hub@example.org'), undefined)
  assert.equal(dialOf(undefined), undefined)
})
