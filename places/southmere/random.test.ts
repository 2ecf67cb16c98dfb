import assert from 'node:assert/strict'
import test from 'node:test'
import fc from 'fast-check'
import { isNhsNumber, nhsNumberOf, withCheckDigit } from './nhs-number.ts'
import { chooser, randomOf, scatter, seedOf } from './random.ts'

test('a stream is the same whenever it is asked for, and unlike its neighbours', () => {
  const seed = seedOf('a seed')
  const first = Array.from({ length: 5 }, randomOf(seed, 'what', 3).next)
  assert.deepEqual(Array.from({ length: 5 }, randomOf(seed, 'what', 3).next), first)
  for (const other of [
    randomOf(seed, 'what', 4),
    randomOf(seed, 'else', 3),
    randomOf(seedOf('b'), 'what', 3),
  ]) {
    assert.notDeepEqual(Array.from({ length: 5 }, other.next), first)
  }
})

test('numbers fall evenly, within a stream and across the first numbers of many streams', () => {
  const seed = seedOf('even')
  const within = randomOf(seed, 'within', 0)
  for (const draw of [() => within.next(), (one: number) => randomOf(seed, 'across', one).next()]) {
    const tenths = new Array<number>(10).fill(0)
    for (let one = 0; one < 20_000; one += 1) tenths[Math.floor(draw(one) * 10)]! += 1
    for (const count of tenths) assert.ok(Math.abs(count - 2000) < 200, `${tenths}`)
  }
})

test('a table is drawn from by its weights', () => {
  const random = randomOf(seedOf('weights'), 'x', 0)
  const choose = chooser([
    ['never', 0],
    ['once', 1],
    ['thrice', 3],
  ] as const)
  const counts = { never: 0, once: 0, thrice: 0 }
  for (let one = 0; one < 8000; one += 1) counts[choose(random)] += 1
  assert.equal(counts.never, 0)
  assert.ok(Math.abs(counts.once - 2000) < 150)
})

test('scatter gives every number once', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 3000 }), fc.string(), (size, text) => {
      const seed = seedOf(text)
      const found = new Set(Array.from({ length: size }, (_, index) => scatter(index, size, seed)))
      assert.equal(found.size, size)
      assert.ok([...found].every((one) => one >= 0 && one < size))
    }),
  )
})

test('NHS numbers begin with 9, carry the right check digit and are never given twice', () => {
  const seed = seedOf('numbers')
  const found = new Set<string>()
  for (let index = 0; index < 50_000; index += 1) found.add(nhsNumberOf(seed, index))
  assert.equal(found.size, 50_000)
  for (const number of found)
    assert.ok(isNhsNumber(number) && /^9(?!00|11|99)/.test(number), number)
  assert.equal(withCheckDigit('999012345'), '9990123454')
})
