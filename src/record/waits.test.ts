import assert from 'node:assert/strict'
import { before, test } from 'node:test'
import fc from 'fast-check'
import type { Agreement } from '../agreement/index.ts'
import { southmere } from '../agreement/testing.ts'
import { DAY_MS } from '../kernel/index.ts'
import { personIdOf, type SourcePerson } from '../people/index.ts'
import type { KnownEvent } from './known-event.ts'
import { occurrencesOf } from './occurrence.ts'
import { testEvent } from './testing.ts'
import { waitRuleOf } from './wait-rule.ts'
import { homeOf, neededToLeave, waitsOf } from './waits.ts'

const now = new Date('2026-03-03T12:00:00Z')
const COUNCIL = 'southmere-council'
const OTHER = 'highfell-council'

let agreement: Agreement
before(async () => {
  agreement = await southmere()
})

function person(source: string, more: Partial<SourcePerson> = {}): SourcePerson {
  const personId = personIdOf(source, '1')
  return {
    source,
    sourceId: '1',
    authority: '',
    personId,
    identifiers: [],
    given: [],
    phones: [],
    emails: [],
    ...more,
  }
}

const atHospital = person('mere-general')
let made = 0
const eventId = () => `00000000-0000-0000-0000-${String(++made).padStart(12, '0')}`

function stay(detail: Record<string, string>, more: Partial<KnownEvent> = {}): KnownEvent {
  return testEvent({ eventId: eventId(), detail, ...more })
}

function council(
  kind: KnownEvent['kind'],
  [startAt, endAt]: [string, string?],
  next?: string,
  more: Partial<KnownEvent> = {},
): KnownEvent {
  return testEvent({
    eventId: eventId(),
    kind,
    status: endAt === undefined ? 'active' : 'finished',
    startAt,
    endAt,
    organisation: 'E10000099',
    unit: undefined,
    label: kind,
    detail: next === undefined ? {} : { next },
    source: COUNCIL,
    ...more,
  })
}

function waits(events: KnownEvent[], persons = [atHospital], party = COUNCIL, at = now) {
  const known = { persons, occurrences: occurrencesOf(events) }
  return waitsOf(waitRuleOf(agreement), party, known, at).map(({ kind, since }) => [kind, since])
}

const READY = '2026-02-27T10:15:00Z'
const asked = council('request', ['2026-02-20', '2026-02-21'], 'assessment')
const assessed = council('assessment', ['2026-02-22', '2026-02-25'], 'support')

test('a request waits for an assessment, an assessment for a service, each since its outcome', () => {
  assert.deepEqual(waits([asked]), [['assessment', '2026-02-21']])
  assert.deepEqual(waits([asked, assessed]), [['service', '2026-02-25']])
  const straight = council('request', ['2026-02-20', '2026-02-21'], 'reablement')
  assert.deepEqual(waits([straight]), [['service', '2026-02-21']])
})

test('whoever cannot leave hospital without the council waits for it, since they were ready', () => {
  for (const pathway of ['1', '2', '3']) {
    assert.deepEqual(waits([stay({ pathway, readyAt: READY })]), [['way-home', READY]])
  }
  assert.deepEqual(waits([stay({ pathway: '0', readyAt: READY })]), [])
  assert.deepEqual(waits([stay({ readyAt: READY })]), [])
  const reason = { readyAt: READY, pathway: '0' }
  const restart = 'Awaiting restart of existing social care arrangements (Pathway 0)'
  assert.deepEqual(waits([stay({ ...reason, delayReason: restart })]), [['way-home', READY]])
  const transport = 'Awaiting patient transport services'
  assert.deepEqual(waits([stay({ ...reason, delayReason: transport })]), [])
})

test('a hospital that sends no ready date: the wait is there, and since when is not known', () => {
  assert.deepEqual(waits([stay({ pathway: '1' })]), [['way-home', undefined]])
  // Ready next week is no wait that has begun.
  assert.deepEqual(waits([stay({ pathway: '1', readyAt: '2026-03-09T10:00:00Z' })]), [
    ['way-home', undefined],
  ])
})

