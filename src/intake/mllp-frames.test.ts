import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { type Frame, MllpFrames } from './mllp-frames.ts'

const MESSAGE = 'MSH|^~\\&|PAS|RXS|||20260301||ADT^A01|1|P|2.4\rPID|1||A~B\r'

/** What of a frame shows: each message, whether it was whole, and whether it is one at all. */
function shown(frames: readonly Frame[]): string[][] {
  return frames.map(({ messages }) =>
    messages.map(({ bytes, cutOff, stray, hash }) => {
      const text = bytes?.toString('latin1') ?? `large ${hash}`
      return `${stray ? 'stray ' : ''}${cutOff ? 'cut ' : ''}${text}`
    }),
  )
}

function cut(bytes: Buffer, pieces: readonly number[], limit?: number) {
  const frames = new MllpFrames(limit)
  const found: Frame[] = []
  let from = 0
  for (const piece of pieces) {
    found.push(...frames.push(bytes.subarray(from, from + piece)))
    from += piece
  }
  found.push(...frames.push(bytes.subarray(from)), ...frames.end())
  return { shown: shown(found), stray: frames.stray, pending: frames.pending }
}

test('a frame is the same wherever its pieces begin and end', () => {
  const part = fc.constantFrom(
    ...[
      `\x0b${MESSAGE}\x1c\r`,
      `\x0b${MESSAGE}\x1c`,
      `\x0b${MESSAGE}`,
      '\x0b\x1c\r',
      '\x0bhello\x1c\r',
    ],
    ...['\r\n', '\x1c\r', `\x0b${MESSAGE}NTE|1||a\x0bb\x1cc\r\x1c\r`, 'MSH|', '\x0b', '\x1c'],
  )
  const parts = fc.array(part, { maxLength: 6 })
  const pieces = fc.array(fc.integer({ min: 1, max: 40 }), { maxLength: 60 })
  fc.assert(
    fc.property(parts, pieces, (texts, sizes) => {
      const bytes = Buffer.from(texts.join(''), 'latin1')
      assert.deepEqual(cut(bytes, sizes), cut(bytes, []))
      assert.deepEqual(cut(bytes, Array(bytes.length).fill(1)), cut(bytes, []))
    }),
    { numRuns: 300 },
  )
})

test('a message in a frame is the item that it is in a file', () => {
  const { shown, stray } = cut(Buffer.from(`\x0b${MESSAGE}\x1c\r\x0b${MESSAGE}\x1c\r`), [])
  assert.deepEqual(shown, [[MESSAGE], [MESSAGE]])
  assert.equal(stray, false)
})

test('a frame that was never closed is cut off by the next, and where the connection ends it is nothing', () => {
  const open = `\x0b${MESSAGE}`
  assert.deepEqual(cut(Buffer.from(`${open}${open}\x1c\r`), []).shown, [
    [`cut ${MESSAGE.slice(0, -1)}`],
    [MESSAGE],
  ])
  const { shown, pending } = cut(Buffer.from(open), [])
  assert.deepEqual(shown, [])
  assert.equal(pending, MESSAGE.length)
})

test('what stands outside every frame is seen, line ends between frames are not', () => {
  assert.equal(cut(Buffer.from(`\r\n\x0b${MESSAGE}\x1c\r\n`), []).stray, false)
  assert.equal(cut(Buffer.from(`GET / HTTP/1.1\r\n`), []).stray, true)
  assert.equal(cut(Buffer.from(`\x0b${MESSAGE}\x1c\rMSH|`), []).stray, true)
})

test('of what is larger than an item may be only that it came is known', () => {
  const large = `MSH|^~\\&|PAS|RXS\rOBX|1||${'x'.repeat(5_000)}\r`
  const [[found] = []] = cut(Buffer.from(`\x0b${large}\x1c\r`), [], 1_000).shown
  assert.match(found!, /^large [0-9a-f]{64}$/)
})
