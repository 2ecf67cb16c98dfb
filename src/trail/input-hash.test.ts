import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { inputHash } from './input-hash.ts'

test('the order of names does not matter, nor does a name without a value', () => {
  assert.deepEqual(inputHash({ a: 1, b: { c: 2, d: 3 } }), inputHash({ b: { d: 3, c: 2 }, a: 1 }))
  assert.deepEqual(inputHash({ a: 1, b: undefined }), inputHash({ a: 1 }))
})

test('whatever differs, differs', () => {
  const different: unknown[] = [
    ...[
      '',
      'a',
      '1',
      1,
      1n,
      true,
      'true',
      null,
      undefined,
      [],
      {},
      [[]],
      [1],
      ['1'],
      { a: 1 },
      { a: '1' },
    ],
    ...[
      new Date(1),
      Buffer.from('a'),
      Buffer.from('1'),
      ['a', 'b'],
      ['ab'],
      [['a'], 'b'],
      { ab: 1 },
    ],
    ...[{ a: 'b:1' }, { a: 'b', c: 1 }, { a: { b: 1 } }, { a: null }, [undefined], [null], -0.5],
  ]
  const hashes = different.map((value) => inputHash(value).toString('hex'))
  assert.equal(new Set(hashes).size, different.length)
})

test('any two JSON values have the same hash only if they are the same value', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.jsonValue(), (a, b) => {
      const plain = (value: unknown) => JSON.parse(JSON.stringify(value))
      const same = inputHash(plain(a)).equals(inputHash(plain(b)))
      try {
        assert.deepEqual(plain(a), plain(b))
        assert.ok(same)
      } catch (error) {
        if (same) throw error
      }
    }),
  )
})
