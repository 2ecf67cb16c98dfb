import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import fc from 'fast-check'
import { phoneIn } from './directory.ts'
import { dosageWords } from './dosage-words.ts'
import { displayOf, nameOf, notesOf, referenceOf, systemCodesOf, wordsOf } from './fhir.ts'
import { quantityWords, rangeWords, ratioWords } from './quantity-words.ts'
import type { JsonObject, JsonValue } from './resource.ts'
import { isAhead, isOver, isPast, spanWords } from './span.ts'
import { timingWords } from './timing-words.ts'

/** The data types that the shown resources are made of, walked as the resources are (`elements.test.ts`). */
const FACTS = JSON.parse(readFileSync(join(import.meta.dirname, 'r4-elements.json'), 'utf8')) as {
  dataTypes: Record<string, Record<string, string>>
}
const now = new Date('2026-03-03T12:00:00Z')

type DataType = {
  base: JsonObject
  read(value: JsonObject): unknown
  /** elements that cannot change what is done: how a unit is coded, who took a note */
  quiet?: readonly string[]
}

const QUANTITY: DataType = {
  base: { value: 5, unit: 'mg' },
  read: quantityWords,
  // The unit is said as its source says it.
  quiet: ['system', 'code'],
}
const TYPES: Readonly<Record<string, DataType>> = {
  Age: QUANTITY,
  Duration: QUANTITY,
  Quantity: QUANTITY,
  Range: { base: { low: { value: 1 }, high: { value: 2 } }, read: rangeWords },
  Ratio: { base: { numerator: { value: 1 }, denominator: { value: 2 } }, read: ratioWords },
  Period: {
    base: {},
    read: (value) => [isOver(value, now), isAhead(value, now), spanWords(value)],
  },
  Annotation: {
    base: { text: 'A' },
    read: (value) => notesOf([value]),
    quiet: ['author[x]', 'time'],
  },
  CodeableConcept: {
    base: { text: 'A', coding: [{ code: '1' }] },
    read: (value) => [wordsOf(value, 'a thing'), systemCodesOf(value)],
  },
  Coding: {
    base: { system: 's', code: '1' },
    read: (value) => [wordsOf({ coding: [value] }, 'a thing'), systemCodesOf({ coding: [value] })],
    quiet: ['version', 'userSelected'],
  },
  Reference: {
    base: { reference: 'Practitioner/1', display: 'A' },
    read: (value) => [referenceOf(value), displayOf(value)],
    quiet: ['type', 'identifier'],
  },
  HumanName: {
    base: { family: 'Okello', given: ['Ruth'] },
    read: (value) => nameOf([value, { text: 'Another' }]),
    quiet: ['prefix', 'suffix'],
  },
  ContactPoint: {
    base: { system: 'phone', value: '01632960001', rank: 2 },
    read: (value) => phoneIn([value, { system: 'phone', value: '01632960002', rank: 3 }], now),
  },
  Timing: {
    base: { repeat: { frequency: 1, period: 1, periodUnit: 'd', duration: 30 } },
    read: timingWords,
  },
  Dosage: {
    base: { doseAndRate: [{ rateQuantity: { value: 2, unit: 'ml/h' } }] },
    read: (value) => dosageWords([value, { text: 'two at night', sequence: 2 }]),
  },
}

const SAMPLES: Readonly<Record<string, readonly JsonValue[]>> = {
  CodeableConcept: [{ text: 'Sample' }],
  Coding: [{ system: 'other', code: '2' }],
  Duration: [{ value: 9, unit: 'days' }],
  Element: [{}],
  Extension: [{ url: 'x' }],
  Identifier: [{ value: '1' }],
  Period: [{ start: '2020-01-01', end: '2020-02-01' }],
  Quantity: [{ value: 7, unit: 'ml' }],
  Range: [{ low: { value: 3 }, high: { value: 4 } }],
  Ratio: [{ numerator: { value: 7 }, denominator: { value: 24, unit: 'hours' } }],
  Reference: [{ display: 'Dr Sample' }],
  Timing: [{ code: { text: 'at sunrise' } }],
  boolean: [true],
  code: ['old', 'email', '<', 'mon', 'HS', 'wk', 'sample'],
  dateTime: ['2020-02-02', '2031-01-01'],
  decimal: [9],
  integer: [9],
  markdown: ['Sample'],
  positiveInt: [9, 1],
  string: ['Sample'],
  time: ['08:00:00'],
  unsignedInt: [9],
  uri: ['https://example.org'],
}

