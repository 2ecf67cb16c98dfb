import assert from 'node:assert/strict'
import { test } from 'node:test'
import { segmentsOf, totalsOf } from './clock.ts'
import type { Fact } from './fact.ts'
import { asNumber } from './fraction.ts'
import { ALWAYS, daysBetween, midnightsIn, minuteOf, written } from './minute.ts'
import { type StayFacts, stayOf } from './stay.ts'
import { troubleWords } from './trouble.ts'

/** What is said wrongly, too late or twice: each has one outcome, and a sentence that says it. */
const SIDES = new Map([
  ['hospital', 'nhs'],
  ['council', 'local'],
])
const rule = {
  share: 'holders',
  proves: 'named',
  weights: new Map(),
  clause: '14.1',
  sideOf: (holder: string) => SIDES.get(holder) ?? '',
  isParty: (holder: string) => SIDES.has(holder),
} as const

const HOSPITAL = said('hospital')
const COUNCIL = said('council')
const READY = fact('ready', { kind: 'review', at: '2026-03-03T10:00:00Z', met: false })
const TASK = fact('home-care', {
  kind: 'open',
  at: '2026-03-03T12:00:00Z',
  task: 'task',
  what: 'home-care',
  holders: ['council'],
})
const STAY: StayFacts = {
  id: 'stay',
  admitted: '2026-03-01T08:00:00Z',
  left: '2026-03-04T12:00:00Z',
  over: true,
  others: [],
  facts: [READY, TASK],
  contests: [],
}

function said(organisation: string): Fact['by'] {
  return { name: organisation, role: 'role', organisation, side: SIDES.get(organisation) ?? '' }
}

function fact(id: string, more: Partial<Fact> & Pick<Fact, 'kind' | 'at'>): Fact {
  return { id, stay: 'stay', learntAt: more.at, by: HOSPITAL, ...more }
}

function told(stay: StayFacts) {
  const { waiting, troubles, ...rest } = stayOf(stay, rule)
  const found = segmentsOf(waiting, rule)
  const within = { from: 0, to: minuteOf('2026-04-01T00:00:00Z') }
  const { minutes, byHolder, unresolved } = totalsOf(found, within)
  const held = Object.fromEntries([...byHolder].map(([who, share]) => [who, asNumber(share)]))
  return {
    ...rest,
    minutes,
    held,
    unresolved: asNumber(unresolved),
    troubles: troubles.map(({ kind }) => kind),
    sentences: troubles.map(troubleWords),
    segments: found,
  }
}

test('from ready to left each minute has its holders, and is nobody’s where nothing is open', () => {
  const { minutes, held, unresolved, segments, troubles } = told(STAY)
  assert.equal(minutes, 26 * 60)
  assert.deepEqual(held, { council: 24 * 60 })
  assert.equal(unresolved, 2 * 60)
  assert.deepEqual(
    segments.map(({ from, to, state, facts }) => [written(from), written(to), state, facts]),
    [
      ['2026-03-03T10:00:00.000Z', '2026-03-03T12:00:00.000Z', 'unresolved', ['ready']],
      ['2026-03-03T12:00:00.000Z', '2026-03-04T12:00:00.000Z', 'shared', ['ready', 'home-care']],
    ],
  )
  assert.deepEqual(troubles, [])
})

test('who is said to have left before they came, or nobody knows when, has no clock', () => {
  const before = told({ ...STAY, left: '2026-02-27T10:00:00Z' })
  assert.deepEqual([before.minutes, before.troubles], [0, ['ends-first']])
  assert.match(before.sentences[0]!, /left before they came/)
  const unknown = told({ ...STAY, left: undefined } as StayFacts)
  assert.deepEqual([unknown.minutes, unknown.troubles], [0, ['end-unknown']])
})

test('of two open stays the minutes that both share are counted once, in the one that began last', () => {
  const open = { ...STAY, left: undefined, over: false } as StayFacts
  const other = { id: 'other', admitted: '2026-03-03T11:00:00Z', over: false }
  const earlier = told({ ...open, others: [other] })
  assert.deepEqual([earlier.minutes, earlier.troubles], [60, ['two-stays']])
  const later = told({ ...open, ...other, others: [open] })
  assert.deepEqual(later.troubles, ['ready-before'])
  assert.equal(later.minutes, told(open).minutes - 60)
})

test('two people who are both in hospital and are taken for one have each minute once; parted, each their own', () => {
  const one = { ...STAY, id: 'a' }
  const two = { ...STAY, id: 'b' }
  const merged = told({ ...one, others: [two] }).minutes + told({ ...two, others: [one] }).minutes
  assert.equal(merged, told(one).minutes)
  assert.equal(told(one).minutes + told(two).minutes, 2 * 26 * 60)
})

