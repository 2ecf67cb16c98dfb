import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Fault } from '../kernel/index.ts'
import { timeGiven } from './time-given.ts'

test('a day is one in London, in summer too; a time has a zone', () => {
  const cases: [string, 'begins' | 'ends', string][] = [
    ['2026-03-03', 'ends', '2026-03-03T23:59:59.999Z'],
    ['2026-06-10', 'ends', '2026-06-10T22:59:59.999Z'],
    ['2026-06-10', 'begins', '2026-06-09T23:00:00.000Z'],
    ['2026-03-29', 'ends', '2026-03-29T22:59:59.999Z'],
    ['2026-10-25', 'begins', '2026-10-24T23:00:00.000Z'],
    ['2024-02-29', 'begins', '2024-02-29T00:00:00.000Z'],
    ['2026-03-03T09:00:00+01:00', 'ends', '2026-03-03T08:00:00.000Z'],
    ['2026-03-03T09:00:00.125Z', 'begins', '2026-03-03T09:00:00.125Z'],
    ['2999-12-31', 'ends', '2999-12-31T23:59:59.999Z'],
  ]
  for (const [text, day, at] of cases) {
    assert.equal(timeGiven(text, '--known-at', day)?.toISOString(), at)
  }
  assert.equal(timeGiven(undefined, '--known-at', 'ends'), undefined)
})

test('what is no time, and a day that does not exist, is refused and never moved', () => {
  const wrong = ['', 'yesterday', '2026-02-30', '2025-02-29', '2026-13-01', '2026-02-31T09:00:00Z']
  wrong.push(
    '2026-03-03T09:00:00',
    'banana 3 Z',
    'March 7 2026 Z',
    '0000-01-01',
    '2026-03-03T25:00Z',
  )
  for (const text of wrong) {
    assert.throws(() => timeGiven(text, '--before', 'begins'), Fault, text)
  }
})
