import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { isByCode, isCode, languageWords, listWithoutCodes, withoutCode } from './code-words.ts'
import { wordsOf } from './fhir.ts'

test('what carries no word is a code; words, names and dates are none', () => {
  const codes = ['84114007', 'J18.9', 'I50', 'Y90001', 'RXS01', 'E10000099', '1-991000001', '28b']
  const machine = ['urn:oid:2.16.840.1', 'ENTERED_IN_ERROR', 'http://snomed.info/sct']
  for (const text of [...codes, ...machine]) assert.ok(isCode(text), text)
  for (const text of ['Heart failure', 'Ward 6', 'A&E', 'COPD', '2019', '2026-03-04', 'Fall'])
    assert.ok(!isCode(text), text)
})

const code = fc.oneof(
  fc.integer({ min: 100_000, max: 999_999_999 }).map(String),
  fc
    .tuple(fc.constantFrom('I', 'J', 'Z'), fc.integer({ min: 10, max: 99 }))
    .map((one) => one.join('')),
)
const words = fc.constantFrom('Heart failure', 'Pneumonia', 'Fall at home', 'Sepsis (severe)')

test('whatever is told with codes, in whatever order, is said without them and with all of the words', () => {
  const told = fc.array(fc.record({ words: fc.option(words), code: fc.option(code) }), {
    minLength: 1,
  })
  fc.assert(
    fc.property(told, (all) => {
      const given = all.filter((one) => one.words !== null || one.code !== null)
      fc.pre(given.length > 0)
      const text = given.map((one) =>
        one.words === null
          ? one.code
          : one.code === null
            ? one.words
            : `${one.words} (${one.code})`,
      )
      const said = listWithoutCodes(text.join('; '))
      for (const one of given) {
        if (one.words !== null) assert.ok(said.words.includes(one.words))
        if (one.code !== null) assert.ok(!said.words.includes(one.code))
      }
      const bare = given.filter((one) => one.words === null)
      assert.equal(isByCode(said.words), bare.length > 0)
      assert.deepEqual(
        said.codes.map((one) => one.code),
        bare.map((one) => one.code),
      )
    }),
  )
})

test('a concept is said by its words, or that only a code names it; a medicine called E45 keeps its name', () => {
  const coding = [{ system: 'http://snomed.info/sct', code: '84114007' }]
  assert.equal(wordsOf({ coding }, 'a condition'), 'a condition named only by a code')
  assert.equal(
    wordsOf({ coding, text: '84114007' }, 'a condition'),
    'a condition named only by a code',
  )
  assert.equal(
    wordsOf({ coding, text: 'Heart failure (84114007)' }, 'a condition'),
    'Heart failure',
  )
  assert.equal(
    wordsOf({ coding: [{ code: 'X1', display: 'Fall' }], text: 'X1' }, 'a condition'),
    'Fall',
  )
  assert.equal(wordsOf({ text: 'E45' }, 'a medicine'), 'E45')
  assert.equal(wordsOf({}, 'a condition'), undefined)
  assert.equal(withoutCode('Heart failure (left)'), 'Heart failure (left)')
})

test('a language is told by its name', () => {
  assert.equal(languageWords('ur'), 'Urdu')
  assert.equal(languageWords('pt-BR, interpreter needed'), 'Portuguese, interpreter needed')
  assert.equal(languageWords('Urdu'), 'Urdu')
  assert.equal(languageWords('xx'), 'a language named only by a code')
})
