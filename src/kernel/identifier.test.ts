import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { derivedId, newId } from './identifier.ts'

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-([0-9a-f])[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/

test('new ids are version 7, different, and sort by their time', () => {
  const times = [0, 1, 1_700_000_000_000, 1_700_000_000_001, 2 ** 48 - 1]
  const ids = times.map(newId)
  for (const id of ids) assert.equal(UUID.exec(id)?.[1], '7')
  assert.deepEqual(ids.toSorted(), ids)
  assert.equal(new Set(Array.from({ length: 10_000 }, () => newId(0))).size, 10_000)
})

test('the same parts give the same id for ever', () => {
  // Written down once: a change here would separate every stored row from its source.
  assert.equal(
    derivedId('person', 'mere-general', 'H0012345'),
    '0af07b78-52d3-8cfb-92d6-b8c5939a9517',
  )
  assert.equal(UUID.exec(derivedId('a'))?.[1], '8')
})

test('other parts give another id, however they are cut', () => {
  fc.assert(
    fc.property(fc.array(fc.string()), fc.array(fc.string()), (one, other) => {
      const same = JSON.stringify(one) === JSON.stringify(other)
      assert.equal(derivedId(...one) === derivedId(...other), same)
    }),
  )
  assert.notEqual(derivedId('ab', 'c'), derivedId('a', 'bc'))
  assert.notEqual(derivedId('1:a'), derivedId('', 'a'))
})
