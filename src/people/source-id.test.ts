import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { idOf, type SourceKey, whyNoId } from './source-id.ts'

const part = fc.string({ unit: 'grapheme', maxLength: 12 })
const sourceId: fc.Arbitrary<SourceKey> = fc.record({ source: part, authority: part, value: part })

test('two ids meet only where source, authority and value are the same', () => {
  const plain = ({ source, authority, value }: SourceKey) =>
    JSON.stringify([source, authority.trim().toUpperCase(), value.trim()])
  fc.assert(
    fc.property(sourceId, sourceId, (a, b) => {
      assert.equal(idOf('person', a) === idOf('person', b), plain(a) === plain(b))
    }),
    { numRuns: 2_000 },
  )
})

test('what stands between the parts cannot be moved from one to the next', () => {
  const ids = [
    idOf('person', { source: 'a', authority: 'b', value: 'c' }),
    idOf('person', { source: 'ab', authority: '', value: 'c' }),
    idOf('person', { source: 'a', authority: '', value: 'bc' }),
    idOf('visit', { source: 'a', authority: 'b', value: 'c' }),
    idOf('visit', { source: 'a', authority: 'b', value: 'c' }, 'd'),
  ]
  assert.equal(new Set(ids).size, ids.length)
})

test('a placeholder names nobody, however it is written', () => {
  for (const value of [
    'NULL',
    'null',
    'test',
    'TEMP',
    '9999999',
    '111111',
    'Unknown',
    'UNK',
    'N/A',
    'n.a.',
    '#N/A',
    '#REF!',
    '0',
    '0000000',
    '-',
    '?',
    ' ',
    'None',
    'not known',
    '1.23457E+11',
    '9.43e9',
    '4,5E+10',
    'undefined',
    'NaN',
    'TBC',
  ]) {
    assert.notEqual(whyNoId(value), undefined, value)
  }
})

test('what a system may really call somebody is not refused', () => {
  for (const value of [
    '1',
    '7',
    '11',
    '1001',
    'P-100',
    'UXC1',
    'E12',
    '12E',
    'e5f',
    'Nash-1',
    'x',
    'p',
  ]) {
    assert.equal(whyNoId(value), undefined, value)
  }
})
