import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { latest, newestAt, type Stamped, stamped, stampOf, standing } from './latest.ts'

test('the newest word on each field stands, null empties it, silence leaves it', () => {
  const old = stamped({ ward: 'Ward 3', bed: '4', reason: 'fall' }, 'a')
  const next = stamped({ ward: 'Ward 6', bed: null, reason: undefined }, 'b')
  assert.deepEqual(standing(latest(old, next)), { ward: 'Ward 6', reason: 'fall' })
  assert.deepEqual(latest(old, next), latest(next, old))
})

test('a stamp orders by time, then by rank, then by hash', () => {
  const hash = (byte: number) => Buffer.alloc(32, byte).toString('hex')
  const early = stampOf('2026-01-01T00:00:00.000Z', 5, hash(9))
  const later = stampOf('2026-01-01T00:00:01.000Z', 1, hash(0))
  assert.ok(early < later)
  assert.ok(stampOf('t', 1, hash(9)) < stampOf('t', 2, hash(0)))
  assert.ok(stampOf('t', 1, hash(1)) < stampOf('t', 1, hash(2)))
  assert.equal(newestAt({ a: [early, 'x'], b: [later, null] }), '2026-01-01T00:00:01.000Z')
})

const messages = fc.uniqueArray(
  fc.record({
    stamp: fc.string({ minLength: 1, maxLength: 3 }),
    fields: fc.dictionary(fc.constantFrom('a', 'b', 'c'), fc.constantFrom('1', '2', null)),
  }),
  { selector: ({ stamp }) => stamp, maxLength: 8 },
)

test('order and repetition do not matter', () => {
  fc.assert(
    fc.property(messages, fc.array(fc.nat(), { maxLength: 20 }), (all, picks) => {
      const entries = all.map(({ stamp, fields }) => stamped(fields, stamp))
      const merge = (list: Stamped[]) => list.reduce(latest, {})
      const shuffled = [
        ...picks.map((pick) => entries[pick % entries.length] ?? {}),
        ...entries.toReversed(),
      ]
      assert.deepEqual(merge(shuffled), merge(entries))
    }),
  )
})
