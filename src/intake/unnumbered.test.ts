import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { type Stamped, stampOf } from './latest.ts'
import { type UnnumberedSaid, unnumberedVisits } from './unnumbered.ts'

const HOUR = 3_600_000
const BEGIN = Date.parse('2026-03-01T08:00:00Z')

const at = (hour: number) => new Date(BEGIN + hour * HOUR).toISOString()

type Told = Partial<Omit<UnnumberedSaid, 'stamp'>>
let count = 0

/** A message recorded so many hours after the beginning. */
function said(hour: number, fields: UnnumberedSaid['fields'], more: Told = {}): UnnumberedSaid {
  count += 1
  const stamp = stampOf(at(hour), 1, String(count).padStart(64, '0'))
  return { stamp, begins: false, moves: false, plans: false, fields, ...more }
}

const begins = { begins: true }
const moves = { moves: true }

function visitsOf(messages: readonly UnnumberedSaid[]): string[] {
  const known: Stamped = {}
  for (const message of messages) {
    known[`message ${message.stamp}`] = [message.stamp, message as never]
  }
  return [...unnumberedVisits(known).values()].map((visit) =>
    ['state', 'admittedAt', 'dischargedAt', 'ward']
      .map((name) => visit[name]?.[1] ?? '-')
      .join(' '),
  )
}

test('an admission time that is put right makes no second stay', () => {
  const story = [
    said(1, { state: 'active', admittedAt: at(1) }, begins),
    said(2, { admittedAt: at(-2) }),
    said(26, { state: 'finished', admittedAt: at(-2), dischargedAt: at(26) }),
  ]
  assert.deepEqual(visitsOf(story), [`finished ${at(-2)} ${at(26)} -`])
})

test('what is told late of the first of two stays is no part of the second', () => {
  const story = [
    said(1, { state: 'active', admittedAt: at(1) }, begins),
    said(50, { state: 'active', admittedAt: at(50) }, begins),
    said(60, { state: 'finished', admittedAt: at(1), dischargedAt: at(30) }),
  ]
  assert.deepEqual(visitsOf(story), [`finished ${at(1)} ${at(30)} -`, `active ${at(50)} - -`])
})

test('a stay of which only moves are told is one; after an end a move begins another', () => {
  assert.deepEqual(visitsOf([said(1, { ward: 'W1' }, moves), said(2, { ward: 'W2' }, moves)]), [
    '- - - W2',
  ])
  const again = [
    said(1, { state: 'active', admittedAt: at(1) }, begins),
    said(5, { state: 'finished', dischargedAt: at(5) }),
    said(30, { ward: 'W9' }, moves),
  ]
  assert.deepEqual(visitsOf(again), [`finished ${at(1)} ${at(5)} -`, '- - - W9'])
  // What only ends a visit says of none that anybody knows.
  assert.deepEqual(visitsOf([said(1, { state: 'finished', dischargedAt: at(1) })]), [])
})

test('a booking that is kept is the stay; one that is cancelled cancels nothing that goes on', () => {
  const planned = { begins: true, plans: true }
  const story = [
    said(0, { plan: 'planned', plannedAt: at(30) }, planned),
    said(30, { state: 'active', admittedAt: at(31) }, begins),
    said(32, { plan: 'planned', plannedAt: at(300) }, planned),
    said(33, { ward: 'W2' }, moves),
    said(40, { plan: 'cancelled' }, { plans: true }),
  ]
  assert.deepEqual(visitsOf(story), [`active ${at(31)} - W2`, '- - - -'])
})

/** One stay as it really was, and what a hospital told of it, late and with corrections. */
type Stay = {
  begin: number
  wards: number
  left: boolean
  corrected: number
  late: number
  bare: boolean
}

function messagesOf(
  { begin, wards, left, corrected, late, bare }: Stay,
  index: number,
): UnnumberedSaid[] {
  const first = at(begin)
  const begun = corrected === 0 ? first : at(begin - corrected / 10)
  const told = [said(begin, { state: 'active', admittedAt: first }, begins)]
  // Corrected on the same day, as soon as somebody sees it.
  if (corrected > 0) told.push(said(begin + 0.5, { admittedAt: begun }))
  for (let ward = 1; ward <= wards; ward += 1) {
    told.push(
      said(
        begin + ward,
        { ward: `W${index}.${ward}`, ...(bare ? {} : { admittedAt: begun }) },
        moves,
      ),
    )
  }
  // What is told after the next stay has begun says of which it is.
  const end = { state: 'finished', dischargedAt: at(begin + 20) }
  if (left)
    told.push(
      said(begin + 20 + late, { ...end, ...(late > 0 || !bare ? { admittedAt: begun } : {}) }),
    )
  return told
}

const stays = fc
  .array(
    fc.record({
      wards: fc.integer({ min: 0, max: 3 }),
      left: fc.constant(true),
      corrected: fc.integer({ min: 0, max: 9 }),
      late: fc.constantFrom(0, 0, 60),
      bare: fc.boolean(),
    }),
    { minLength: 1, maxLength: 4 },
  )
  .map((all) =>
    all.map((stay, index) => ({ ...stay, begin: 2 + index * 48, left: index < all.length - 1 })),
  )

test('any history, in any order and with any repetition, is the stays that were', () => {
  fc.assert(
    fc.property(
      stays,
      fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true })),
      (truth, chance) => {
        const messages = truth.flatMap(messagesOf)
        const expected = truth.map(({ begin, wards, left, corrected }, index) => {
          const begun = corrected === 0 ? at(begin) : at(begin - corrected / 10)
          const ward = wards === 0 ? '-' : `W${index}.${wards}`
          return [left ? 'finished' : 'active', begun, left ? at(begin + 20) : '-', ward].join(' ')
        })
        const shuffled = [...messages, ...messages.slice(0, 3)]
          .map((message) => ({ message, at: chance.next().value }))
          .sort((a, b) => a.at - b.at)
          .map(({ message }) => message)
        assert.deepEqual(visitsOf(shuffled), expected)
      },
    ),
    { numRuns: 300 },
  )
})

test('however strange the messages, their order does not matter', () => {
  const hour = fc.integer({ min: 0, max: 80 })
  const message = fc
    .record({
      hour,
      admitted: fc.option(hour, { nil: undefined }),
      left: fc.option(hour, { nil: undefined }),
      state: fc.constantFrom('active', 'finished', 'cancelled', undefined),
      begins: fc.boolean(),
      moves: fc.boolean(),
      plans: fc.boolean(),
    })
    .map(({ hour: when, admitted, left, state, ...more }) =>
      said(
        when,
        {
          ...(state === undefined ? {} : { state }),
          ...(admitted === undefined ? {} : { admittedAt: at(admitted) }),
          ...(left === undefined ? {} : { dischargedAt: at(left) }),
        },
        more,
      ),
    )
  const shuffled = fc
    .array(message, { maxLength: 9 })
    .chain((all) => fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length })))
  fc.assert(
    fc.property(shuffled, ([messages, other]) => {
      assert.deepEqual(visitsOf([...other, ...messages]), visitsOf(messages))
    }),
    { numRuns: 500 },
  )
})
