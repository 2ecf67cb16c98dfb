import assert from 'node:assert/strict'
import { test } from 'node:test'
import { doubtConcerns } from './room.ts'

test('what is in doubt is counted, and nought is no line', () => {
  assert.deepEqual(doubtConcerns(0), [])
  assert.equal(doubtConcerns(1)[0]!.what, '1 thing is in doubt about who is who')
  assert.equal(doubtConcerns(1200)[0]!.what, '1,200 things are in doubt about who is who')
})
