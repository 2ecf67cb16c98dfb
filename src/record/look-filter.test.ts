import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { personCalled } from '../kernel/testing.ts'
import { lookAddress, looksWanted, readLookFilter } from './look-filter.ts'

const NOW = new Date('2026-03-10T09:00:00Z')
const read = (query: Record<string, unknown>) => readLookFilter(query, NOW)
const queryOf = (address: string) => Object.fromEntries(new URL(address, 'http://x').searchParams)

test('the last seven days, unless the address says otherwise', () => {
  const { from, to } = read({})
  assert.deepEqual([from, to], ['2026-03-04', '2026-03-10'])
  const wanted = looksWanted(read({ from: '2026-03-29', to: '2026-03-29' }))
  // In London that day has 23 hours.
  assert.deepEqual(
    [wanted.from.toISOString(), wanted.to.toISOString()],
    ['2026-03-29T00:00:00.000Z', '2026-03-29T23:00:00.000Z'],
  )
})

test('days the other way round are the time between; what there is not is left out', () => {
  const turned = read({ from: '2026-03-05', to: '2026-03-02' })
  assert.deepEqual([turned.from, turned.to], ['2026-03-02', '2026-03-05'])
  const nothing = { outcome: 'constructor', person: '__proto__', before: '1.x', from: '2026-02-30' }
  assert.deepEqual(read(nothing), read({}))
  assert.deepEqual(read({ outcome: ['refused'], staff: { a: 1 } }), read({}))
})

test('an address is read as it was written', () => {
  const filter = fc.record(
    {
      from: fc.constantFrom('2026-01-01', '2026-02-28'),
      to: fc.constantFrom('2026-03-01', '2026-03-10'),
      outcome: fc.constantFrom(undefined, 'allowed' as const, 'refused' as const),
      staff: fc.option(fc.stringMatching(/^[!-~]{1,40}$/), { nil: undefined }),
      purpose: fc.constantFrom(undefined, 'direct-care', 'governance'),
      person: fc.constantFrom(undefined, personCalled('martha')),
      before: fc.constantFrom(undefined, { at: NOW, entryId: personCalled('an entry') }),
    },
    { noNullPrototype: true },
  )
  fc.assert(fc.property(filter, (one) => assert.deepEqual(read(queryOf(lookAddress(one))), one)))
})
