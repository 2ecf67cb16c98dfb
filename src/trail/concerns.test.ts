import assert from 'node:assert/strict'
import { test } from 'node:test'
import { logConcerns, refusedLooks } from './concerns.ts'
import type { TrailStatus } from './trail-status.ts'

const now = new Date('2026-03-03T12:00:00Z')
const WELL: TrailStatus = {
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

test('when all is well the log needs nobody', () => {
  assert.deepEqual([...logConcerns(WELL), ...refusedLooks({ looks: 0 })], [])
})

test('what can do most harm comes first', () => {
  const found = logConcerns({
    ...WELL,
    witnesses: [
      { name: 'council witness', size: 4, ageSeconds: 7200, away: 'it does not answer' },
      { name: 'NHS witness', size: 10, ageSeconds: 20 },
    ],
    late: true,
    words: 'Late.',
    unnumberedSeconds: 90,
    halted: 'this database was rolled back',
  })
  assert.deepEqual(
    found.map(({ what, first }) => [what, first]),
    [
      ['Nothing more is signed in the log', 'harm'],
      ['The log is not confirmed in time', 'harm'],
      ['What is written down gets no number in the log', 'harm'],
    ],
  )
})

test('a log without a quorum in time says who is away; a witness that objects always needs somebody', () => {
  const away = { name: 'w', size: 3, ageSeconds: 9000, away: 'it does not answer' }
  const late = { ...WELL, witnesses: [away], late: true, words: 'Late.' }
  assert.equal(logConcerns(late)[0]!.since, 'Late. W: it does not answer.')
  const objecting = { name: 'w', size: 3, ageSeconds: 1, objection: 'The log shrank.' }
  const [concern] = logConcerns({ ...WELL, witnesses: [objecting] })
  assert.equal(concern!.since, 'The log shrank.')
})

test('that looks were refused is told, and not how many: few would tell of somebody', () => {
  assert.deepEqual(refusedLooks({ looks: 1 }), [
    {
      what: 'Somebody was refused a look in the last week',
      since: 'Each refusal is in the log with its clause.',
      first: 'told',
    },
  ])
})
