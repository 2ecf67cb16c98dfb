import assert from 'node:assert/strict'
import { before, test } from 'node:test'
import type { Agreement } from '../agreement/index.ts'
import { southmere } from '../agreement/testing.ts'
import { CASE_KINDS, type Case, waitRuleOf } from '../record/index.ts'
import { caseFigures, caseHeading } from './case-figures.ts'
import { type CaseContext, caseRows } from './case-list.ts'
import { hasBeds, heardOf } from './own-feeds.ts'
import { going, listedEvent, listedPerson, listedStay } from './testing.ts'

const now = new Date('2026-03-03T12:00:00Z')
const actor = {
  id: 'ana.reid',
  name: 'Ana Reid',
  role: 'social-worker',
  organisation: 'southmere-council',
  side: 'council',
  via: 'web',
} as const

let agreement: Agreement
before(async () => {
  agreement = await southmere()
})

function row(
  person: ReturnType<typeof listedPerson>,
  cases: Case[],
  more: Partial<CaseContext> = {},
) {
  const sendReadyDates = new Set(['RXS'])
  const context = { agreement, rule: waitRuleOf(agreement), actor, now, sendReadyDates, ...more }
  return caseRows([{ person, cases }], context)[0]!
}

const stay = listedStay({
  detail: { readyAt: '2026-02-25T12:00:00Z', pathway: '1', bay: 'Bay 2', bed: 'Bed 2' },
})
const assessment = listedEvent('assessment', {
  status: 'finished',
  label: 'Care Act assessment',
  endAt: '2026-02-27',
  detail: { next: 'support', outcome: 'Went on to support' },
})
const wayHome: Case = { kind: 'way-home', since: '2026-02-25T12:00:00Z', event: stay, ready: true }

test('what is waited for, since when, where, who holds it, what the hospital did last', () => {
  const service: Case = { kind: 'service', since: '2026-02-27', event: assessment }
  const told = row(listedPerson('George', going(stay, assessment)), [wayHome, service])
  assert.deepEqual(
    told.needs.map(({ what, since, waited }) => [what, since, waited]),
    [
      ['care at home', 'Ready since Wed 25 Feb', '6 days'],
      ['support', 'since Fri 27 Feb', '4 days 12 h'],
    ],
  )
  assert.deepEqual(
    [told.where, told.stay],
    ['Mere General, Ward 6, bay\u00a02, bed\u00a02', { days: 13, mark: 7 }],
  )
  assert.deepEqual(told.held, {
    who: 'the hospital social work team',
    at: 'Southmere Council',
    how: '01632 960127',
  })
  assert.equal(told.other.last!.words, 'Said ready to leave')
  assert.deepEqual(told.other.ring, {
    who: 'the transfer hub',
    at: 'Mere General',
    how: '01632 960147',
  })
})

test('a worker whom a source names holds it; where nobody is named, nobody is', () => {
  const holder = {
    dataClass: 'council-care',
    side: 'council',
    at: 'Southmere Council',
    name: 'Omar Hale',
    team: 'Mere team',
  } as const
  const told = row(listedPerson('George', { ...going(stay), holders: [holder] }), [wayHome])
  assert.deepEqual(told.held, {
    who: 'Omar Hale',
    team: 'Mere team',
    at: 'Southmere Council',
    how: undefined,
  })
  const icb = { ...actor, organisation: 'southmere-icb', side: 'nhs' }
  assert.equal(row(listedPerson('George', going(stay)), [wayHome], { actor: icb }).held, undefined)
})

test('without a date from a hospital that sends none, no wait is made up', () => {
  const bed = listedStay({ detail: { pathway: '3' } })
  const undated: Case = { kind: 'way-home', event: bed }
  const words = (sends: string[]) =>
    row(listedPerson('Irene', going(bed)), [undated], { sendReadyDates: new Set(sends) }).needs[0]
  assert.deepEqual(words([]), { what: 'a care home', why: undefined, since: 'Ready date not sent' })
  assert.equal(words(['RXS'])!.since, 'No ready date yet')
})