test('a reason is the same whichever dash, space or lost character it was sent with', () => {
  for (const delayReason of [
    'Residential/nursing home care not yet available (Pathway 3)',
    'RESIDENTIAL/NURSING HOME CARE\u00a0NOT YET AVAILABLE\u202f(PATHWAY 3)',
    'Residential / nursing home care – not yet available? (Pathway 3)',
  ]) {
    assert.equal(waits([stay({ delayReason })]).length, 1, delayReason)
  }
  for (const delayReason of ['constructor', '__proto__', '', '(Pathway 3)']) {
    assert.deepEqual(waits([stay({ delayReason })]), [], delayReason)
  }
})

test('a tie ends: by what it was for, by a later outcome, by leaving, by death, by time', () => {
  const home = stay({ pathway: '3', readyAt: READY })
  const service = council('service', ['2026-02-26'])
  assert.deepEqual(waits([assessed, service]), [])
  assert.deepEqual(waits([assessed, { ...service, startAt: '2026-02-22' }]), [])
  assert.deepEqual(waits([asked, council('review', ['2026-02-25', '2026-02-26'])]), [])
  assert.deepEqual(waits([assessed, council('request', ['2026-02-28', '2026-03-01'], 'ended')]), [])
  assert.deepEqual(waits([{ ...home, status: 'finished', endAt: '2026-03-02T09:00:00Z' }]), [])
  assert.deepEqual(waits([home, asked], [{ ...atHospital, deathDate: '2026-03-01' }]), [])
  const nextYear = new Date('2027-02-25T12:00:00Z')
  assert.deepEqual(waits([assessed], [atHospital], COUNCIL, new Date('2027-02-24T12:00:00Z')), [
    ['service', '2026-02-25'],
  ])
  assert.deepEqual(waits([assessed], [atHospital], COUNCIL, nextYear), [])
})

test('a review that calls for an assessment, and a service that ended in more, are waits as well', () => {
  const reviewed = council('review', ['2026-02-20', '2026-02-21'], 'assessment')
  assert.deepEqual(waits([reviewed]), [['assessment', '2026-02-21']])
  assert.deepEqual(waits([reviewed, council('assessment', ['2026-02-25'])]), [])
  const reablement = council('service', ['2026-01-05', '2026-02-16'], 'support')
  assert.deepEqual(waits([reablement]), [['service', '2026-02-16']])
  // What begins when it ends, or began before and outlasts it, is what came of it.
  assert.deepEqual(waits([reablement, council('service', ['2026-02-16'])]), [])
  assert.deepEqual(waits([reablement, council('service', ['2026-02-01'])]), [])
  const rails = council('service', ['2026-01-10', '2026-01-12'])
  assert.deepEqual(waits([reablement, rails]), [['service', '2026-02-16']])
  assert.deepEqual(waits([reablement, council('service', ['2025-06-01'])]), [
    ['service', '2026-02-16'],
  ])
  assert.deepEqual(waits([{ ...reablement, endAt: undefined, status: 'active' }]), [])
})

test('a review is of support: only whoever has none waits for some by it', () => {
  const reviewed = council('review', ['2026-02-20', '2026-02-21'], 'support')
  assert.deepEqual(waits([reviewed, council('service', ['2025-06-01'])]), [])
  assert.deepEqual(waits([reviewed, council('service', ['2025-06-01', '2026-02-21'])]), [
    ['service', '2026-02-21'],
  ])
})

