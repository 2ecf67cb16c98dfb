import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { LineSplitter } from './line-splitter.ts'
import { MessageSplitter } from './message-splitter.ts'

function feed<T>(
  splitter: { push(chunk: Buffer): T[]; end(): T[] },
  text: string,
  cuts: number[] = [],
) {
  const bytes = Buffer.from(text)
  const places = [...new Set(cuts.map((cut) => cut % (bytes.length + 1)))].sort((a, b) => a - b)
  const found: T[] = []
  let from = 0
  for (const to of [...places, bytes.length]) {
    found.push(...splitter.push(bytes.subarray(from, to)))
    from = to
  }
  return [...found, ...splitter.end()]
}

const messages = (text: string, cuts?: number[]) => feed(new MessageSplitter(10_000), text, cuts)
const texts = (text: string, cuts?: number[]) =>
  messages(text, cuts).map(({ bytes }) => bytes?.toString())

const FIRST = 'MSH|^~\\&|A\rEVN|A01\rPID|1\r'
const SECOND = 'MSH|^~\\&|B\rEVN|A03\rPID|2\r'

test('lines keep their number and place', () => {
  const lines = feed(new LineSplitter(100), 'a\r\n\r\nbc\nd')
  assert.deepEqual(
    lines.map(({ number, offset, bytes }) => [number, offset, bytes?.toString()]),
    [
      [1, 0, 'a'],
      [3, 5, 'bc'],
      [4, 8, 'd'],
    ],
  )
})

test('the same messages come out however they travelled', () => {
  const both = [FIRST, SECOND]
  assert.deepEqual(texts(FIRST + SECOND), both)
  assert.deepEqual(texts(`${FIRST}\n${SECOND}\n`), both)
  assert.deepEqual(texts((FIRST + SECOND).replaceAll('\r', '\n')), both)
  assert.deepEqual(texts((FIRST + SECOND).replaceAll('\r', '\r\n')), both)
  assert.deepEqual(texts(`\x0b${FIRST}\x1c\r\x0b${SECOND}\x1c\r`), both)
  assert.deepEqual(texts(`FHS|^~\\&\rBHS|^~\\&\r${FIRST}${SECOND}BTS|2\rFTS|1\r`), both)
  assert.deepEqual(texts((FIRST + SECOND).slice(0, -1)), both)
})

test('a message over the limit is hashed and not kept', () => {
  const long = `MSH|^~\\&|A\rOBX|${'x'.repeat(20_000)}\rPID|1\r`
  const found = messages(long + SECOND)
  assert.equal(found[0]!.bytes, undefined)
  assert.equal(found[1]!.bytes?.toString(), SECOND)
  const other = messages(long.replaceAll('x', 'y'))
  assert.notDeepEqual(found[0]!.hash, other[0]!.hash)
})

test('chunks do not matter', () => {
  const segment = fc
    .stringMatching(/^[A-Z]{3}\|[a-z^~&|]{0,12}$/)
    .filter((text) => !/^(MSH|FHS|BHS|BTS|FTS)/.test(text))
  const message = fc.array(segment, { maxLength: 5 })
  fc.assert(
    fc.property(
      fc.array(message, { maxLength: 5 }),
      fc.constantFrom('\r', '\n', '\r\n'),
      fc.array(fc.nat(), { maxLength: 9 }),
      (all, end, cuts) => {
        const text = all.map((segments) => ['MSH|^~\\&|A', ...segments, ''].join(end)).join('')
        assert.deepEqual(
          texts(text, cuts),
          all.map((segments) => ['MSH|^~\\&|A', ...segments, ''].join('\r')),
        )
      },
    ),
  )
})