function put(
  holder: JsonObject,
  facts: Record<string, string>,
  path: string,
  type: string,
  value: JsonValue,
): JsonObject {
  const [name, ...rest] = path.split('.') as [string, ...string[]]
  const repeats = facts[name]!.split(' ').includes('*')
  const key = name.replace('[x]', type.charAt(0).toUpperCase() + type.slice(1))
  if (rest.length === 0) return { ...holder, [key]: repeats ? [value] : value }
  const inside = ((repeats ? (holder[key] as JsonValue[])?.[0] : holder[key]) ?? {}) as JsonObject
  const below = Object.fromEntries(
    Object.entries(facts)
      .filter(([one]) => one.startsWith(`${name}.`))
      .map(([one, words]) => [one.slice(name.length + 1), words]),
  )
  const filled = put(inside, below, rest.join('.'), type, value)
  return { ...holder, [key]: repeats ? [filled] : filled }
}

for (const [type, facts] of Object.entries(FACTS.dataTypes)) {
  test(`${type}: every element is in its words, or cannot change them`, () => {
    const { base, read, quiet = [] } = TYPES[type]!
    const before = JSON.stringify(read(base))
    const faults: string[] = []
    for (const [path, words] of Object.entries(facts)) {
      // Anywhere in a resource it makes the whole of it uncertain (elements.ts).
      if (path.endsWith('modifierExtension')) continue
      for (const one of words.split(' ').filter((word) => word !== '*' && word !== '?!')) {
        if (one === 'Element') continue
        const seen = SAMPLES[one]!.some(
          (value) => JSON.stringify(read(put(base, facts, path, one, value))) !== before,
        )
        if (seen === quiet.includes(path)) faults.push(`${path} (${one})`)
      }
    }
    assert.deepEqual(faults, [])
  })
}

test('a dose that has no words of its own is put into words', () => {
  const dose = { doseAndRate: [{ doseQuantity: { value: 3, unit: 'mg' } }] }
  const daily = { repeat: { frequency: 1, period: 1, periodUnit: 'd' } }
  const said: [JsonObject, string][] = [
    [{ ...dose, timing: daily }, '3 mg, once a day'],
    [
      { ...dose, route: { text: 'by mouth' }, asNeededBoolean: true },
      '3 mg, by mouth, when needed',
    ],
    [
      { timing: { repeat: { frequency: 1, period: 4, periodMax: 6, periodUnit: 'h' } } },
      'every 4 to 6 hours',
    ],
    [
      { timing: { repeat: { dayOfWeek: ['mon', 'thu'], timeOfDay: ['08:00:00'] } } },
      'on Mon and Thu, at 08:00',
    ],
    [
      { timing: { repeat: { frequency: 2, period: 1, periodUnit: 'd', when: ['ACM'] } } },
      'twice a day, before breakfast',
    ],
    [
      {
        maxDosePerPeriod: {
          numerator: { value: 4, unit: 'g' },
          denominator: { value: 1, unit: 'd' },
        },
      },
      'at most 4 g per day',
    ],
    [{ asNeededCodeableConcept: { text: 'pain' } }, 'when needed for pain'],
    [{ timing: { code: { coding: [{ code: 'BID' }] } } }, 'twice a day'],
  ]
  for (const [dosage, words] of said) assert.equal(dosageWords([dosage]), words)
})

test('what the text says already is not said twice; what it leaves out is', () => {
  const timing = { repeat: { frequency: 1, period: 1, periodUnit: 'd' } }
  const one = { doseAndRate: [{ doseQuantity: { value: 1, unit: 'tablet' } }], timing }
  assert.equal(dosageWords([{ ...one, text: 'One tablet once a day' }]), 'One tablet once a day')
  assert.equal(
    dosageWords([{ ...one, text: 'Take in the morning' }]),
    'Take in the morning (1 tablet, once a day)',
  )
  // Another dose than the text has: both are to be seen.
  assert.equal(
    dosageWords([{ ...one, text: '2 tablets once a day' }]),
    '2 tablets once a day (1 tablet)',
  )
})

test('a date of any precision is past when all of it is', () => {
  const cases: [string, boolean][] = [
    ['2025', true],
    ['2026', false],
    ['2026-02', true],
    ['2026-03', false],
    ['2026-03-02', true],
    ['2026-03-03', false],
    ['2026-03-03T11:59:00Z', true],
    ['not a date', false],
  ]
  for (const [date, past] of cases) assert.equal(isPast(date, now), past, date)
})

test('two quantities that differ are never said in the same words', () => {
  const quantity = fc.record({
    value: fc.integer({ min: 0, max: 50 }),
    unit: fc.constantFrom('mg', 'microgram', 'tablet'),
    comparator: fc.option(fc.constantFrom('<', '<=', '>', '>='), { nil: undefined }),
  })
  fc.assert(
    fc.property(quantity, quantity, (a, b) => {
      const same = JSON.stringify(a) === JSON.stringify(b)
      assert.equal(quantityWords(a as JsonObject) === quantityWords(b as JsonObject), same)
    }),
  )
})
