import assert from 'node:assert/strict'
import { test } from 'node:test'
import { standingConcerns } from './concerns.ts'
import type { DisputeTold } from './disputes.ts'
import { disputeLines } from './waiting-disputes.ts'

const now = new Date('2026-03-03T12:00:00Z')

test('no agreement, and one that has run out, need somebody', () => {
  const [none] = standingConcerns(undefined, now)
  assert.deepEqual([none!.what, none!.first], ['No agreement is in effect', 'harm'])
  assert.deepEqual(standingConcerns({ ends: '2027-03-31' }, now), [])
})

test('a dispute says what it waits for: an answer, or a proposal', () => {
  const said = { act: 'open', side: 'nhs' } as DisputeTold['says'][number]
  const opened = { ...dispute('1', 48, '2026-03-09'), says: [said] }
  assert.match(disputeLines([opened], 'council', now)[0]!.since, /your side has not answered yet/)
  assert.match(disputeLines([opened], 'nhs', now)[0]!.since, /nobody has proposed/)
  const proposal = { ...said, act: 'propose' as const }
  const proposed = { ...opened, standing: { ...opened.standing, proposal } }
  assert.match(disputeLines([proposed], 'council', now)[0]!.since, /other side has proposed/)
})

test('disputes that wait are one line: one by its name, several by their number, late ones first of all', () => {
  assert.deepEqual(disputeLines([], 'nhs', now), [])
  const [one] = disputeLines([dispute('1', 48, '2026-03-09')], 'nhs', now)
  assert.deepEqual(
    [one!.what, one!.since, one!.first, one!.at.href],
    [
      'The two sides differ: the late feed',
      'Open for 2 days; your side has not answered yet. “two officers” has until Mon 9 Mar.',
      'waits',
      '/disputes/1',
    ],
  )
  const late = dispute('2', 384, '2026-02-20', true)
  const [several] = disputeLines([late, dispute('1', 48, '2026-03-09')], 'nhs', now)
  assert.deepEqual(
    [several!.what, several!.since, several!.first, several!.at.href],
    [
      '2 disputes wait for your side',
      'The oldest is open for 16 days. “two officers” ended on Fri 20 Feb.',
      'harm',
      '/disputes?show=mine',
    ],
  )
})

function dispute(id: string, ageHours: number, due: string, late = false): DisputeTold {
  const on = { name: 'two officers', holders: ['finance-lead'] }
  const standing = { state: 'open' as const, step: 0, on, since: now, due, late, ageHours }
  const about = { id, room: 'intake', key: id, about: 'the late feed', facts: [] }
  return { ...about, standing, holder: '', openedAt: now, stands: '', says: [] }
}
