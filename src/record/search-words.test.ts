import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readSearchWords } from './search-words.ts'

test('one box takes a number, or a name with a birth date', () => {
  const birthDate = '1944-03-12'
  const cases: [string, unknown][] = [
    ['999 012 3454', { nhsNumber: '9990123454' }],
    ['Martha Okello 12/3/1944', { family: 'Okello', given: 'Martha', birthDate }],
    ['12.03.1944 Okello', { family: 'Okello', given: undefined, birthDate }],
    ['Okello, Martha 1944-03-12', { family: 'Okello', given: 'Martha', birthDate }],
    ['Okello, 1944-03-12', { family: 'Okello', given: undefined, birthDate }],
  ]
  for (const [typed, query] of cases) assert.deepEqual(readSearchWords(typed), { query }, typed)
})

test('what is neither is answered with what is missing', () => {
  for (const typed of ['', 'Martha Okello', '999 012 3455', '31/02/1944 Okello', '12/3/1944']) {
    assert.ok('error' in readSearchWords(typed), typed)
  }
})
