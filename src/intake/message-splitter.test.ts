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

const told = (text: string, cuts?: number[]) =>
  messages(text, cuts).map(({ bytes, number, line, stray, cutOff }) => [
    `${stray ? 'stray' : 'message'} ${number}, line ${line}${cutOff ? ', cut off' : ''}`,
    bytes?.toString(),
  ])

test('what stands between messages and is no segment is a thing of its own, with its place', () => {
  for (const end of ['\r', '\n', '\r\n']) {
    const [first, second] = [FIRST, SECOND].map((one) => one.replaceAll('\r', end))
    const text = `received 10:00${end}${first}error 7${end}received 10:01${end}${second}end of file`
    assert.deepEqual(told(text), [
      ['stray 0, line 1', 'received 10:00\r'],
      ['message 1, line 2', FIRST],
      ['stray 1, line 5', 'error 7\rreceived 10:01\r'],
      ['message 2, line 7', SECOND],
      ['stray 2, line 10', 'end of file\r'],
    ])
  }
  // In the middle of a message nobody can tell whose it is: the message is kept whole, to be refused by its reader.
  assert.deepEqual(texts('MSH|^~\\&|A\nPID|1\nlost\nPV1|1\n'), [
    'MSH|^~\\&|A\rPID|1\rlost\rPV1|1\r',
  ])
  // What has no header begins after what is no segment.
  assert.deepEqual(told('half a line\rPV1|1\r'), [
    ['stray 0, line 1', 'half a line\r'],
    ['message 1, line 2', 'PV1|1\r'],
  ])
})

test('a line end that is not the sender’s, within a field, is text as HL7 writes it', () => {
  const message = 'MSH|^~\\&|A\rPID|1\rNTE|1||one\ntwo\n\nthree\rPV1|1\r'
  const read = 'MSH|^~\\&|A\rPID|1\rNTE|1||one\\X0A\\two\\X0A\\\\X0A\\three\rPV1|1\r'
  assert.deepEqual(texts(message), [read])
  assert.deepEqual(texts(message.replaceAll('\r', '\r\n')), [read])
  assert.deepEqual(
    texts(message.replaceAll('\r', 'R').replaceAll('\n', '\r').replaceAll('R', '\n')),
    [read],
  )
  assert.deepEqual(texts(`${message}${SECOND}`), [read, SECOND])
  // The message names another character for escapes, or none.
  assert.deepEqual(texts('MSH|^~!&|A\rNTE|1||one\ntwo\r'), ['MSH|^~!&|A\rNTE|1||one!X0A!two\r'])
  assert.deepEqual(texts('MSH|^~|A\rNTE|1||one\ntwo\r'), ['MSH|^~|A\rNTE|1||one\ntwo\r'])
  // Files whose first line ends otherwise are still cut where segments begin.
  assert.deepEqual(texts('MSH|^~\\&|A\r\nEVN|A01\nPID|1\n'), [FIRST])
  // Text may look like a segment's name, but not like a segment.
  assert.deepEqual(texts('MSH|^~\\&|A\rNTE|1||seen by\nMAU\rPV1|1\r'), [
    'MSH|^~\\&|A\rNTE|1||seen by\\X0A\\MAU\rPV1|1\r',
  ])
})

test('a header in the middle of a line begins a message: files were joined without a line end', () => {
  const joined = `${FIRST.slice(0, -1)}${SECOND}`
  assert.deepEqual(texts(joined), [FIRST, SECOND])
  assert.deepEqual(texts(`${FIRST}\ufeff${SECOND}`), [FIRST, SECOND])
  assert.deepEqual(texts(`  ${FIRST}\t${SECOND}`), [FIRST, SECOND])
  const other = (text: string) => text.replaceAll('|', '!').replaceAll('^', '$')
  assert.deepEqual(texts(other(joined)), [FIRST, SECOND].map(other))
  assert.deepEqual(texts('MSH|^~\\&|MSH|B\rPID|1\r'), ['MSH|^~\\&|MSH|B\rPID|1\r'])
})