test('a tie does not end by what is not what it was for', () => {
  const still = [['service', '2026-02-25']]
  // Care that went on before, that is only planned, or another organisation's.
  assert.deepEqual(waits([assessed, council('service', ['2025-11-01'])]), still)
  const planned = council('service', ['2026-03-20'], undefined, { status: 'planned' })
  assert.deepEqual(waits([assessed, planned]), still)
  const nurses = council('service', ['2026-02-26'], undefined, { organisation: 'RXSC1' })
  assert.deepEqual(waits([assessed, nurses]), still)
  // Somebody rings to ask where it stays, and is given information: they wait on.
  const advice = council('request', ['2026-03-01', '2026-03-01'])
  assert.deepEqual(waits([assessed, advice]), still)
  assert.deepEqual(
    waits([assessed, council('service', ['2026-02-26'], undefined, { status: 'cancelled' })]),
    still,
  )
})

test('only the council whose own somebody is: by its record, by where they live, else by the hospital', () => {
  const home = [stay({ pathway: '1', readyAt: READY })]
  const councils = (...persons: SourcePerson[]) =>
    [COUNCIL, OTHER].filter((party) => waits(home, persons, party).length > 0)
  const living = (postcode: string) => person('mere-general', { address: { lines: [], postcode } })
  assert.deepEqual(councils(atHospital), [COUNCIL])
  assert.deepEqual(councils(living('ZM4 2AB')), [COUNCIL])
  assert.deepEqual(councils(living('zm42ab')), [COUNCIL])
  assert.deepEqual(councils(living('ZH2 1AA')), [OTHER])
  // Of neither, and no fixed abode, which is no place.
  assert.deepEqual(councils(living('SW1A 1AA')), [])
  assert.deepEqual(councils(living('ZZ99 3VZ')), [COUNCIL])
  // A source by a council’s name that no clause makes its feed is nobody’s record.
  assert.deepEqual(councils(atHospital, person(OTHER)), [COUNCIL])
  assert.deepEqual(councils(living('ZH2 1AA'), person(COUNCIL)), [COUNCIL, OTHER])
  const elsewhere = [stay({ pathway: '1' }, { organisation: 'RZZ' })]
  assert.deepEqual(waits(elsewhere), [])
  assert.deepEqual(waits(elsewhere, [living('ZM4 2AB')]), [['way-home', undefined]])
})

test('an address that the other sources do not know opens nobody to another council', () => {
  const home = [stay({ pathway: '1', readyAt: READY })]
  const living = (source: string, postcode: string) =>
    person(source, { address: { lines: [], postcode } })
  const councils = (...persons: SourcePerson[]) =>
    [COUNCIL, OTHER].filter((party) => waits(home, persons, party).length > 0)
  const forged = living('southmere-community', 'ZH1 1AA')
  const known = [living('mere-general', 'ZM1 3JH'), living('southmere-gp', 'ZM1 3JH')]
  assert.deepEqual(councils(...known, forged), [COUNCIL])
  // Said in ten records, it is still one source’s word.
  assert.deepEqual(councils(...known, ...Array.from({ length: 10 }, () => forged)), [COUNCIL])
  // Of one against one, whoever tells the stay is believed.
  assert.deepEqual(councils(known[0]!, forged), [COUNCIL])
  assert.deepEqual(councils(living('mere-general', 'ZH1 1AA'), known[1]!), [OTHER])
  assert.deepEqual(councils(known[1]!, forged), [COUNCIL, OTHER])
  // Somebody who has moved is the other council’s as soon as most know it, within one area or not.
  const moved = [living('southmere-gp', 'ZH4 4AA'), forged]
  assert.deepEqual(councils(known[0]!, ...moved), [OTHER])
})

test('where a restricted person lives tells nobody whose they are', () => {
  const home = [stay({ pathway: '1', readyAt: READY })]
  const address = { lines: [], postcode: 'ZH2 1AA' }
  const hidden = person('mere-general', { address, restricted: true })
  assert.deepEqual(waits(home, [hidden], OTHER), [])
  assert.equal(waits(home, [hidden]).length, 1)
})

test('what a later return no longer has proves nothing, and ends nothing', () => {
  assert.deepEqual(waits([{ ...assessed, gone: '2026-03-01' }]), [])
  const service = council('service', ['2026-02-26'], undefined, { gone: '2026-03-01' })
  assert.deepEqual(waits([assessed, service]), [['service', '2026-02-25']])
  assert.deepEqual(waits([assessed], [{ ...atHospital, dead: true }]), [])
})