test('a ready date that is put right after they left counts anew; what was known before can still be asked', () => {
  const put = fact('later', {
    kind: 'review',
    at: '2026-03-04T00:00:00Z',
    learntAt: '2026-03-09T09:00:00Z',
    instead: 'ready',
    met: false,
  })
  const after = told({ ...STAY, facts: [...STAY.facts, put] })
  assert.deepEqual([after.minutes, after.state], [12 * 60, 'left'])
  const known = [...STAY.facts, put].filter(({ learntAt }) => learntAt < '2026-03-08')
  assert.equal(told({ ...STAY, facts: known }).minutes, 26 * 60)
})

test('ready after they left, or before they came, counts only the minutes in the bed', () => {
  const after = told({ ...STAY, facts: [{ ...READY, at: '2026-03-05T10:00:00Z' }, TASK] })
  assert.deepEqual([after.minutes, after.troubles], [0, ['ready-after']])
  const before = told({ ...STAY, facts: [{ ...READY, at: '2026-02-20T10:00:00Z' }] })
  assert.deepEqual([before.minutes, before.troubles], [76 * 60, ['ready-before']])
})

test('a task that is closed before it was opened holds no minute', () => {
  const closed = fact('closed', { kind: 'close', at: '2026-03-02T10:00:00Z', task: 'task' })
  const { held, troubles, sentences } = told({ ...STAY, facts: [...STAY.facts, closed] })
  assert.deepEqual([held, troubles], [{}, ['closed-first']])
  assert.match(sentences[0]!, /closed before it was opened \(care at home\)/)
})

test('where they had not left after all (A13, a week later), the clock runs on as if nobody had said so', () => {
  const { waiting, state } = stayOf({ ...STAY, left: undefined, over: false } as StayFacts, rule)
  assert.equal(state, 'ready')
  assert.equal(segmentsOf(waiting, rule).at(-1)!.to, ALWAYS)
})

test('minutes are elapsed minutes where clocks change, and days are those of London', () => {
  const over = { ...STAY, admitted: '2026-03-27T08:00:00Z' }
  const ready = { ...READY, at: '2026-03-28T12:00:00+00:00' }
  const spring = told({ ...over, left: '2026-03-29T12:00:00+01:00', facts: [ready] })
  assert.equal(spring.minutes, 23 * 60)
  const span = { from: minuteOf('2026-03-28T12:00:00Z'), to: minuteOf('2026-03-30T00:00:00+01:00') }
  assert.deepEqual(midnightsIn(span).map(written), ['2026-03-29T00:00:00.000Z'])
  assert.equal(daysBetween(span.from, span.to), 2)
  assert.equal(minuteOf('2026-07-01'), minuteOf('2026-06-30T23:00:00Z'))
})

test('what a provider held that is in no agreement any more stays under its name', () => {
  const task = { ...TASK, holders: ['gone-homecare'] }
  const { held, sentences } = told({ ...STAY, facts: [READY, task] })
  assert.deepEqual(held, { 'gone-homecare': 24 * 60 })
  assert.match(sentences[0]!, /^gone-homecare is not, or no longer, in the agreement/)
})

test('what is contested is nobody’s until it is settled, and is then as it was settled', () => {
  const contest = {
    dispute: 'd',
    from: minuteOf('2026-03-03T12:00:00Z'),
    to: minuteOf('2026-03-04T00:00:00Z'),
    state: 'open',
    shares: [],
  } as const
  const open = told({ ...STAY, contests: [contest] })
  assert.deepEqual([open.held, open.unresolved], [{ council: 12 * 60 }, 14 * 60])
  const shares = [
    { holder: 'hospital', parts: 1 },
    { holder: 'council', parts: 2 },
  ]
  const settled = told({ ...STAY, contests: [{ ...contest, state: 'settled', shares }] })
  assert.deepEqual(settled.held, { council: 20 * 60, hospital: 4 * 60 })
  const unsaid = told({ ...STAY, contests: [{ ...contest, state: 'settled' }] })
  assert.deepEqual(unsaid.held, { council: 12 * 60 })
})

test('of minutes that a later fact takes away nothing is left to settle', () => {
  const contest = {
    dispute: 'd',
    from: minuteOf('2026-03-03T12:00:00Z'),
    to: minuteOf('2026-03-04T00:00:00Z'),
    state: 'open',
    shares: [],
  } as const
  const facts = [{ ...READY, at: '2026-03-04T10:00:00Z' }, TASK]
  const { minutes, troubles } = told({ ...STAY, facts, contests: [contest] })
  assert.deepEqual([minutes, troubles], [2 * 60, ['nothing-contested']])
})

test('somebody who is not ready any more waits for nothing until they are ready again', () => {
  const worse = fact('worse', { kind: 'review', at: '2026-03-03T14:00:00Z', met: true })
  const again = fact('again', { kind: 'review', at: '2026-03-04T08:00:00Z', met: false })
  const { minutes, ready } = told({ ...STAY, facts: [...STAY.facts, worse, again] })
  assert.deepEqual([minutes, ready?.fact], [8 * 60, 'again'])
})

