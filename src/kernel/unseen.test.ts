import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { escapeUnseen, hasUnseen, markForTerminal, markUnseen } from './unseen.ts'

test('what nobody sees is shown as a mark', () => {
  const marks: [string, string][] = [
    ['a\u001b[31mb', 'a␛[31mb'],
    ['a\0b', 'a␀b'],
    ['a\u007fb', 'a␡b'],
    ['a\u009bb', 'a[U+009B]b'],
    ['a\u202eb\u202c', 'a[U+202E]b[U+202C]'],
    ['a\u2066b\u2069', 'a[U+2066]b[U+2069]'],
    ['a\u200bb', 'a[U+200B]b'],
    ['\ufeffa', '[U+FEFF]a'],
    ['a\u{e0041}\u{e0042}', 'a[U+E0041][U+E0042]'],
    ['a\ud800b', 'a[U+D800]b'],
    ['12\u200d3', '12\u200d3'],
    [' \u200d3', ' [U+200D]3'],
    ['a\u{e0100}\u200db', 'a[U+E0100][U+200D]b'],
  ]
  for (const [text, shown] of marks) assert.equal(markUnseen(text), shown)
  assert.equal(markUnseen('one\r\ntwo\tthree\rfour'), 'one\r\ntwo\tthree\rfour')
  assert.equal(markForTerminal('one\r\ntwo\tthree\rfour'), 'one\r\ntwo\tthree␍four')
})

test('ordinary text of any script stays as it is', () => {
  const texts = [
    'Siân Llŷr, Tŷ Ŵyn, Ynys Môn',
    'مَرثا أوكيلو — نمی‌دانم',
    'שָׁלוֹם',
    'नमस्ते क्‍ष',
    'မြန်မာ',
    'Zoë 👩‍👩‍👧‍👦 🏳️‍🌈 ❤️‍🔥 👍🏽 1️⃣',
    '🏴󠁧󠁢󠁷󠁬󠁳󠁿 🏴󠁧󠁢󠁳󠁣󠁴󠁿',
    '山田 太郎',
    'mixed \u200eleft\u200f right \u061c',
  ]
  for (const text of texts) {
    assert.equal(markUnseen(text), text)
    assert.equal(markForTerminal(text), text)
    assert.equal(escapeUnseen(text), text)
  }
})

test('a text once marked holds nothing unseen but what joins, and is as it is marked again', () => {
  const odd = fc.constantFrom(
    '\u001b',
    '\0',
    '\u202e',
    '\u2069',
    '\u200d',
    '\u{e0041}',
    '\u{e0100}',
    '\u{1f3f4}',
    'a',
    '👩',
    '\ud800',
  )
  fc.assert(
    fc.property(fc.array(fc.oneof(odd, fc.string({ unit: 'binary' }))), (parts) => {
      const text = parts.join('')
      const shown = markUnseen(text)
      assert.equal(markUnseen(shown), shown)
      assert.ok(
        !hasUnseen(shown.replaceAll(/[\u200c\u200d]|\u{1f3f4}[\u{e0061}-\u{e007f}]+/gu, '')),
      )
      const json = escapeUnseen(JSON.stringify({ text }))
      assert.equal(JSON.parse(json).text, text)
    }),
    { numRuns: 500 },
  )
})
