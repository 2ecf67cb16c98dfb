import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { FeedState } from './feed-state.ts'
import { type Known, knownCell, knownOf, knownWords, reachOf, type Subject } from './known.ts'
import { testSources } from './testing.ts'

const now = new Date('2026-03-03T12:00:00Z')
const heard: FeedState = { feed: 'southmere-gp', name: 'the practices’ records', late: false }
const silent: FeedState = {
  feed: 'mere-general',
  name: 'the hospital’s record',
  lastArrivedAt: '2026-02-14T02:00:00Z',
  late: true,
}
const gpLate = { ...heard, late: true }
const SUBJECTS: Subject[] = ['allergies', 'alerts', 'care-at-home', 'next-of-kin', 'ready-date']

test('not recorded, none known and not reached are three sentences, whatever it is about', () => {
  const nobody = { unreached: [], heard: true }
  for (const subject of SUBJECTS) {
    const sentences = [
      knownOf(undefined, [], nobody),
      knownOf(undefined, [{ sources: ['GP records'], at: '2026-02-01' }], nobody),
      knownOf(undefined, [], { unreached: [{ name: 'the practice' }], heard: false }),
    ]
    assert.equal(new Set(sentences.map((known) => knownWords(subject, known, now))).size, 3)
    assert.equal(new Set(sentences.map((known) => knownCell(known as Known<string>, now))).size, 3)
    assert.deepEqual(
      sentences.map(({ state }) => state),
      ['not-recorded', 'none', 'not-reached'],
    )
  }
})

test('the sentences themselves', () => {
  const said = [{ words: 'No known drug allergies', sources: ['GP records'], at: '2026-02-01' }]
  const reach = reachOf('health-record', [heard, silent], testSources)
  assert.equal(
    knownWords('allergies', knownOf(undefined, said, reach), now),
    'No known drug allergies (GP records, Sun 1 Feb)',
  )
  assert.equal(
    knownWords('allergies', knownOf(undefined, [], reach), now),
    'Allergies are not recorded',
  )
  const none = [{ sources: ['Southmere Council'], asAt: '2025-12-31' }]
  assert.equal(
    knownWords('care-at-home', knownOf(undefined, none, reach), now),
    'No care at home (Southmere Council, as at Wed 31 Dec 2025)',
  )
  const unheard = reachOf('health-record', [gpLate], testSources)
  assert.equal(
    knownWords('allergies', knownOf(undefined, [], unheard), now),
    'Allergies are not known; not reached: the practices’ records (never heard)',
  )
  const hospital = reachOf('hospital', [heard, silent], testSources)
  assert.equal(
    knownCell(knownOf<string>(undefined, [], hospital), now),
    'Not reached: the hospital’s record',
  )
})

test('a class that one feed of several gives late is not recorded, with who is missing', () => {
  const other = { ...silent, feed: 'southmere-gp', name: 'another practice system' }
  const reach = reachOf('health-record', [heard, other], testSources)
  const known = knownOf(undefined, [], reach)
  assert.equal(known.state, 'not-recorded')
  assert.match(knownWords('allergies', known, now), /not recorded; not reached: another practice/)
  assert.equal(knownWords('allergies', known, now, true), 'Allergies are not recorded')
})

test('what is there is never called none or unknown, and what is not there never some', () => {
  const anyReach = fc.record({
    unreached: fc.array(fc.record({ name: fc.string() })),
    heard: fc.boolean(),
  })
  const anyNone = fc.array(fc.record({ sources: fc.array(fc.string()) }), { maxLength: 2 })
  fc.assert(
    fc.property(
      fc.option(fc.nat(), { nil: undefined }),
      anyNone,
      anyReach,
      (value, none, reach) => {
        const known = knownOf(value, none, reach)
        assert.equal(known.state === 'some', value !== undefined)
        assert.equal(known.state === 'none', value === undefined && none.length > 0)
        // Nobody may say "not recorded" who was never there to record it.
        if (known.state === 'not-recorded') assert.ok(reach.heard)
      },
    ),
  )
})
