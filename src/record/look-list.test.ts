import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Look } from '../trail/index.ts'
import { listLooks } from './look-list.ts'

function look(number: number, entryId = `e${number}`): Look {
  return {
    entryId,
    number,
    at: `2026-03-01T10:${String(number).padStart(2, '0')}:00.000Z`,
    actor: { id: 'a', name: 'A', role: 'r', organisation: 'o', side: 's' },
    purpose: 'p',
    what: 'person page',
    clause: '4.2',
    outcome: 'allowed',
    times: 1,
  }
}

function shown(...chains: Look[][]): string[] {
  const rows = listLooks(
    chains.map((looks, index) => ({ source: `s${index}`, looks, complete: true })),
  )
  return rows.map((row) =>
    row.kind === 'look' ? `${row.number}` : `missing ${row.from}-${row.to}`,
  )
}

test('newest first, and each look once although two source persons count it', () => {
  assert.deepEqual(shown([look(2), look(1)], [look(2), look(1)]), ['2', '1'])
})

test('a number that is not there is a row, in the middle and at the beginning', () => {
  assert.deepEqual(shown([look(5), look(3)]), ['5', 'missing 4-4', '3', 'missing 1-2'])
})

test('the chains of two source persons have numbers of their own', () => {
  const later = { ...look(1, 'x'), at: '2026-03-01T11:00:00.000Z' }
  assert.deepEqual(shown([look(2), look(1)], [later]), ['1', '2', '1'])
})

test('a list that was cut off says nothing about what lies before it', () => {
  const rows = listLooks([{ source: 's', looks: [look(9), look(8)], complete: false }])
  assert.equal(rows.length, 2)
})
