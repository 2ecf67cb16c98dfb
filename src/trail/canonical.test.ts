import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { canonical, type JsonValue, NotCanonical } from './canonical.ts'

test('the sample of RFC 8785, section 3.2.2', () => {
  const sample = JSON.parse(
    '{"numbers":[333333333.33333329,1E30,4.50,2e-3,0.000000000000000000000000001],' +
      '"string":"\\u20ac$\\u000F\\u000aA\'\\u0042\\u0022\\u005c\\\\\\"\\/","literals":[null,true,false]}',
  )
  assert.equal(
    canonical(sample),
    '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],' +
      '"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}',
  )
})

test('names are sorted by UTF-16 code units (RFC 8785, section 3.2.3)', () => {
  const names = ['\u20ac', '\r', '\ufb33', '1', '\ud83d\ude00', '\u0080', '\u00f6']
  const object = Object.fromEntries(names.map((name) => [name, 0]))
  const sorted = ['\r', '1', '\u0080', '\u00f6', '\u20ac', '\ud83d\ude00', '\ufb33']
  assert.deepEqual(Object.keys(JSON.parse(canonical(object))).toSorted(), names.toSorted())
  assert.equal(
    canonical(object),
    `{${sorted.map((name) => `${JSON.stringify(name)}:0`).join(',')}}`,
  )
})

/** RFC 8785, appendix B: the bits of the number, and how it is written. */
const NUMBERS: [bits: string, text: string][] = [
  ['0000000000000000', '0'],
  ['8000000000000000', '0'],
  ['0000000000000001', '5e-324'],
  ['8000000000000001', '-5e-324'],
  ['7fefffffffffffff', '1.7976931348623157e+308'],
  ['ffefffffffffffff', '-1.7976931348623157e+308'],
  ['4340000000000000', '9007199254740992'],
  ['c340000000000000', '-9007199254740992'],
  ['4430000000000000', '295147905179352830000'],
  ['44b52d02c7e14af5', '9.999999999999997e+22'],
  ['44b52d02c7e14af6', '1e+23'],
  ['44b52d02c7e14af7', '1.0000000000000001e+23'],
  ['444b1ae4d6e2ef4e', '999999999999999700000'],
  ['444b1ae4d6e2ef4f', '999999999999999900000'],
  ['444b1ae4d6e2ef50', '1e+21'],
  ['3eb0c6f7a0b5ed8c', '9.999999999999997e-7'],
  ['3eb0c6f7a0b5ed8d', '0.000001'],
  ['41b3de4355555553', '333333333.3333332'],
  ['41b3de4355555554', '333333333.33333325'],
  ['41b3de4355555555', '333333333.3333333'],
  ['41b3de4355555556', '333333333.3333334'],
  ['41b3de4355555557', '333333333.33333343'],
  ['becbf647612f3696', '-0.0000033333333333333333'],
  ['43143ff3c1cb0959', '1424953923781206.2'],
]

test('numbers are written as RFC 8785, appendix B, writes them', () => {
  for (const [bits, text] of NUMBERS) {
    assert.equal(canonical(Buffer.from(bits, 'hex').readDoubleBE()), text)
  }
})

test('what JSON does not know is refused, and the place is named', () => {
  const strange: unknown[] = [
    Number.NaN,
    Number.POSITIVE_INFINITY,
    1n,
    undefined,
    new Date(),
    () => 1,
  ]
  for (const value of strange) {
    assert.throws(
      () => canonical({ people: ['x', value as JsonValue] }),
      (error) => error instanceof NotCanonical && error.path === 'people[1]',
    )
  }
})

test('half of a surrogate pair is refused, in a value and in a name', () => {
  const lone = (error: unknown) =>
    error instanceof NotCanonical && error.reason === 'lone surrogate'
  assert.throws(() => canonical({ note: 'a\ud83d' }), lone)
  assert.throws(() => canonical({ note: '\ude00a' }), lone)
  assert.throws(() => canonical({ '\ud83d': 1 }), lone)
  assert.equal(canonical('\ud83d\ude00'), '"😀"')
})

test('names without a value are left out', () => {
  assert.equal(canonical({ b: undefined, a: null }), '{"a":null}')
})

test('writing, reading and writing again gives the same text', () => {
  fc.assert(
    fc.property(fc.json(), (json) => {
      if (!json.isWellFormed()) return
      try {
        const text = canonical(JSON.parse(json))
        assert.equal(canonical(JSON.parse(text)), text)
        assert.deepEqual(JSON.parse(text), JSON.parse(JSON.stringify(JSON.parse(json))))
      } catch (error) {
        assert.ok(error instanceof NotCanonical)
      }
    }),
  )
})
