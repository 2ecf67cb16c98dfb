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

const GIVEN = [
  'Martha',
  'Mattie',
  'James',
  'Jim',
  'Aisha',
  'Ayesha',
  'Peter',
  'Petra',
  'Olu',
  'Żofia',
]
const FAMILY = ['Okello', 'Okelo', 'Reid', 'Smith-Reid', 'Smith', 'Khan', 'Kahn', 'Brown', 'Jones']

/** So many people, each known by two sources that do not write all alike. */
export function knownTwice(count: number, other = 'council') {
  return Array.from({ length: count }, (_, at) => {
    const day = String(1 + (at % 28)).padStart(2, '0')
    const says = {
      given: [GIVEN[at % GIVEN.length]!],
      family: `${FAMILY[at % FAMILY.length]!}${at % 7 === 0 ? '' : String.fromCharCode(97 + (at % 26)).repeat(2)}`,
      birthDate: `${1930 + (at % 80)}-${String(1 + (at % 12)).padStart(2, '0')}-${day}`,
      address: {
        lines: [`${at % 90} High Street`],
        city: 'Mere',
        postcode: `SM${at % 9} ${at % 9}AB`,
      },
      phones: at % 3 === 0 ? [] : [`07700 900${String(at % 1000).padStart(3, '0')}`],
    }
    const one = testPerson(`a${at}`, { ...says, ...(at % 4 ? { nhsNumber: testNumber(at) } : {}) })
    const slip = at % 5 === 0 ? { family: `${says.family}e` } : {}
    const moved = at % 6 === 0 ? { address: { lines: ['1 New Road'], postcode: 'LS1 1AA' } } : {}
    const number = at % 3 ? { nhsNumber: testNumber(at) } : {}
    return [one, testPerson(`b${at}`, { ...says, ...slip, ...moved, ...number }, other)]
  }).flat()
}
