import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { isAlike, isOneEdit, jaroWinkler, soundex } from './likeness.ts'
import { edits } from './name.ts'

function laid(a: string, b: string): [Uint16Array, number, number, number, number] {
  const letters = Uint16Array.from([...a, ...b].join(''), (letter) => letter.charCodeAt(0))
  return [letters, 0, a.length, a.length, a.length + b.length]
}

test('likeness is what is published for the same words', () => {
  for (const [a, b, wanted] of [
    ['dixon', 'dicksonx', 0.813],
    ['martha', 'marhta', 0.961],
    ['dwayne', 'duane', 0.84],
    ['william', 'williams', 0.975],
    ['', 'foo', 0],
    ['a', 'a', 1],
    ['abc', 'xyz', 0],
    ['aaaa', 'aaaaa', 0.96],
    ['jaz', 'jal', 0.822],
    ['012345', '0123456', 0.971],
    ['a1bc', 'a1be', 0.883],
  ] as const) {
    const found = jaroWinkler(...laid(a, b))
    assert.ok(Math.abs(found - wanted) < 0.0006, `${a}, ${b}: ${found}`)
  }
})

test('one edit is what counting edits says', () => {
  const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 7 })
  fc.assert(
    fc.property(word, word, (a, b) => {
      assert.equal(isOneEdit(...laid(a, b)), edits(a, b) <= 1, `${a}, ${b}`)
    }),
  )
})

test('Soundex is what is published', () => {
  for (const [name, code] of [
    ['Washington', 'W252'],
    ['Lee', 'L000'],
    ['Gutierrez', 'G362'],
    ['Pfister', 'P236'],
    ['Jackson', 'J250'],
    ['Tymczak', 'T522'],
    ['Ashcroft', 'A261'],
    ['A', 'A000'],
    ['', ''],
  ] as const) {
    assert.equal(soundex(name), code, name)
  }
})

test('whether two are alike is what their likeness says', () => {
  const word = fc.stringMatching(/^[a-f]{0,9}$/)
  fc.assert(
    fc.property(word, word, fc.constantFrom(0.5, 0.86, 0.9, 1), (a, b, least) => {
      const either = [jaroWinkler(...laid(a, b)), jaroWinkler(...laid(b, a))]
      const found = isAlike(...laid(a, b), least)
      assert.ok(either.some((likeness) => likeness >= least === found))
      assert.equal(isAlike(...laid(b, a), least), found)
    }),
  )
})
