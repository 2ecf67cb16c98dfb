import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { Counted } from '../record/index.ts'
import { type AfterLeaving, afterLeaving, MARKS, outcomeAt } from './outcome.ts'

const LATER = new Date('2027-01-01T12:00:00Z')
const STAY = counted('stay', { end: '2026-03-10T15:20:00Z', status: 'finished', destination: '19' })

function counted(id: string, more: Partial<Counted>): Counted {
  const plain = { kind: 'stay', status: 'active', dataClass: 'hospital', label: 'Hospital stay' }
  return {
    id,
    conflict: [],
    eventIds: [id],
    sources: [],
    firstLearntAt: '',
    ...plain,
    ...more,
  } as Counted
}

function outcomes(known: readonly Counted[], died?: string, now = LATER, stay = STAY) {
  const after = afterLeaving(stay, [stay, ...known], died)
  return after && MARKS.map((days) => outcomeAt(after, days, now))
}

test('whoever is at home and of whom nothing else is told is still at home, from the end of each day on', () => {
  assert.deepEqual(outcomes([]), ['home', 'home', 'home', 'home'])
  assert.deepEqual(
    outcomes([], undefined, new Date('2026-03-17T22:59:00Z')),
    Array(4).fill('not-yet'),
  )
  assert.deepEqual(outcomes([], undefined, new Date('2026-03-18T00:00:00Z')), [
    'home',
    ...Array(3).fill('not-yet'),
  ])
})

test('an unplanned stay counts from when it began; a planned one, one in error and a move do not', () => {
  const back = counted('back', { start: '2026-03-20T02:00:00Z', admission: '21' })
  assert.deepEqual(outcomes([back]), ['home', 'came-back', 'came-back', 'came-back'])
  for (const admission of ['11', '12', '13', '81']) {
    assert.deepEqual(outcomes([{ ...back, admission }]), Array(4).fill('home'), admission)
  }
  assert.deepEqual(outcomes([{ ...back, status: 'cancelled' }]), Array(4).fill('home'))
  assert.deepEqual(outcomes([{ ...back, status: 'planned' }]), Array(4).fill('home'))
  assert.deepEqual(outcomes([{ ...back, start: '2026-03-01T02:00:00Z' }]), Array(4).fill('home'))
  assert.deepEqual(
    outcomes([{ ...back, start: '2026-03-10T15:20:00Z' }]),
    Array(4).fill('came-back'),
  )
})

test('who died is counted from the day of it; who is dead since nobody knows when is not known', () => {
  assert.deepEqual(outcomes([], '2026-04-08'), ['home', 'home', 'died', 'died'])
  assert.deepEqual(outcomes([], '2026-04-07'), ['home', 'died', 'died', 'died'])
  assert.deepEqual(outcomes([], ''), Array(4).fill('unknown'))
  const back = counted('back', { start: '2026-03-12T02:00:00Z', end: '2026-03-13T02:00:00Z' })
  const died = { ...back, status: 'finished' as const, dischargeMethod: '4' }
  assert.deepEqual(outcomes([died]), Array(4).fill('died'))
})

test('a care home counts while somebody lives there, and where they were said to go there', () => {
  const home = counted('home', { kind: 'service', label: 'Care home', start: '2026-03-25' })
  assert.deepEqual(outcomes([home]), ['home', 'care-home', 'care-home', 'care-home'])
  assert.deepEqual(outcomes([{ ...home, end: '2026-05-01' }]), [
    'home',
    'care-home',
    'home',
    'home',
  ])
  assert.deepEqual(outcomes([{ ...home, label: 'Home care' }]), Array(4).fill('home'))
  const sent = { ...STAY, destination: '85' }
  assert.deepEqual(outcomes([], undefined, LATER, sent), Array(4).fill('care-home'))
  const short = { ...home, start: '2026-03-10', end: '2026-04-07' }
  assert.deepEqual(outcomes([short], undefined, LATER, sent), [
    'care-home',
    'care-home',
    'home',
    'home',
  ])
})

test('of whom nobody tells any more it is not known, and of a stay that is not over nothing is asked', () => {
  const elsewhere = { ...STAY, destination: '51' }
  assert.deepEqual(outcomes([], undefined, LATER, elsewhere), Array(4).fill('unknown'))
  const { destination: _, ...unsaid } = STAY
  assert.deepEqual(outcomes([], undefined, LATER, unsaid), Array(4).fill('unknown'))
  assert.equal(outcomes([], undefined, LATER, { ...STAY, status: 'active' }), undefined)
  assert.equal(outcomes([], undefined, LATER, { ...STAY, dischargeMethod: '4' }), undefined)
  const { end: __, ...endless } = STAY
  assert.equal(outcomes([], undefined, LATER, endless), undefined)
})

test('whatever came after: one outcome each day, and what is final stays so', () => {
  const day = fc.integer({ min: 0, max: 120 }).map((many) => {
    return new Date(Date.parse('2026-03-10T15:20:00Z') + many * 86_400_000).toISOString()
  })
  const maybe = <T>(one: fc.Arbitrary<T>) => fc.option(one, { nil: undefined })
  fc.assert(
    fc.property(
      maybe(day),
      maybe(day),
      maybe(day),
      maybe(day),
      day,
      (back, died, from, to, now) => {
        const after: AfterLeaving = {
          left: STAY.end!,
          went: 'home',
          careHome:
            from === undefined
              ? []
              : [{ from: from.slice(0, 10), ...(to ? { to: to.slice(0, 10) } : {}) }],
          ...(back === undefined ? {} : { cameBack: back }),
          ...(died === undefined ? {} : { died: died.slice(0, 10) }),
        }
        const told = Array.from({ length: 125 }, (_, days) => outcomeAt(after, days, new Date(now)))
        for (const [at, one] of told.slice(1).entries()) {
          const before = told[at]!
          if (before === 'died') assert.ok(one === 'died' || one === 'not-yet')
          if (before === 'came-back') assert.ok(['came-back', 'died', 'not-yet'].includes(one))
          if (before === 'not-yet') assert.equal(one, 'not-yet')
        }
      },
    ),
  )
})
