import assert from 'node:assert/strict'
import { test } from 'node:test'
import { southmere } from '../agreement/testing.ts'
import { DAY_MS, toSourceId } from '../kernel/index.ts'
import type { FeedRow } from './feed-kind.ts'

test('a feed of Southmere is late after as long as its clause says', async () => {
  const feeds = (await southmere()).table<FeedRow>('feed')
  const hours = new Map(feeds.map(({ id, everyMs, clause }) => [id, [everyMs / 3_600_000, clause]]))
  for (const [id, ...late] of [
    ['mere-general', 24, '9.1'],
    ['southmere-gp', 168, '9.2'],
    ['southmere-council', 3 * 31 * 24, '9.3'],
    ['southmere-community', 24, '9.4'],
    ['national-opt-outs', 168, '9.5'],
  ] as const)
    assert.deepEqual(hours.get(toSourceId(id)), late, id)
  // A return that is not yet followed by the next is old a month after that was due.
  const council = feeds.find(({ id }) => id === 'southmere-council')!
  assert.equal(council.dueMs / DAY_MS, 31)
})