test('what another council asked and assessed is no wait for this one', () => {
  const theirs = { ...assessed, organisation: 'E10000098' }
  assert.deepEqual(waits([theirs]), [])
  assert.deepEqual(waits([theirs], [atHospital], OTHER), [['service', '2026-02-25']])
})

test('a ward learns whom its people need, the reason before the way home', () => {
  const rule = waitRuleOf(agreement)
  const needed = (detail: Record<string, string>) =>
    neededToLeave(rule, { persons: [atHospital], occurrences: occurrencesOf([stay(detail)]) }, now)
  const bed =
    'Bed-based rehabilitation, reablement or recovery services not yet available (Pathway 2)'
  assert.deepEqual(needed({ pathway: '2', delayReason: bed }), ['southmere-community', COUNCIL])
  assert.deepEqual(needed({ pathway: '1' }), [COUNCIL])
  assert.deepEqual(needed({ pathway: '0' }), [])
  const known = { persons: [atHospital], occurrences: occurrencesOf([stay({})]) }
  assert.ok(homeOf(rule, known, now).includes(COUNCIL))
  assert.ok(!homeOf(rule, known, now).includes(OTHER))
})

const anyEvent = fc
  .record({
    kind: fc.constantFrom('request', 'assessment', 'review', 'service', 'stay' as const),
    next: fc.constantFrom(undefined, 'assessment', 'support', 'reablement', 'ended'),
    start: fc.integer({ min: 0, max: 59 }),
    length: fc.option(fc.integer({ min: 0, max: 20 }), { nil: undefined }),
    pathway: fc.constantFrom('0', '1'),
  })
  .map(({ kind, next, start, length, pathway }) => {
    const day = (at: number) => new Date(Date.UTC(2026, 0, 1 + at)).toISOString().slice(0, 10)
    const days: [string, string?] = [
      day(start),
      length === undefined ? undefined : day(start + length),
    ]
    if (kind !== 'stay') return council(kind, days, length === undefined ? undefined : next)
    const [startAt, endAt] = days
    return stay(
      { pathway },
      { startAt, endAt, status: endAt === undefined ? 'active' : 'finished' },
    )
  })
const life = fc.array(anyEvent, { maxLength: 8 })

test('the order in which things are learnt changes nothing', () => {
  fc.assert(
    fc.property(
      life.chain((events) =>
        fc.tuple(fc.constant(events), fc.shuffledSubarray(events, { minLength: events.length })),
      ),
      ([events, shuffled]) => assert.deepEqual(waits(shuffled), waits(events)),
    ),
  )
})

test('whatever went before, support that begins today ends every wait for support', () => {
  fc.assert(
    fc.property(life, (events) => {
      const begins = council('service', ['2026-03-03'])
      const kinds = waits([...events, begins]).map(([kind]) => kind)
      assert.ok(kinds.every((kind) => kind === 'way-home'))
      assert.deepEqual(waits(events, [{ ...atHospital, deathDate: '2026-03-02' }]), [])
    }),
  )
})

test('what has ended stays ended as time goes on, and nobody else comes to wait by it', () => {
  fc.assert(
    fc.property(life, fc.integer({ min: 1, max: 800 }), (events, days) => {
      const later = new Date(now.getTime() + days * DAY_MS)
      const [before, after] = [waits(events), waits(events, [atHospital], COUNCIL, later)]
      const known = new Set(before.map((wait) => JSON.stringify(wait)))
      const begun = events.every(({ startAt, endAt }) =>
        [startAt, endAt].every((at) => at === undefined || at <= '2026-03-03'),
      )
      if (begun) assert.ok(after.every((wait) => known.has(JSON.stringify(wait))))
      if (days > 400) assert.ok(after.every(([kind]) => kind === 'way-home'))
    }),
  )
})
