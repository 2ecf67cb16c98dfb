import assert from 'node:assert/strict'
import { test } from 'node:test'
import { remember } from './remember.ts'

test('the same text is worked out once, what was thrown again, and the oldest is forgotten', () => {
  const asked: string[] = []
  const length = remember(2, (text) => {
    asked.push(text)
    if (text === '') throw new Error('nothing')
    return { length: text.length }
  })
  assert.equal(length('constructor').length, 11)
  assert.equal(length('constructor'), length('constructor'))
  assert.deepEqual(asked, ['constructor'])
  assert.throws(() => length(''))
  assert.throws(() => length(''))
  length('b')
  length('c')
  assert.equal(length('constructor').length, 11)
  assert.deepEqual(asked, ['constructor', '', '', 'b', 'c', 'constructor'])
})
