import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { PersonId } from '../kernel/index.ts'
import { areTwoPeople, demographicsOf, mayBeTwins } from './demographics.ts'
import { COMMON, type Partition, partition } from './identify.ts'
import { allOf, matchKeysOf } from './keys.ts'
import type { SourcePerson } from './person.ts'
import { crowds, testNumber, testPerson } from './testing.ts'

const RUNS = 400

function groups({ identities }: Partition): PersonId[][] {
  return identities.map(({ personIds }) => [...personIds])
}

function together(people: SourcePerson[], ...sourceIds: string[]): boolean {
  const ids = people.filter((p) => sourceIds.includes(p.sourceId)).map((p) => p.personId)
  return partition(people).identities.some(({ personIds }) =>
    ids.every((id) => personIds.includes(id)),
  )
}

test('the order of the records does not matter', () => {
  const shuffled = crowds(14).chain((people) =>
    fc.tuple(fc.constant(people), fc.shuffledSubarray(people, { minLength: people.length })),
  )
  fc.assert(
    fc.property(shuffled, ([people, other]) => {
      assert.deepEqual(partition(other), partition(people))
    }),
    { numRuns: RUNS },
  )
})

test('records that share no key do not affect one another', () => {
  fc.assert(
    fc.property(crowds(14), (people) => {
      const parts = connectedParts(people).map((part) => partition(part))
      const joined = parts.flatMap(groups).sort()
      assert.deepEqual(joined, groups(partition(people)).sort())
      const doubts = parts.flatMap((part) => part.doubts)
      assert.equal(doubts.length, partition(people).doubts.length)
    }),
    { numRuns: RUNS },
  )
})

test('every record is in one identity; no identity holds two numbers or possible twins', () => {
  fc.assert(
    fc.property(crowds(20), (people) => {
      const byId = new Map(people.map((person) => [person.personId, person]))
      const found = groups(partition(people))
      assert.deepEqual(found.flat().sort(), [...byId.keys()].sort())
      for (const group of found) {
        const members = group.map((id) => byId.get(id)!)
        const numbers = new Set(members.map((m) => m.nhsNumber).filter((n) => n !== undefined))
        assert.ok(numbers.size <= 1)
        const compared = members.map(demographicsOf)
        for (const a of compared) for (const b of compared) assert.ok(!mayBeTwins(a, b))
      }
    }),
    { numRuns: RUNS },
  )
})

test('an NHS number joins what does not contradict, however the names are written', () => {
  const nhsNumber = testNumber(1)
  const people = [
    testPerson('1', { nhsNumber }),
    testPerson('2', { nhsNumber, given: ['Mattie'], family: 'Okelo' }),
    testPerson('3', { nhsNumber, given: ['M.'], birthDate: '1944-12-03' }),
    testPerson('4', { nhsNumber, given: [], family: undefined, birthDate: undefined }),
    testPerson('5', { nhsNumber, family: 'Smith' }),
    testPerson('6', { nhsNumber, given: ['Okello'], family: 'Martha' }),
  ]
  assert.equal(partition(people).identities.length, 1)
  assert.deepEqual(partition(people).doubts, [])
})

test('a name that somebody had, or is called by, contradicts nothing', () => {
  const nhsNumber = testNumber(3)
  const now = testPerson('A', { nhsNumber, family: 'Castle', given: ['Peggy'] })
  const once = (more: object) =>
    testPerson('B', { nhsNumber, family: 'Vaughan', given: ['Xanthe'], ...more })
  assert.equal(together([now, once({})], 'A', 'B'), false)
  const known = {
    otherNames: [
      { use: 'maiden' as const, family: 'Castle', given: ['Xanthe'] },
      { use: 'nickname' as const, given: ['Peggy'] },
    ],
  }
  assert.equal(together([now, once(known)], 'A', 'B'), true)
})

test('a key by which a source has called two people is a doubt; a corrected record is none', () => {
  const ann = { nhsNumber: testNumber(1), birthDate: '1950-01-01', family: 'Able', given: ['Ann'] }
  const bob = { nhsNumber: testNumber(2), birthDate: '1931-05-20', family: 'Baker', given: ['Bob'] }
  assert.ok(areTwoPeople(ann, bob))
  assert.ok(areTwoPeople({ ...ann, nhsNumber: undefined }, bob))
  for (const corrected of [
    { ...bob, nhsNumber: ann.nhsNumber },
    { ...ann, nhsNumber: bob.nhsNumber, birthDate: '1950-10-01' },
    { ...ann, nhsNumber: undefined, family: 'Baker', birthDate: '1931-05-20' },
    { ...bob, birthDate: undefined },
    { ...bob, birthDate: '1900-01-01' },
    { ...bob, family: 'Unknown', given: ['Unknown'] },
  ]) {
    assert.ok(!areTwoPeople(ann, corrected), JSON.stringify(corrected))
  }
  const { doubts } = partition([testPerson('A', { ofTwo: true })])
  assert.deepEqual(
    doubts.map(({ reason }) => reason),
    ['key-of-two'],
  )
})