test('about somebody who is at home nobody of a ward is rung', () => {
  const left = listedStay({
    status: 'finished',
    startAt: '2026-01-02T10:00:00Z',
    endAt: '2026-01-09T10:00:00Z',
  })
  const review: Case = { kind: 'review', since: '2025-01-02' }
  const told = row(listedPerson('Ada', going(left)), [review])
  assert.deepEqual([told.other.last!.words, told.other.ring], ['Left Ward 6', undefined])
  assert.deepEqual(
    [told.needs[0]!.since, told.held!.who],
    ['Last reviewed Thu 2 Jan 2025, 14 months ago', 'the adult social care front door'],
  )
  const never = row(listedPerson('Ada'), [{ ...review, neverReviewed: true }])
  assert.equal(never.needs[0]!.since, 'No review known; support since Thu 2 Jan 2025')
})

const counts = Object.fromEntries(CASE_KINDS.map((kind) => [kind, 0])) as Record<
  Case['kind'],
  number
>
const feeds = (lastArrivedAt?: string) =>
  ['mere-general', 'southmere-council'].map((feed) => ({
    feed,
    name: feed,
    late: lastArrivedAt === undefined,
    ...(lastArrivedAt === undefined ? {} : { lastArrivedAt }),
  }))

test('nought is shown where it is known, and not known where nobody was heard', () => {
  const list = { counts, more: new Set<Case['kind']>() }
  const values = (organisation: string, arrived: string | undefined, ...sees: string[]) => {
    const scope = { heard: heardOf(agreement, feeds(arrived), organisation), sees: new Set(sees) }
    return [
      caseHeading(list, scope, undefined, 'the council'),
      ...caseFigures(list, scope, String).map(({ value }) => value),
    ]
  }
  const day = '2026-03-02T10:00:00Z'
  const unknown = Array.from({ length: 5 }, () => 'not known')
  assert.deepEqual(values('southmere-council', day, 'waits-for-us'), [
    'Nothing needs you now',
    '0',
    '0',
    '0',
    '0',
    '0',
    '0',
  ])
  assert.deepEqual(values('southmere-council', undefined, 'waits-for-us'), [
    'Who waits for the council is not known',
    'not known',
    ...unknown,
  ])
  // The council next door sends nothing of its own here.
  assert.deepEqual(values('highfell-council', day, 'waits-for-us'), [
    'Nobody in hospital waits for the council',
    '0',
    ...unknown,
  ])
  // A role that may not see who waits is not told that nobody does.
  assert.deepEqual(values('southmere-council', day, 'open-case-here'), [
    'Nothing needs you now',
    '0',
    '0',
    '0',
  ])
  // Nobody of a practice is assessed or reviewed by it, nor of a care home; letters are the practice's alone.
  assert.deepEqual(values('mere-street-surgery', day, 'registered-here'), [
    'Nothing needs you now',
    '0',
    '0',
    '0',
  ])
  assert.deepEqual(values('the-limes', day, 'placed-here'), [
    'Nothing needs you now',
    '0',
    '0',
    '0',
  ])
  assert.deepEqual(values('the-limes', undefined, 'placed-here'), [
    'Who waits for the council is not known',
    'not known',
    'not known',
    'not known',
  ])
})

test('a heading answers with the worst there is; more than was looked for is said', () => {
  const list = {
    counts: { ...counts, service: 2, review: 500 },
    more: new Set(['review'] as const),
  }
  const scope = {
    heard: heardOf(agreement, feeds('2026-03-02'), 'southmere-council'),
    sees: new Set(['waits-for-us']),
  }
  assert.equal(
    caseHeading(list, scope, undefined, ''),
    '2 people are to have support and have none',
  )
  assert.equal(caseHeading(list, scope, 'review', ''), '500 or more reviews are due')
  const figures = caseFigures(list, scope, String)
  assert.equal(figures[1]!.tone, 'alert')
  assert.ok(figures.some(({ value }) => value === '500 or more'))
})

test('what an organisation has sent is as at the newest day of which any feed of its own spoke', () => {
  const spoke = (feed: string, asAt: string) => ({ feed, name: feed, late: false, asAt })
  const states = [
    spoke('southmere-council', '2026-01-31'),
    spoke('southmere-council-daily', '2026-03-02'),
  ]
  assert.equal(heardOf(agreement, states, 'southmere-council').ownAsAt, '2026-03-02')
  assert.equal(heardOf(agreement, states, 'mere-general').ownAsAt, undefined)
})

test('a role of both sides begins where its organisation does', () => {
  assert.equal(hasBeds(agreement, 'mere-general'), true)
  for (const other of ['southmere-council', 'southmere-districts', 'highfell-council']) {
    assert.equal(hasBeds(agreement, other), false)
  }
})
