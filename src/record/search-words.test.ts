import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { readSearchWords, SEARCH_LETTERS_MAX } from './search-words.ts'

const NOW = new Date('2026-03-10T09:00:00Z')

function terms(text: string) {
  const read = readSearchWords(text, NOW)
  if ('error' in read) assert.fail(`${text}: ${read.error}`)
  return read.terms.map((term) =>
    Object.fromEntries(Object.entries(term).filter(([, value]) => value !== undefined)),
  )
}

test('a birth date is read as people write it', () => {
  for (const typed of [
    '3/4/1941',
    '03/04/1941',
    '3.4.1941',
    '3-4-1941',
    '03-04-41',
    '3/4/41',
    '3 4 1941',
    '3 Apr 1941',
    '3rd April 1941',
    '3rd of April, 1941',
    'April 3, 1941',
    'Apr 3rd 1941',
    '3apr1941',
    '3-Apr-41',
    "3 apr '41",
    '1941-04-03',
    'born 3/4/1941',
    'DOB: 3/4/1941',
  ])
    assert.deepEqual(terms(typed), [{ births: ['1941-04-03'] }], typed)
  assert.deepEqual(terms('03041941'), [{ births: ['1941-04-03'], own: '03041941' }])
  assert.deepEqual(terms('1941'), [{ year: '1941', word: '1941' }])
})

test('two digits of a year are of each century in which somebody may have been born', () => {
  assert.deepEqual(terms('3/4/12'), [{ births: ['1912-04-03', '2012-04-03'] }])
})

test('names, numbers and dates are read in any order', () => {
  const birth = { births: ['1941-04-03'] }
  const cases: [string, unknown[]][] = [
    ['NHS 999 012 3454', [{ nhsNumber: '9990123454' }]],
    ['nhs number: 999-012-3454', [{ nhsNumber: '9990123454' }]],
    ['9990123454', [{ nhsNumber: '9990123454' }]],
    ['whitlock 3 apr 1941', [birth, { word: 'whitlock' }]],
    ['3/4/41 Whitlock, Rose', [birth, { word: 'whitlock' }, { word: 'rose' }]],
    ['Mrs R. Whitlock', [{ initial: 'r' }, { word: 'whitlock' }]],
    ["O'Brien", [{ word: 'obrien' }]],
    ['O Brien', [{ word: 'obrien', bare: 'brien' }]],
    ['Smith-Okello', [{ word: 'smith' }, { word: 'okello' }]],
    ['Zoë Nuñez', [{ word: 'zoe' }, { word: 'nunez' }]],
    ['zm1 4qt', [{ postcode: 'zm14qt' }]],
    ['ZM1', [{ word: 'zm1', own: 'zm1', outward: 'zm1' }]],
    ['7 Orchard Row', [{ word: '7', own: '7' }, { word: 'orchard' }, { word: 'row' }]],
    ['hospital number MG-00123', [{ word: 'mg00123', own: 'mg00123' }]],
    ['max born', [{ word: 'max' }, { word: 'born' }]],
  ]
  for (const [typed, read] of cases) assert.deepEqual(terms(typed), read, typed)
})

test('what cannot be read is answered with what is wrong', () => {
  const cases: [string, RegExp][] = [
    ['', /^Type a name/],
    [' ,;- ', /^Type a name/],
    ['999 012 3455', /check digit/],
    ['999 012 345', /10 digits/],
    ['31/02/1944 Okello', /day that exists/],
    ['Okello 1/1/2027', /future/],
    ['m', /one letter/],
    ['a b c d e f g h i j k', /10 words/],
    ['x'.repeat(SEARCH_LETTERS_MAX + 1), /fewer than/],
  ]
  for (const [typed, error] of cases) {
    const read = readSearchWords(typed, NOW)
    assert.match('error' in read ? read.error : 'none', error, typed)
  }
})

test('whatever is typed is read or answered in a sentence', () => {
  const piece = fc.oneof(
    fc.string({ unit: 'grapheme', maxLength: 12 }),
    fc.constantFrom('constructor', '__proto__', '\0', '3/4/1941', '999 012 3454', 'ZM1', 'O', '-'),
  )
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
      const read = readSearchWords(pieces.join(' '), NOW)
      if ('error' in read) return assert.ok(/^[A-Z].{10,}/.test(read.error))
      assert.ok(read.terms.length > 0)
      for (const term of read.terms) assert.ok(Object.values(term).some((one) => one?.length))
    }),
  )
})
