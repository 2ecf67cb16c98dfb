import assert from 'node:assert/strict'
import { test } from 'node:test'
import { needWords, wayHomeWords } from './need-words.ts'
import { testEvent } from './testing.ts'

const way = (detail: Record<string, string>) => wayHomeWords(testEvent({ detail }))

test('a way home in words, and the hospital’s reason without what it repeats', () => {
  const reasons = [
    'Residential/nursing home care not yet available (Pathway 3)',
    'Pathway 3: residential/nursing home care not yet available',
  ]
  for (const delayReason of reasons) {
    assert.deepEqual(way({ pathway: '3', delayReason }), {
      what: 'a care home',
      why: 'Residential/nursing home care not yet available',
    })
  }
  const kept = 'Awaiting medicines to take home (and the letter)'
  assert.deepEqual(way({ delayReason: kept }), { what: 'the way home', why: kept })
  for (const pathway of ['9', 'constructor', ''])
    assert.equal(way({ pathway }).what, 'the way home')
})

test('what comes next is what somebody waits for, said with what led to it', () => {
  const asked = testEvent({
    kind: 'request',
    status: 'finished',
    label: 'Request for support',
    detail: { next: 'reablement', route: 'On leaving hospital' },
  })
  assert.deepEqual(needWords({ kind: 'service', event: asked }), {
    what: 'reablement',
    why: 'Request for support, on leaving hospital',
  })
  assert.equal(needWords({ kind: 'assessment', event: asked }).what, 'an assessment')
  const open = { ...asked, status: 'active' as const, detail: {} }
  assert.deepEqual(needWords({ kind: 'assessment', event: open }), {
    what: 'an answer',
    why: 'Request for support',
  })
})
