import assert from 'node:assert/strict'
import { test } from 'node:test'
import { southmere } from '../agreement/testing.ts'
import { DAY_MS } from '../kernel/index.ts'
import type { FeedRow } from './feed-kind.ts'

test('the feeds of Southmere: who gives what, and after how long it is late', async () => {
  const feeds = (await southmere()).table<FeedRow>('feed')
  const hours = feeds.map(({ id, everyMs, clause }) => [id, everyMs / 3_600_000, clause])
  assert.deepEqual(hours, [
    ['mere-general', 24, '9.1'],
    ['southmere-gp', 168, '9.2'],
    ['southmere-council', 3 * 31 * 24, '9.3'],
    ['southmere-community', 24, '9.4'],
    ['national-opt-outs', 168, '9.5'],
    ['home-care-visits', 24, '9.7'],
    ['leaving-tasks', 24, '9.8'],
  ])
  // A return that is not yet followed by the next is old a month after that was due.
  assert.deepEqual(
    feeds.map(({ dueMs }) => dueMs / DAY_MS),
    [31, 31, 31, 31, 31, 31, 31],
  )
})
