import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { formatPounds, parsePounds, readWritten } from './money.ts'

const readable: [string, bigint][] = [
  ['1234', 123400n],
  ['1,234.50', 123450n],
  ['£1,234.5', 123450n],
  ['-12.00', -1200n],
  ['-£0.01', -1n],
  ['(12.00)', -1200n],
  ['(£12.00)', -1200n],
  [' 7 ', 700n],
  ['0', 0n],
]
for (const [text, pence] of readable) {
  test(`${text} is ${pence} pence`, () => assert.equal(parsePounds(text), pence))
}

const unreadable = ['', ' ', '1,23', '1.234', '.5', '1.', '1e3', '--1', '(-1)', '1 000', '£', 'n/a']
for (const text of [...unreadable, '12p', '$5', 'NaN', '1,2345', '()', '٣']) {
  test(`${JSON.stringify(text)} is not guessed at`, () => {
    assert.equal(parsePounds(text), undefined)
  })
}

test('every amount reads back as it was written', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n }), (pence) => {
      assert.equal(parsePounds(formatPounds(pence)), pence)
    }),
  )
})

test('anything that reads is written in a way that reads the same', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^-?£?[0-9,.()]{0,12}$/), (text) => {
      const pence = parsePounds(text)
      if (pence !== undefined) assert.equal(parsePounds(formatPounds(pence)), pence)
    }),
  )
})

test('whole pounds carry no minus sign without an amount', () => {
  assert.equal(formatPounds(-50n, { pence: false }), '£0')
  assert.equal(formatPounds(-123_456n, { pence: false }), '-£1,234')
  assert.equal(formatPounds(123_456_789n), '£1,234,567.89')
})

const written: [string, bigint][] = [
  ['1,234.50-', -123450n],
  ['CR 12.00', -1200n],
  ['12.00CR', -1200n],
  ['12.00 Cr', -1200n],
  ['DR 12', 1200n],
  ['£12.50 DR', 1250n],
  ['GBP 12', 1200n],
  ['(£12.00)', -1200n],
  ['(1,000)', -100000n],
  ['£ 7.05', 705n],
  ['-£0.01', -1n],
]
for (const [text, pence] of written) {
  test(`${text} in a file is ${pence} pence`, () => assert.deepEqual(readWritten(text), { pence }))
}

const unsure: [string, RegExp][] = [
  ['1.234,56', /comma for the pence/],
  ['12,5', /comma for the pence/],
  ['1.234.567', /comma for the pence/],
  ['0.30000000000000004', /more than two digits of pence/],
  ['1.2e3', /exponent/],
  ['-12 CR', /sign twice/],
  ['-12.00-', /is not one/],
  ['(12)-', /sign twice/],
  ['=SUM(A1:A2)', /formula/],
  ['', /empty/],
  ['£', /is not one/],
  ['CR', /is not one/],
  ['constructor', /is not one/],
]
for (const [text, what] of unsure) {
  test(`${JSON.stringify(text)} in a file is refused and not guessed`, () => {
    const read = readWritten(text)
    assert.match('what' in read ? read.what : String(read.pence), what)
  })
}
