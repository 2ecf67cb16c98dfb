import assert from 'node:assert/strict'
import { test } from 'node:test'
import { doubtConcerns } from './room.ts'

test('pairs in doubt are counted, and nought is no line', () => {
  assert.deepEqual(doubtConcerns(0), [])
  assert.equal(doubtConcerns(1)[0]!.what, '1 pair of records may be one person')
  assert.equal(doubtConcerns(1200)[0]!.what, '1,200 pairs of records may be one person')
})