test('the other side stands behind the moment that it confirmed, and behind no other', () => {
  const open = { ...STAY, left: undefined, over: false } as StayFacts
  const confirm = fact('yes', {
    kind: 'confirm',
    at: READY.at,
    learntAt: '2026-03-03T15:00:00Z',
    by: COUNCIL,
  })
  const agreed = told({ ...open, facts: [READY, confirm] })
  assert.deepEqual([agreed.state, agreed.ready?.sides], ['agreed', ['local', 'nhs']])
  const moved = { ...READY, id: 'moved', at: '2026-03-03T08:00:00Z', instead: 'ready' }
  const one = told({
    ...open,
    facts: [READY, confirm, { ...moved, learntAt: '2026-03-05T08:00:00Z' }],
  })
  assert.deepEqual([one.state, one.ready?.sides], ['ready', ['nhs']])
})

test('by their own word alone, a task is held from when its holder’s side takes it', () => {
  const take = fact('take', { kind: 'take', at: '2026-03-03T18:00:00Z', task: 'task', by: COUNCIL })
  const own = { ...rule, proves: 'own-word' } as const
  const { waiting, tasks } = stayOf({ ...STAY, facts: [...STAY.facts, take] }, own)
  const { byHolder } = totalsOf(segmentsOf(waiting, own), { from: 0, to: minuteOf('2026-04-01') })
  assert.equal(asNumber(byHolder.get('council')!), 18 * 60)
  assert.equal(tasks[0]!.state, 'taken')
  assert.equal(told(STAY).tasks[0]!.state, 'asked')
})

test('from when care is to start, who pays holds nobody back', () => {
  const pays = fact('pays', {
    ...{ kind: 'open', at: '2026-03-03T10:00:00Z', task: 'pays', what: 'funding' },
    holders: ['hospital'],
  })
  const start = fact('start', {
    ...{ kind: 'open', at: '2026-03-03T20:00:00Z', task: 'start', what: 'start-care' },
    holders: ['council'],
  })
  const before = told({ ...STAY, facts: [READY, pays] })
  assert.deepEqual(before.held, { hospital: 26 * 60 })
  const after = told({ ...STAY, facts: [READY, pays, start] })
  assert.deepEqual(after.held, { hospital: 10 * 60, council: 16 * 60 })
})

const HOURS = 60

test('who is ready on a day waits from the end of it, and who left on one was there in its first minute', () => {
  const ready = { ...READY, at: '2026-03-02' }
  const { minutes, ready: since, segments } = told({ ...STAY, left: '2026-03-04', facts: [ready] })
  assert.equal(minutes, 24 * HOURS + 1)
  assert.equal(since!.at, minuteOf('2026-03-02T00:00:00Z'))
  const bedDays = segments.flatMap((one) => midnightsIn(one)).length
  assert.equal(bedDays, 2)
  assert.equal(bedDays, daysBetween(since!.at, minuteOf('2026-03-04')))
  assert.equal(told({ ...STAY, left: '2026-03-02T20:00:00Z', facts: [ready] }).minutes, 0)
  // Ready on the day on which they came is no ready before it.
  assert.deepEqual(told({ ...STAY, facts: [{ ...READY, at: '2026-03-01' }] }).troubles, [])
  // Not ready any more on a day: surely waiting only before it.
  const met = fact('met', { kind: 'review', at: '2026-03-04', met: true, learntAt: '2026-03-04' })
  assert.equal(told({ ...STAY, facts: [READY, met] }).minutes, 14 * HOURS)
})

test('whose the minutes were of a day on which something changed hands at no known time nobody says', () => {
  const open = { ...READY, at: '2026-03-02T10:00:00Z' }
  const day = '2026-03-03'
  const hand = (holders: string[], at = day) =>
    fact('hand', { kind: 'hand-over', at, learntAt: at, task: 'task', holders })
  const closed = fact('closed', { kind: 'close', at: day, learntAt: day, task: 'task' })
  const early = { ...TASK, at: '2026-03-02T12:00:00Z' }
  const held = (facts: Fact[]) => {
    const { held: by, unresolved } = told({ ...STAY, facts: [open, ...facts] })
    return { ...by, unresolved }
  }
  // From 2 March at ten until the 4th at noon: 14, 24 and 12 hours.
  assert.deepEqual(held([{ ...TASK, at: day }]), { council: 12 * HOURS, unresolved: 38 * HOURS })
  assert.deepEqual(held([early, hand(['hospital'])]), {
    ...{ council: 12 * HOURS, hospital: 12 * HOURS },
    unresolved: 26 * HOURS,
  })
  assert.deepEqual(held([early, closed]), { council: 12 * HOURS, unresolved: 38 * HOURS })
  assert.deepEqual(held([{ ...TASK, at: day }, closed]), { unresolved: 50 * HOURS })
  // What somebody else held all day is still theirs, as far as it was whatever the time.
  const other = { ...early, id: 'other', task: 'other', holders: ['hospital'] }
  assert.deepEqual(held([other, { ...TASK, at: day }]), {
    hospital: 12 * HOURS + 12 * HOURS + 6 * HOURS,
    council: 6 * HOURS,
    unresolved: 2 * HOURS + 12 * HOURS,
  })
})
