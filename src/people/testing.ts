import fc from 'fast-check'
import { checkDigit } from './nhs-number.ts'
import { personIdOf, type SourcePerson } from './person.ts'

/** A source person with little more than what a test says. */
export function testPerson(
  sourceId: string,
  more: Partial<SourcePerson> = {},
  source = 'mere-general',
): SourcePerson {
  return {
    source,
    sourceId,
    authority: '',
    personId: personIdOf(source, sourceId),
    identifiers: [],
    given: ['Martha'],
    family: 'Okello',
    birthDate: '1944-03-12',
    phones: [],
    emails: [],
    ...more,
  }
}

/** The n-th valid NHS number of the range that is never given out. */
export function testNumber(n: number): string {
  for (let serial = 999_000_000 + n * 7; ; serial += 1) {
    const digit = checkDigit(String(serial))
    if (digit < 10) return `${serial}${digit}`
  }
}

const MERGED = { because: 'merge-message', at: '2026-03-01T09:00:00.000Z' } as const

/**
 * Populations small enough in their values that everything collides with everything: shared numbers,
 * bridges between two numbers, twins, initials, blanks, swapped dates.
 */
export function crowds(size: number): fc.Arbitrary<SourcePerson[]> {
  const maybe = <T>(values: readonly T[]) =>
    fc.option(fc.constantFrom(...values), { nil: undefined })
  const identifier = fc.record({
    system: fc.constantFrom('urn:mere', 'urn:council', '', ' '),
    value: fc.constantFrom('1', '2', '3', '17', '', ' ', 'unknown', 'N/A', '0000'),
  })
  const person = fc.record({
    nhsNumber: maybe([testNumber(1), testNumber(2), testNumber(3)]),
    identifiers: fc.array(identifier, { maxLength: 2 }),
    family: maybe(['Okello', 'Okelo', 'Reid', 'Smith-Reid']),
    given: fc.constantFrom<string[]>(
      [],
      ['Martha'],
      ['Mattie'],
      ['M'],
      ['James'],
      ['Peter'],
      ['J'],
      ['Mohammed', 'Ali'],
      ['Mohammed', 'Hassan'],
      ['Baby'],
    ),
    birthDate: maybe(['1944-03-12', '1944-12-03', '1944-03-13', '1970-07-01', '1900-01-01']),
    address: maybe([
      { lines: [], postcode: 'SM1 1AA' },
      { lines: [], postcode: 'ZZ99 3VZ' },
    ]),
    restricted: maybe([true]),
    issues: fc.constantFrom<string[]>([], ['urn:mere'], ['urn:mere', 'urn:council']),
    sex: maybe(['female', 'male'] as const),
    dead: maybe([true]),
    source: fc.constantFrom('mere-general', 'mere-general', 'council', 'practices'),
    mergedWith: fc.option(fc.nat(size), { nil: undefined, freq: 3 }),
  })
  return fc.array(person, { maxLength: size }).map((people) =>
    people.map(({ mergedWith, source, ...fields }, index) => {
      const merges =
        mergedWith === undefined || mergedWith === index
          ? []
          : [{ personId: personIdOf(source, String(mergedWith)), ...MERGED }]
      const said = { ...fields, merges } as Partial<SourcePerson>
      const person = testPerson(String(index), said, source)
      return JSON.parse(JSON.stringify(person))
    }),
  )
}
