import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { comparable, FIELDS, MISSING } from './match-field.ts'
import { FieldValues } from './match-table.ts'

test('what is written differently and means the same is the same', () => {
  for (const [kind, wanted, ...texts] of [
    ['date', '19560409', '1956-04-09', '09/04/1956', '9.4.1956', '19560409', '1956-04-09T00:00'],
    ['postcode', 'LS1 6AE', 'ls16ae', 'LS1 6AE', ' LS1  6ae'],
    ['postcode', '4560', '4560'],
    ['phone', '113496000', '0113 496 000', '+44 113 496000'],
    ['number', '9990123454', '999 012 3454', '999-012-3454'],
    ['family', 'o brien smith', "O Brien-Smith'", 'o brien smith'],
    ['given', 'zoe', 'Zoë', 'ZOE', 'Miss Zoe'],
    ['email', 'a@b.org', ' A@b.org'],
    ['text', '3 high street', '3, High Street', '3 high  street'],
  ] as const) {
    for (const text of texts) assert.equal(comparable(kind, text), wanted, text)
  }
})

test('what says nothing is missing, and never a value that strangers share', () => {
  for (const [kind, ...texts] of [
    ['date', '1956-02-31', '00/00/0000', '', 'unknown', '1956'],
    ['postcode', 'ZZ99 3VZ', '', 'NULL'],
    ['phone', '0000000000', '123'],
    ['number', '0000000000', 'NULL', '-'],
    ['family', 'Unknown', 'TBC', '  ', 'N/A'],
    ['given', 'Baby', 'Mr', 'twin 1'],
    ['email', 'none', '@'],
  ] as const) {
    for (const text of texts) assert.equal(comparable(kind, text), undefined, text)
  }
})

/** What a cell comes to that holds this. */
function taken(values: FieldValues, text: string): string | undefined {
  const bytes = Buffer.from(text)
  const row = {
    bytes,
    count: 1,
    start: () => 0,
    end: () => bytes.length,
    state: () => 0,
    text: () => text,
  }
  const codes = new Int32Array(1)
  values.take(row, 0, codes, 0)
  values.settle(codes)
  const [found = MISSING] = codes
  return found === MISSING ? undefined : values.values.text(found)
}

test('a cell is read from its bytes as it is from its text', () => {
  const digits = fc.stringMatching(/^[0-9 +/-]{0,12}$/)
  const postcode = fc.stringMatching(/^ ?[A-Za-z]{1,2}\d[A-Za-z\d]? ?\d[A-Za-z]{2}$/)
  const likely = fc.constantFrom(
    "O'Brien",
    'Smith-Okello',
    'Zoë',
    'Miss Ann',
    ' x ',
    'N/A',
    '-',
    'n o t  k n o w n',
    '1956-04-09',
    '0000-01-01',
    '2023-02-29',
    '29/02/2024',
    '31/12/1999',
    'ZZ99 3VZ',
    '0000000000',
    '111111',
    '+44 113 496000',
    'a@b.org',
  )
  const text = fc.oneof(digits, postcode, likely, fc.string({ maxLength: 12 }))
  for (const field of FIELDS) {
    const values = new FieldValues(field)
    fc.assert(
      fc.property(text, (said) => {
        assert.equal(taken(values, said), comparable(field.kind, said), `${field.name} ${said}`)
      }),
      { numRuns: 200 },
    )
  }
})
