import assert from 'node:assert/strict'
import { test } from 'node:test'
import { edits, familyName, fold, givenNames, similarFamily, similarGiven } from './name.ts'

test('case, accents and signs make no other name', () => {
  assert.equal(fold('O’Brien'), fold("O'BRIEN"))
  assert.equal(fold('Zoë'), 'zoe')
  assert.equal(fold('Ó Súilleabháin'), 'osuilleabhain')
  assert.equal(fold('李'), '李')
})

test('titles, placeholders and blanks are no names', () => {
  assert.deepEqual(givenNames(['Mrs', 'Mary Ann', '', 'Baby']), ['mary', 'ann'])
  assert.equal(familyName('Unknown'), undefined)
  assert.equal(familyName('  '), undefined)
})

test('given names: initials, short forms, slips; not merely another name', () => {
  const alike = [
    ['margaret', 'peggy'],
    ['m', 'margaret'],
    ['christopher', 'chris'],
    ['elizabeth', 'betty'],
    ['jaspreet', 'jaapreet'],
    ['sen', 'sean'],
  ]
  for (const [a, b] of alike) assert.ok(similarGiven(a!, b!) && similarGiven(b!, a!), `${a} ${b}`)
  const apart = [
    ['james', 'peter'],
    ['tim', 'tom'],
    ['martha', 'ruth'],
    ['j', 'peter'],
  ]
  for (const [a, b] of apart) assert.ok(!similarGiven(a!, b!), `${a} ${b}`)
})

test('family names: slips and parts of double names', () => {
  for (const [a, b] of [
    ['Okello', 'Okelo'],
    ['Smith-Okello', 'Okello'],
    ['Walsh Taylor', 'Taylor'],
    ["O'Sullivan", 'OSullivan'],
  ]) {
    assert.ok(similarFamily(a!, b!), `${a} ${b}`)
  }
  for (const [a, b] of [
    ['Okello', 'Reid'],
    ['Lee', 'Lea'],
    ['de Souza', 'de Silva'],
  ]) {
    assert.ok(!similarFamily(a!, b!), `${a} ${b}`)
  }
})

test('edits count a swap of neighbours once', () => {
  assert.equal(edits('martha', 'martha'), 0)
  assert.equal(edits('martha', 'matrha'), 1)
  assert.equal(edits('', 'abc'), 3)
  assert.equal(edits('kitten', 'sitting'), 3)
})
