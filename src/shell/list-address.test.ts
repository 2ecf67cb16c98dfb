import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { listAddress } from './list-address.ts'
import { PAGE_ROWS, pageAt, pageOf } from './list-page.ts'

const CHOICES = { show: ['mine', 'ended'], order: ['oldest'] } as const

test('what is chosen and the page stand in the address; another choice begins at its first page', () => {
  const address = listAddress('/disputes', CHOICES, { show: 'mine', page: '3', order: 'oldest' })
  assert.deepEqual(
    [address.chosen('show'), address.chosen('order'), address.page],
    ['mine', 'oldest', 3],
  )
  assert.equal(address.choose('show', 'ended'), '/disputes?order=oldest&show=ended')
  assert.equal(address.choose('show', undefined), '/disputes?order=oldest')
  assert.equal(address.at(4), '/disputes?show=mine&order=oldest&page=4')
  assert.equal(listAddress('/disputes', CHOICES, {}).at(1), '/disputes')
})

test('whatever the address says, only what there is to choose is chosen', () => {
  const word = fc.oneof(
    fc.string(),
    fc.constantFrom('__proto__', 'constructor', 'mine', 'oldest', '-1'),
  )
  fc.assert(
    fc.property(fc.dictionary(word, fc.oneof(word, fc.array(word))), (query) => {
      const address = listAddress('/x', CHOICES, query)
      assert.ok([undefined, 'mine', 'ended'].includes(address.chosen('show')))
      assert.ok(address.page >= 1 && address.page <= 99_999)
      assert.match(address.at(2), /^\/x\?(show=(mine|ended)&)?(order=oldest&)?page=2$/)
    }),
  )
})

test('every row stands on exactly one page, and a page that is not there is the last', () => {
  fc.assert(
    fc.property(fc.nat(1_000), fc.integer(), (length, asked) => {
      const all = Array.from({ length }, (_, at) => at)
      const { pages } = pageAt(length, 1)
      const rows = Array.from({ length: pages }, (_, at) => pageOf(all, at + 1).rows).flat()
      assert.deepEqual(rows, all)
      const { rows: shown, page } = pageOf(all, asked)
      assert.ok(page.number >= 1 && page.number <= pages && shown.length <= PAGE_ROWS)
      assert.equal(shown.length, length === 0 ? 0 : page.to - page.from + 1)
    }),
  )
})

test('a list can be asked for as it was known at a time, on every page of it', () => {
  const list = listAddress(
    '/',
    { show: ['ready'] },
    { 'known-at': '2026-07-03T09:12', show: 'ready' },
  )
  assert.equal(list.knownAt?.toISOString(), '2026-07-03T08:12:59.999Z')
  assert.equal(list.at(2), '/?show=ready&known-at=2026-07-03T09%3A12&page=2')
  assert.equal(list.choose('show', undefined), '/?known-at=2026-07-03T09%3A12')
  assert.equal(list.asNow, '/?show=ready')
  const at = (text: string) => listAddress('/', {}, { 'known-at': text }).knownAt?.toISOString()
  assert.equal(at('2026-01-03'), '2026-01-03T23:59:59.999Z')
  assert.equal(at('2026-01-03T10:00:00.123Z'), '2026-01-03T10:00:00.123Z')
  for (const wrong of [
    'yesterday',
    '2026-02-31T25:00',
    '2026-02-31T10:00',
    '2026-02-29',
    '',
    '2026-01-03T10:00:00',
  ])
    assert.equal(at(wrong), undefined)
  assert.ok(listAddress('/', {}, { 'known-at': 'yesterday' }).asksKnownAt)
  assert.ok(!listAddress('/', {}, { 'known-at': '' }).asksKnownAt)
})
