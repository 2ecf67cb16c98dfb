import assert from 'node:assert/strict'
import { test } from 'node:test'
import { concernsOf, type Watch } from './concern.ts'

const now = new Date('2026-03-03T12:00:00Z')

test('when all is well nothing needs anybody', () => {
  assert.deepEqual(concernsOf(watch({}), now), [])
})

test('what can do most harm comes first', () => {
  const concerns = concernsOf(
    watch({
      standing: undefined,
      trail: {
        size: 10,
        root: '',
        at: '',
        witnesses: [
          { name: 'council witness', size: 4, ageSeconds: 7200 },
          { name: 'NHS witness', size: 10, ageSeconds: 7200 },
        ],
      },
      feeds: [{ name: 'Mental health trust', late: true }],
      quarantined: 1,
      doubts: 1200,
      refused: { looks: 1, people: 1 },
    }),
    now,
  )
  assert.deepEqual(
    concerns.map(({ what }) => what),
    [
      'No agreement is in effect',
      'Council witness is late',
      'Mental health trust is late',
      '1 look was refused in the last week',
      '1 item could not be read',
      '1,200 pairs of records may be one person',
    ],
  )
})

test('a quiet witness that has confirmed all there is is not late; one that objects always needs somebody', () => {
  const objecting = { name: 'w', size: 3, ageSeconds: 1, objection: 'The log shrank.' }
  const trail = { size: 3, root: '', at: '', witnesses: [objecting] }
  const [concern] = concernsOf(watch({ trail }), now)
  assert.equal(concern!.since, 'The log shrank.')
})

function watch(more: Partial<Watch>): Watch {
  return {
    standing: { ends: '2027-03-31' },
    trail: { size: 10, root: '', at: '', witnesses: [{ name: 'w', size: 10, ageSeconds: 9000 }] },
    feeds: [{ name: 'Mere General', late: false, lastArrivedAt: '2026-03-03T11:00:00Z' }],
    quarantined: 0,
    doubts: 0,
    ...more,
  }
}
