import assert from 'node:assert/strict'
import { test } from 'node:test'
import { personCalled } from '../kernel/testing.ts'
import type { SourcePerson } from '../people/index.ts'
import { hideAddress } from './hide-address.ts'

const person = (more: Partial<SourcePerson>): SourcePerson =>
  ({
    source: 'southmere-gp',
    sourceId: '1',
    personId: personCalled('p'),
    given: [],
    phones: [],
    emails: [],
    identifiers: [],
    address: { lines: ['12 Harbour Row', 'Flat 3'], city: 'Southmere', postcode: 'ZM1 4QT' },
    ...more,
  }) as SourcePerson

test('of a restricted person every word of where they live goes, however it is written', () => {
  const told = {
    detail: { reason: 'Fall at 12, HARBOUR  row; zm14qt', visits: '2 a day' },
    notes: [{ text: 'key safe in Harbour Row, Flat 3.' }, { text: 'ZM1  4QT' }],
  }
  assert.deepEqual(hideAddress([person({}), person({ restricted: true })], told), {
    detail: { reason: 'Fall at (not shown); (not shown)', visits: '2 a day' },
    notes: [{ text: 'key safe in (not shown), (not shown).' }, { text: '(not shown)' }],
  })
})

test('the town, the council and what only looks alike stay; of others all stays', () => {
  const told = {
    a: 'Southmere Council',
    b: 'Harbour Rowing Club',
    c: 'ZM1 4QTX',
    d: 'B12 5mg',
    e: 3,
  }
  assert.deepEqual(hideAddress([person({ restricted: true })], told), told)
  const there = { a: '12 Harbour Row, ZM1 4QT' }
  assert.equal(hideAddress([person({})], there), there)
})

test('a short line, one of nothing but signs, and none at all hide nothing', () => {
  for (const lines of [['A1'], ['.*'], ['12'], []]) {
    const own = person({ restricted: true, address: { lines } as SourcePerson['address'] })
    assert.deepEqual(hideAddress([own], { a: 'A1 12 .*' }), { a: 'A1 12 .*' })
  }
})
