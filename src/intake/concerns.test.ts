import assert from 'node:assert/strict'
import { test } from 'node:test'
import { toSourceId } from '../kernel/index.ts'
import { lateFeed, unreadItems } from './concerns.ts'

const now = new Date('2026-03-03T12:00:00Z')
const FEED = { feed: toSourceId('council'), name: 'the council', late: true, items: 0 }

test('a late feed says when it was last heard, and what its party says', () => {
  const never = lateFeed({ ...FEED, explained: 'The data desk says: “Soon.”' }, now)
  assert.deepEqual(
    [never.what, never.since, never.first],
    ['Late: the council', 'It has never sent anything. The data desk says: “Soon.”', 'harm'],
  )
  const silent = lateFeed({ ...FEED, lastArrivedAt: '2026-03-03T11:00:00Z' }, now)
  assert.equal(
    silent.since,
    'Last heard 1 hour ago. What it would have said is missing from every page.',
  )
})

test('what could not be read is counted, and nought is no line', () => {
  assert.deepEqual(unreadItems(0), [])
  assert.equal(unreadItems(1)[0]!.what, '1 item could not be read')
})
