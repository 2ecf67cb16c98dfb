import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { parseMessage, segmentOf } from './hl7.ts'
import { type Delimiters, decodeMessage, escapeHl7, unescapeHl7 } from './hl7-text.ts'
import { Unreadable } from './reading.ts'

const USUAL: Delimiters = {
  field: '|',
  component: '^',
  repetition: '~',
  escaping: '\\',
  subcomponent: '&',
}

test('fields count from the separator in MSH and from the name elsewhere', () => {
  const message = parseMessage(
    'MSH|^~\\&|MEREPAS|RXS|||20260303||ADT^A01\rPID|1||H1^^^RXS^MR~9&x^^^NHS^NH\r',
  )
  const msh = segmentOf(message, 'MSH')
  assert.equal(msh?.text(3), 'MEREPAS')
  assert.equal(msh?.text(9, 2), 'A01')
  const ids = segmentOf(message, 'PID')!.all(3)
  assert.deepEqual(
    ids.map((id) => [id.get(1), id.get(1, 2), id.get(5)]),
    [
      ['H1', '', 'MR'],
      ['9', 'x', 'NH'],
    ],
  )
  assert.equal(segmentOf(message, 'PV1'), undefined)
})

test('a message may name its own delimiters', () => {
  const message = parseMessage('MSH#*@!%#APP\nPID#1##A%B*C@D')
  const pid = segmentOf(message, 'PID')
  assert.equal(pid?.text(3, 1, 2), 'B')
  assert.equal(pid?.text(3, 2), 'C')
  assert.equal(pid!.all(3)[1]!.get(1), 'D')
})

test('escape sequences are what they stand for', () => {
  const read = (text: string) => unescapeHl7(text, USUAL)
  assert.equal(read('A\\T\\E, this\\S\\Hosp\\R\\\\F\\'), 'A&E, this^Hosp~|')
  assert.equal(read('C:\\E\\temp'), 'C:\\temp')
  assert.equal(read('caf\\XC3A9\\ bar'), 'café bar')
  assert.equal(read('one\\.br\\two\\H\\!\\N\\'), 'one\ntwo!')
  assert.equal(read('left \\open'), 'left \\open')
  assert.equal(read('a\\what\\T\\b'), 'a\\what&b')
})

test('what is escaped reads back as itself', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 30 }), (text) => {
      assert.equal(unescapeHl7(escapeHl7(text, USUAL), USUAL), text)
    }),
  )
})

test('text that is no message is refused with a sentence', () => {
  for (const text of [
    '',
    'PID|1',
    'MSH',
    'MSH|',
    'MSH|||',
    'MSH|^^\\&|',
    'MSH|^~\\&|A\rgarbage',
    'MSHabc',
  ]) {
    assert.throws(() => parseMessage(text), Unreadable, text)
  }
})

test('MSH-18 names the character set; without it the text is UTF-8', () => {
  const message = (charset: string) =>
    `MSH|^~\\&|A|B|C|D|||ADT^A01|1|P|2.4||||||${charset}\rPID|1||||Ren\xe9e`
  const latin = (charset: string) => Buffer.from(message(charset), 'latin1')
  assert.match(decodeMessage(latin('8859/1')), /Renée/)
  assert.throws(() => decodeMessage(latin('')), Unreadable)
  assert.throws(() => decodeMessage(latin('BIG-5')), Unreadable)
  assert.match(decodeMessage(Buffer.from(message('UNICODE UTF-8'))), /Renée/)
  assert.throws(() => decodeMessage(Buffer.from(`${message('')}\0`)), Unreadable)
})

test('no text is too strange: a message or a sentence', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 80 }), (tail) => {
      for (const text of [tail, `MSH${tail}`, `MSH|^~\\&|${tail}`]) {
        try {
          const message = parseMessage(text)
          for (const segment of message) {
            for (let field = 0; field <= segment.last; field += 1) segment.text(field, 2, 2)
          }
        } catch (error) {
          assert.ok(error instanceof Unreadable)
        }
      }
    }),
  )
})
