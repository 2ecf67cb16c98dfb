import assert from 'node:assert/strict'
import { before, test } from 'node:test'
import fc from 'fast-check'
import type { Agreement } from '../agreement/index.ts'
import { southmere } from '../agreement/testing.ts'
import { personIdOf, type SourcePerson } from '../people/index.ts'
import { PAGE_ROWS, pageOf } from '../shell/index.ts'
import { byHarm, CASE_KINDS, casesOf, monthsBefore } from './cases.ts'
import type { KnownEvent } from './known-event.ts'
import { occurrencesOf } from './occurrence.ts'
import type { ReviewRow } from './queries-own.ts'
import { testEvent } from './testing.ts'
import { waitRuleOf } from './wait-rule.ts'

const now = new Date('2026-03-03T12:00:00Z')
const [P, Q] = [personIdOf('southmere-council', 'p'), personIdOf('southmere-council', 'q')]
const person: SourcePerson = {
  source: 'southmere-council',
  sourceId: 'C1',
  authority: '',
  personId: personIdOf('southmere-council', 'C1'),
  identifiers: [],
  given: [],
  phones: [],
  emails: [],
}

let agreement: Agreement
before(async () => {
  agreement = await southmere()
})

let made = 0
function ours(kind: KnownEvent['kind'], more: Partial<KnownEvent> = {}): KnownEvent {
  const eventId = `00000000-0000-0000-0000-${String(++made).padStart(12, '0')}`
  const council = { kind, organisation: 'E10000099', unit: undefined, source: 'southmere-council' }
  return testEvent({ eventId, ...council, label: kind, startAt: '2026-02-20', ...more })
}

const inBed = (detail: Record<string, string>) => testEvent({ detail })

function cases(events: KnownEvent[], reviews: ReviewRow[] = [], persons = [person]) {
  const known = { persons, occurrences: occurrencesOf(events), reviews }
  return casesOf(waitRuleOf(agreement), 'southmere-council', known, now)
}

const told = (...given: Parameters<typeof cases>) =>
  cases(...given).map(({ kind, since }) => [kind, since])

test('one person, the most harmful first', () => {
  const ready = '2026-02-27T10:15:00Z'
  const finished = { status: 'finished', endAt: '2026-02-25', detail: { next: 'support' } } as const
  assert.deepEqual(told([ours('assessment', finished), inBed({ pathway: '1', readyAt: ready })]), [
    ['way-home', ready],
    ['service', '2026-02-25'],
  ])
})

test('what is under way is listed until the next step begins', () => {
  assert.deepEqual(told([ours('request')]), [['assessment', '2026-02-20']])
  assert.deepEqual(told([ours('request'), ours('assessment', { startAt: '2026-02-24' })]), [
    ['service', '2026-02-24'],
  ])
  assert.deepEqual(told([ours('request'), ours('service', { startAt: '2026-02-24' })]), [])
  assert.deepEqual(told([ours('request', { organisation: 'E10000098' })]), [])
})

test('our people in hospital: their care has to start again, the more so when they are ready', () => {
  const care = ours('service')
  assert.deepEqual(told([care, inBed({})]), [['in-hospital', '2026-03-01T10:12:00.000Z']])
  const [ready] = cases([care, inBed({ pathway: '0', readyAt: '2026-03-02T10:00:00Z' })])
  assert.deepEqual([ready!.kind, ready!.ready], ['in-hospital', true])
  assert.deepEqual(told([inBed({})]), [])
  // Whoever waits for us is listed for that, and not a second time.
  assert.deepEqual(told([care, inBed({ pathway: '1' })]), [['way-home', undefined]])
})

test('our people who left hospital this week are to be followed up, until they are back', () => {
  const care = ours('service')
  const left = (endAt: string) => testEvent({ status: 'finished', endAt, detail: {} })
  const ended = '2026-02-27T15:00:00Z'
  assert.deepEqual(told([care, left(ended)]), [['left-hospital', ended]])
  assert.deepEqual(told([care, left('2026-02-24T11:00:00Z')]), [])
  assert.deepEqual(told([left(ended)]), [])
  const again = { ...inBed({}), eventId: '00000000-0000-0000-0000-0000000000e2' }
  assert.deepEqual(
    told([care, left(ended), again]).map(([kind]) => kind),
    ['in-hospital'],
  )
  assert.deepEqual(cases([care, left(ended)], [], [{ ...person, dead: true }]), [])
})

