import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { checkDigit, readNhsNumber } from './nhs-number.ts'

const numbers = fc
  .integer({ min: 0, max: 999_999_999 })
  .map((serial) => String(serial).padStart(9, '0'))
  .filter((nine) => checkDigit(nine) < 10)
  .map((nine) => `${nine}${checkDigit(nine)}`)
  .filter((number) => !/^(\d)\1{9}$/.test(number))

test('every way in which it is written reads as the same ten digits', () => {
  fc.assert(
    fc.property(numbers, (number) => {
      const parts = [number.slice(0, 3), number.slice(3, 6), number.slice(6)]
      for (const separator of ['', ' ', '-', '\u00a0', '\u2011', '\u2013', '.']) {
        assert.deepEqual(readNhsNumber(` ${parts.join(separator)}\n`), { ok: true, number })
      }
    }),
  )
})

test('one wrong digit, or two neighbours swapped, is always noticed', () => {
  const mistakes = fc.tuple(numbers, fc.nat(9), fc.integer({ min: 1, max: 9 }))
  fc.assert(
    fc.property(mistakes, ([number, place, by]) => {
      const digits = [...number]
      digits[place] = String((Number(digits[place]) + by) % 10)
      assert.equal(readNhsNumber(digits.join('')).ok, false)
      const swapped = [...number]
      const next = (place + 1) % 10
      swapped[place] = number[next]!
      swapped[next] = number[place]!
      if (next > place && swapped.join('') !== number) {
        assert.equal(readNhsNumber(swapped.join('')).ok, false)
      }
    }),
  )
})

test('published examples: right ones, a wrong one, and one whose check would be ten', () => {
  for (const number of ['9000000009', '9000000017', '4010232137', '9990123454', '0123456789']) {
    assert.ok(readNhsNumber(number).ok, number)
  }
  for (const number of ['9912003890', '9000000015', '9000000000', '4010232138']) {
    assert.equal(readNhsNumber(number).ok, false, number)
  }
})

test('odd spacing, letters, other lengths and placeholders are nobody’s number', () => {
  const refused = [
    '',
    ' ',
    '99 901 23454',
    '999 0123 454',
    '999-012 3454',
    '999012345',
    '99901234540',
  ]
  refused.push(
    'O990123454',
    '9990123454.0',
    '0000000000',
    '9999999999',
    '111 111 1111',
    '９９９０１２３４５４',
  )
  for (const text of refused) assert.equal(readNhsNumber(text).ok, false, text)
})