test('a frame that is not closed has cut its message off, wherever it stops', () => {
  const framed = `\x0b${FIRST}\x1c\r`
  for (let at = 2; at < FIRST.length + 1; at += 1) {
    const found = messages(framed + framed.slice(0, at))
    assert.equal(found[0]!.bytes?.toString(), FIRST)
    assert.equal(found[0]!.cutOff, false)
    for (const { cutOff, stray, bytes } of found.slice(1)) {
      assert.ok(cutOff || stray, `${at}`)
      assert.equal(bytes?.toString().endsWith('\r'), stray)
    }
  }
  assert.deepEqual(told(`\x0b${FIRST}\x0b${SECOND}\x1c\r`), [
    ['message 1, line 1, cut off', FIRST.slice(0, -1)],
    ['message 2, line 4', SECOND],
  ])
  const broken = `\x0bMSH|^~\\&|A\rPID|1|4\x0b${SECOND}\x1c\r`
  assert.deepEqual(told(broken), [
    ['message 1, line 1, cut off', 'MSH|^~\\&|A\rPID|1|4'],
    ['message 2, line 2', SECOND],
  ])
})

test('frames may lack what is not needed, and what is between them is in none', () => {
  assert.deepEqual(texts(`\x0b${FIRST.slice(0, -1)}\x1c\x0b${SECOND.slice(0, -1)}\x1c`), [
    FIRST,
    SECOND,
  ])
  assert.deepEqual(texts(`${FIRST}\x1c\r${SECOND}\x1c\r`), [FIRST, SECOND])
  assert.deepEqual(told(`\x0b${FIRST}\x1c\rPV1|9\rnoise\r\x0b${SECOND}\x1c\r`), [
    ['message 1, line 1', FIRST],
    ['message 2, line 5', 'PV1|9\r'],
    ['stray 2, line 6', 'noise\r'],
    ['message 3, line 7', SECOND],
  ])
  const typed = 'MSH|^~\\&|A\rNTE|1||one\x0btwo\x1cthree\r'
  assert.deepEqual(texts(typed), [typed])
})

test('the lines around batches are handed on with what they say and how many messages came before', () => {
  const found: unknown[] = []
  const splitter = new MessageSplitter(10_000, (wrapping) => found.push(wrapping))
  const text = `FHS|^~\\&\rBHS|^~\\&\r${FIRST}${SECOND}BTS|2|all\rFTS|1\r`
  for (let at = 0; at < text.length; at += 1) splitter.push(Buffer.from(text[at]!))
  splitter.end()
  assert.deepEqual(found, [
    { name: 'FHS', fields: ['FHS', '^~\\&'], line: 1, before: 0 },
    { name: 'BHS', fields: ['BHS', '^~\\&'], line: 2, before: 0 },
    { name: 'BTS', fields: ['BTS', '2', 'all'], line: 9, before: 2 },
    { name: 'FTS', fields: ['FTS', '1'], line: 10, before: 2 },
  ])
})

test('on any stream, chunks change nothing, and every letter of it is in one message', () => {
  const part = fc.constantFrom(
    ...['MSH|^~\\&|A', 'PID|1', 'PV1|1', 'NTE|1||x', 'text', 'more text', '\x0b', '\x1c', 'BTS|1'],
    ...['\r', '\r', '\n', '\r\n'],
  )
  fc.assert(
    fc.property(
      fc.array(part, { maxLength: 25 }),
      fc.array(fc.nat(), { maxLength: 9 }),
      (parts, at) => {
        const text = parts.join('')
        assert.deepEqual(told(text, at), told(text))
        const letters = (all: string) => all.replaceAll('\\X0A\\', '').replace(/[^\w|^~&\\]/g, '')
        if (!text.includes('BTS')) assert.equal(letters(texts(text).join('')), letters(text))
      },
    ),
    { numRuns: 500 },
  )
})