test('a number that two people were given is nobody’s proof: both stand apart, both are doubts', () => {
  const nhsNumber = testNumber(1)
  const people = [
    testPerson('1', { nhsNumber }),
    testPerson('2', { nhsNumber, given: ['David'], family: 'Osei', birthDate: '1981-05-06' }),
  ]
  const { identities, doubts } = partition(people)
  assert.equal(identities.length, 2)
  assert.deepEqual(
    doubts.map(({ reason }) => reason),
    ['number-contradicted', 'number-contradicted'],
  )
})

test('twins stay two, by one number, by one identifier, and with a nameless record between them', () => {
  const nhsNumber = testNumber(1)
  const shared = { nhsNumber, identifiers: [{ system: 'urn:mere', value: '17' }] }
  const twins = [
    testPerson('1', { ...shared, given: ['James'] }),
    testPerson('2', { ...shared, given: ['Peter'] }),
  ]
  assert.ok(!together(twins, '1', '2'))
  assert.ok(!together([...twins, testPerson('3', { ...shared, given: [] })], '1', '2'))
  const bare = twins.map((twin) => ({ ...twin, nhsNumber: undefined }))
  assert.ok(!together(bare, '1', '2'))
  const nameless = testPerson('3', { identifiers: shared.identifiers, given: [] })
  assert.ok(!together([...bare, nameless], '1', '2'))
  const amira = ['1', '2'].map((id) =>
    testPerson(id, { nhsNumber, given: ['Amira'] }, `source ${id}`),
  )
  const amina = ['3', '4'].map((id) =>
    testPerson(id, { nhsNumber, given: ['Amina'] }, `source ${Number(id) - 2}`),
  )
  const { identities } = partition([...amira, ...amina])
  assert.deepEqual(
    identities.map(({ personIds }) => personIds.length),
    [2, 2],
  )
  const cousins = [
    testPerson('1', { nhsNumber, given: ['Mohammed', 'Ali'] }),
    testPerson('2', { nhsNumber, given: ['Mohammed', 'Hassan'] }),
  ]
  assert.ok(!together(cousins, '1', '2'))
})

test('without a number, an identifier leads to one numbered person or to none', () => {
  const identifiers = [{ system: 'urn:council', value: 'C17' }]
  const numbered = testPerson('1', { nhsNumber: testNumber(1), identifiers })
  const bare = testPerson('2', { identifiers })
  assert.ok(together([numbered, bare], '1', '2'))
  const rival = testPerson('3', { nhsNumber: testNumber(2), identifiers })
  const { identities, doubts } = partition([numbered, bare, rival])
  assert.equal(identities.length, 3)
  assert.deepEqual(
    doubts.map(({ reason, others }) => [reason, others.length]),
    [['ambiguous', 2]],
  )
  const other = testPerson('4', { identifiers, given: ['Ruth'], birthDate: '1970-07-01' })
  assert.ok(!together([numbered, other], '1', '4'))
})

test('a blank or placeholder identifier joins nobody', () => {
  const blanks = ['', ' ', 'unknown', 'N/A', '0000', '-', 'not known', '999999', 'null']
  for (const value of blanks) {
    const identifiers = [{ system: 'urn:council', value }]
    const people = [
      testPerson('1', { identifiers, family: undefined }),
      testPerson('2', { identifiers, family: undefined }),
    ]
    assert.equal(partition(people).identities.length, 2, value)
  }
  const nowhere = [{ system: '', value: 'C17' }]
  const people = ['1', '2'].map((id) => testPerson(id, { identifiers: nowhere, family: undefined }))
  assert.equal(partition(people).identities.length, 2)
})

test('full name, birth date and postcode join; less does not', () => {
  const address = { lines: ['1 High Street'], postcode: 'SM1 1AA' }
  const first = testPerson('1', { nhsNumber: testNumber(1), address })
  const same = testPerson('2', { address: { lines: [], postcode: 'sm11aa' }, given: ['MARTHA'] })
  assert.ok(together([first, same], '1', '2'))
  const less: Partial<SourcePerson>[] = [
    { address: { lines: [], postcode: 'SM1 1AB' } },
    { address, given: ['M'] },
    { address, given: ['Mattie'] },
    { address, birthDate: '1944-03-13' },
    { address: { lines: [], postcode: 'ZZ99 3VZ' } },
    { address, given: ['Baby'] },
  ]
  for (const fields of less) assert.ok(!together([first, testPerson('2', fields)], '1', '2'))
})

test('what more than fifty share identifies nobody', () => {
  const nhsNumber = testNumber(1)
  const sharing = (count: number) =>
    Array.from({ length: count }, (_, index) => testPerson(String(index), { nhsNumber }))
  assert.equal(partition(sharing(COMMON)).identities.length, 1)
  assert.equal(partition(sharing(COMMON + 1)).identities.length, COMMON + 1)
})

function connectedParts(people: SourcePerson[]): SourcePerson[][] {
  const left = new Set(people)
  const keysOf = (person: SourcePerson) => allOf(matchKeysOf(person))
  return people.flatMap((first) => {
    if (!left.delete(first)) return []
    const part = [first]
    for (const reached of part) {
      for (const other of left) {
        if (!keysOf(other).some((key) => keysOf(reached).includes(key))) continue
        left.delete(other)
        part.push(other)
      }
    }
    return [part]
  })
}
