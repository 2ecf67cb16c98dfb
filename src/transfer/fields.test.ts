import assert from 'node:assert/strict'
import { test } from 'node:test'
import { timeField } from './fields.ts'

test('a time is read as people here write it, in London’s time, and never guessed', () => {
  const field = timeField('When?', '')
  for (const text of [
    '10/7/2026 14:30',
    '10/07/2026, 14:30',
    '2026-07-10 14:30',
    '2026-07-10T13:30:00Z',
  ]) {
    assert.equal(field.parse(text), '2026-07-10T13:30:00.000Z', text)
  }
  assert.equal(field.parse('1/2/2026'), '2026-02-01T00:00:00.000Z')
  assert.equal(field.parse(''), undefined)
  for (const text of ['31/2/2026', '7/13/2026', '10/7/26', '10/7/2026 25:30', 'now']) {
    assert.equal(field.safeParse(text).success, false, text)
  }
})
