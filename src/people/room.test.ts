import assert from 'node:assert/strict'
import { test } from 'node:test'
import { doubtConcerns, madeUpConcerns } from './room.ts'

test('what is in doubt is counted, and nought is no line', () => {
  assert.deepEqual(doubtConcerns(0), [])
  assert.equal(doubtConcerns(1)[0]!.what, '1 thing is in doubt about who is who')
  assert.equal(doubtConcerns(1200)[0]!.what, '1,200 things are in doubt about who is who')
})

test('a made-up NHS number in a live place is told with how many there are, and to nobody where there is none', () => {
  assert.deepEqual(madeUpConcerns(0), [])
  const [one] = madeUpConcerns(1)
  assert.deepEqual([one!.what, one!.first], ['1 record has a made-up NHS number', 'harm'])
  assert.equal(madeUpConcerns(2)[0]!.what, '2 records have a made-up NHS number')
})
