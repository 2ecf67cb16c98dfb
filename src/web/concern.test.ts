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
        ...TRAIL,
        witnesses: [
          { name: 'council witness', size: 4, ageSeconds: 7200, away: 'it does not answer' },
          { name: 'NHS witness', size: 10, ageSeconds: 20 },
        ],
        late: true,
        words: 'Late.',
        unnumberedSeconds: 90,
        halted: 'this database was rolled back',
      },
      feeds: [{ feed: 'mental-health', name: 'Mental health trust', late: true }],
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
      'Nothing more is signed in the log',
      'The log is not confirmed in time',
      'What is written down gets no number in the log',
      'Mental health trust is late',
      '1 look was refused in the last week',
      '1 item could not be read',
      '1,200 pairs of records may be one person',
    ],
  )
})

test('a log without a quorum in time says who is away; a witness that objects always needs somebody', () => {
  const away = { name: 'w', size: 3, ageSeconds: 9000, away: 'it does not answer' }
  const late = { ...TRAIL, witnesses: [away], late: true, words: 'Late.' }
  assert.equal(concernsOf(watch({ trail: late }), now)[0]!.since, 'Late. W: it does not answer.')
  const objecting = { name: 'w', size: 3, ageSeconds: 1, objection: 'The log shrank.' }
  const trail = { ...TRAIL, witnesses: [objecting] }
  const [concern] = concernsOf(watch({ trail }), now)
  assert.equal(concern!.since, 'The log shrank.')
})

test('what should have followed and did not, and what a room says, need somebody', () => {
  const concerns = concernsOf(
    watch({
      rooms: [{ what: 'This place has no mail server', since: 'Give one.', alert: false }],
      undone: [
        {
          name: 'access.send-link',
          does: 'send somebody the mail that something waits for them',
          count: 2,
          since: '2026-03-03T11:00:00Z',
          fault: 'ECONNREFUSED',
        },
      ],
      feeds: [
        {
          feed: 'council',
          name: 'the council',
          late: true,
          explained: 'The data desk says: “Soon.”',
        },
      ],
    }),
    now,
  )
  assert.deepEqual(
    concerns.map(({ what, since }) => [what, since]),
    [
      ['This place has no mail server', 'Give one.'],
      [
        'The software could not send somebody the mail that something waits for them (2 times)',
        'Due 1 hour ago, and tried again until it works. Last it failed of: ECONNREFUSED.',
      ],
      ['The council is late', 'It has never sent anything. The data desk says: “Soon.”'],
    ],
  )
})

const TRAIL: Watch['trail'] = {
  size: 10,
  root: '',
  at: '',
  witnesses: [{ name: 'w', size: 10, ageSeconds: 20 }],
  confirmation: { size: 10, confirmed: { size: 10, at: now }, missing: [], withinSeconds: 900 },
  words: 'All 10 entries are confirmed by a witness of each side, 0 s ago.',
  late: false,
  unnumberedSeconds: 0,
  evidence: [],
}

function watch(more: Partial<Watch>): Watch {
  return {
    standing: { ends: '2027-03-31' },
    trail: TRAIL,
    feeds: [
      {
        feed: 'mere-general',
        name: 'Mere General',
        late: false,
        lastArrivedAt: '2026-03-03T11:00:00Z',
      },
    ],
    quarantined: 0,
    doubts: 0,
    ...more,
  }
}