test('a review is due a year after the last, or after support began where there was none', () => {
  const review = (began_at: string | null, reviewed_at: string | null, goes_on = true) =>
    cases([], [{ person_id: P, began_at, reviewed_at, goes_on }]).map(({ since }) => since)
  assert.deepEqual(review('2020-01-01', '2025-03-03'), ['2025-03-03'])
  assert.deepEqual(review('2020-01-01', '2025-03-04'), [])
  assert.deepEqual(review('2025-03-03', null), ['2025-03-03'])
  assert.deepEqual(review('2025-06-01', '2024-01-01'), [])
  assert.deepEqual(review('2020-01-01', '2024-01-01', false), [])
  assert.deepEqual(review(null, null), [])
  const [never] = cases(
    [],
    [{ person_id: P, began_at: '2020-01-01', reviewed_at: null, goes_on: true }],
  )
  assert.equal(never!.neverReviewed, true)
  // The council knows them twice: a review under the one number is a review.
  const twice = [
    { person_id: P, began_at: '2020-01-01', reviewed_at: null, goes_on: true },
    { person_id: Q, began_at: null, reviewed_at: '2026-01-01', goes_on: false },
  ]
  assert.deepEqual(cases([], twice), [])
})

test('whoever a council has placed with a provider is in its care, and its own in hospital', () => {
  const placed = ours('service', { detail: { providerId: '1-991000001' } })
  const at = (party: string, events: KnownEvent[]) =>
    casesOf(
      waitRuleOf(agreement),
      party,
      { persons: [person], occurrences: occurrencesOf(events), reviews: [] },
      now,
    ).map(({ kind }) => kind)
  assert.deepEqual(at('the-limes', [placed]), ['placed'])
  assert.deepEqual(at('the-limes', [placed, inBed({})]), ['in-hospital', 'placed'])
  assert.deepEqual(at('the-limes', [ours('service'), inBed({})]), [])
  assert.deepEqual(at('southmere-voluntary', [placed]), [])
})

test('months go back to the last day of a shorter month', () => {
  assert.equal(monthsBefore(new Date('2026-03-31T12:00:00Z'), 1), '2026-02-28')
  assert.equal(monthsBefore(new Date('2028-02-29T12:00:00Z'), 12), '2027-02-28')
})

test('nobody who has died is to be assessed, served, brought home or reviewed', () => {
  const due = { person_id: P, began_at: '2020-01-01', reviewed_at: null, goes_on: true }
  const known = [ours('request'), ours('service'), inBed({ pathway: '1' })]
  assert.deepEqual(cases(known, [due], [{ ...person, deathDate: '2026-03-01' }]), [])
})

test('harm is an order: nothing is before what is before it', () => {
  const one = fc.record({
    kind: fc.constantFrom(...CASE_KINDS),
    since: fc.constantFrom(undefined, '2026-01-01', '2026-02-01T10:00:00Z'),
    ready: fc.constantFrom(undefined, true as const),
  })
  fc.assert(
    fc.property(one, one, one, (a, b, c) => {
      assert.equal(Math.sign(byHarm(a, b)), -Math.sign(byHarm(b, a)) + 0)
      if (byHarm(a, b) <= 0 && byHarm(b, c) <= 0) assert.ok(byHarm(a, c) <= 0)
    }),
  )
})

test('every person is on exactly one page, whatever page is asked for', () => {
  fc.assert(
    fc.property(fc.nat(450), (count) => {
      const all = Array.from({ length: count }, (_, at) => at)
      const { pages } = pageOf(all, 1).page
      const shown = Array.from({ length: pages }, (_, at) => pageOf(all, at + 1).rows).flat()
      assert.deepEqual(shown, all)
      assert.ok(pageOf(all, 1).rows.length <= PAGE_ROWS)
      assert.deepEqual(pageOf(all, pages + 7), pageOf(all, pages))
    }),
  )
  for (const strange of [0, -3, Number.NaN, 1.5]) assert.equal(pageOf([1], strange).page.number, 1)
})
