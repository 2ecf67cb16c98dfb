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
    doubts.map(({ reason, persons }) => [reason, persons.length]),
    [['number-contradicted', 2]],
  )
})

test('twins stay two, by one number, by one identifier, and with a nameless record between them', () => {
  const nhsNumber = testNumber(1)
  const issues = ['urn:mere']
  const shared = { nhsNumber, issues, identifiers: [{ system: 'urn:mere', value: '17' }] }
  const twins = [
    testPerson('1', { ...shared, given: ['James'] }),
    testPerson('2', { ...shared, given: ['Peter'] }),
  ]
  assert.ok(!together(twins, '1', '2'))
  assert.ok(!together([...twins, testPerson('3', { ...shared, given: [] })], '1', '2'))
  const bare = twins.map((twin) => ({ ...twin, nhsNumber: undefined }))
  assert.ok(!together(bare, '1', '2'))
  const nameless = testPerson('3', { issues, identifiers: shared.identifiers, given: [] })
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
  const known = { identifiers: [{ system: 'urn:council', value: 'C17' }], issues: ['urn:council'] }
  const numbered = testPerson('1', { nhsNumber: testNumber(1), ...known })
  const bare = testPerson('2', known)
  assert.ok(together([numbered, bare], '1', '2'))
  const rival = testPerson('3', { nhsNumber: testNumber(2), ...known })
  const { identities, doubts } = partition([numbered, bare, rival])
  assert.equal(identities.length, 3)
  assert.deepEqual(
    doubts.map(({ reason, persons }) => [reason, persons.length]),
    [['ambiguous', 3]],
  )
  const other = testPerson('4', { ...known, given: ['Ruth'], birthDate: '1970-07-01' })
  assert.ok(!together([numbered, other], '1', '4'))
})

test('a blank or placeholder identifier joins nobody', () => {
  const blanks = ['', ' ', 'unknown', 'N/A', '0000', '-', 'not known', '999999', 'null']
  for (const value of blanks) {
    const identifiers = [{ system: 'urn:council', value }]
    const people = [
      testPerson('1', { identifiers, issues: ['urn:council'], family: undefined }),
      testPerson('2', { identifiers, issues: ['urn:council'], family: undefined }),
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
  // One source that writes it everywhere takes it from nobody else.
  const others = ['council', 'practices'].map((source) => testPerson('1', { nhsNumber }, source))
  const found = partition([...sharing(COMMON + 1), ...others])
  assert.equal(found.identities.length, COMMON + 2)
  assert.ok(found.identities.some(({ personIds }) => personIds.length === 2))
})

const FULL = { nhsNumber: testNumber(1), family: 'Okello', given: ['Martha'] }
const BARE = { given: [], family: undefined, birthDate: undefined }

test('a number alone joins nobody of another source; with what agrees it does', () => {
  const { nhsNumber } = FULL
  const martha = testPerson('1', FULL)
  const joins = (more: Partial<SourcePerson>, source = 'council') => {
    const other = testPerson('2', { nhsNumber, ...BARE, ...more }, source)
    return partition([martha, other]).identities.length === 1
  }
  assert.equal(joins({}), false)
  assert.equal(joins({ given: ['Martha'], sex: 'female' }), false)
  assert.equal(joins({ address: { lines: [], postcode: 'SM1 1AA' } }), false)
  assert.equal(joins({ birthDate: '1944-03-13' }), false, 'a slip proves nothing')
  assert.equal(joins({}, 'mere-general'), true, 'a source answers for the numbers that it gives')
  assert.equal(joins({ birthDate: '1944-03-12' }), true)
  assert.equal(joins({ birthDate: '1944-12-03' }), true)
  for (const family of ['OKELLO', 'Okelo', 'Smith-Okello']) assert.equal(joins({ family }), true)
  assert.equal(joins({ family: 'Reid', given: ['Martha'], birthDate: '1944-03-12' }), true)
  assert.equal(joins({ family: 'Okello', given: ['Martha'], birthDate: '1990-07-21' }), true)
  // What flatly contradicts needs two that agree.
  assert.equal(joins({ family: 'Okello', birthDate: '1990-07-21' }), false)
  assert.equal(joins({ family: 'Reid', birthDate: '1944-03-12' }), false)
  assert.equal(joins({ family: 'Okello', given: ['John'], birthDate: '1990-07-21' }), false)
})

test('who has a number alone is no bridge, and takes nobody’s record apart', () => {
  const { nhsNumber } = FULL
  const own = [testPerson('1', FULL), testPerson('2', { ...FULL, given: ['Mattie'] }, 'council')]
  const john = { nhsNumber, given: ['John'], family: 'Okello', birthDate: '1990-07-21' }
  const stranger = testPerson('3', john, 'stranger')
  const between = testPerson('4', { nhsNumber, ...BARE, family: 'Okello' }, 'other')
  const { identities, doubts } = partition([...own, stranger, between])
  assert.deepEqual(identities.map(({ personIds }) => personIds.length).sort(), [1, 1, 2])
  assert.ok(together([...own, stranger, between], '1', '2'))
  assert.deepEqual(
    doubts.map(({ reason, persons }) => [reason, persons.length]),
    [['number-contradicted', 4]],
  )
  // It belongs to what its own source says of the number.
  const full = testPerson('5', FULL, 'other')
  assert.ok(together([...own, between, full], '1', '2', '4', '5'))
})

test('a traced number names whom the others know by it, where that is clear, and is a bridge for nobody', () => {
  const { nhsNumber } = FULL
  const own = [testPerson('1', FULL), testPerson('2', { ...FULL, given: ['Mattie'] }, 'council')]
  const visits = testPerson('3', { nhsNumber, ...BARE, traced: true }, 'agency')
  const more = testPerson('4', { nhsNumber, ...BARE, traced: true }, 'other-agency')
  assert.ok(together([...own, visits, more], '1', '2', '3', '4'))
  // A stranger's words come no nearer by it, and take it from nobody.
  const stranger = testPerson('5', { nhsNumber, ...BARE, birthDate: '1999-09-29' }, 'stranger')
  const dead = testPerson('6', { nhsNumber, ...BARE, dead: true }, 'stranger')
  for (const one of [stranger, dead]) {
    const all = [...own, one, visits]
    assert.ok(together(all, '1', '2', '3'))
    assert.ok(!together(all, '1', one.sourceId))
  }
  const two = [
    testPerson('1', FULL),
    testPerson('5', { nhsNumber, ...BARE, birthDate: '1999-09-29' }, 'stranger'),
  ]
  assert.ok(!together([...two, visits], '1', '3'))
  // One who is known by more than a number is not taken on trust.
  const named = testPerson(
    '7',
    { nhsNumber, ...BARE, birthDate: '1999-09-29', traced: true },
    'agency',
  )
  assert.ok(!together([...own, named], '1', '7'))
})

/** What a stranger may say: everybody's numbers and identifiers, and nothing else of anybody. */
function forgeries(): fc.Arbitrary<SourcePerson[]> {
  const identifier = fc.record({
    system: fc.constantFrom('urn:mere', 'urn:council'),
    value: fc.constantFrom('1', '2', '3', '17'),
  })
  const forged = fc.record({
    nhsNumber: fc.constantFrom(testNumber(1), testNumber(2), testNumber(3)),
    identifiers: fc.array(identifier, { maxLength: 3 }),
    family: fc.constantFrom(undefined, 'Quillfeather', 'Unknown'),
    given: fc.constantFrom<string[]>([], ['Martha'], ['Xerxes']),
    birthDate: fc.constantFrom(undefined, '1999-09-29', '1900-01-01'),
    dead: fc.constantFrom(undefined, true as const),
    issues: fc.constant(['urn:stranger']),
    othersNumbers: fc.constantFrom(undefined, ['urn:mere', 'urn:council']),
  })
  return fc
    .array(forged, { maxLength: 6 })
    .map((all) => all.map((one, at) => testPerson(String(at), one, 'stranger')))
}

test('forged numbers and identifiers move nobody: identities are those of everybody else', () => {
  fc.assert(
    fc.property(crowds(14), forgeries(), (people, forged) => {
      const strangers = new Set(forged.map(({ personId }) => personId))
      const found = groups(partition([...forged, ...people]))
      const others = found.filter((group) => !group.some((id) => strangers.has(id)))
      assert.deepEqual(others, groups(partition(people)))
    }),
    { numRuns: RUNS },
  )
})

test('a source that calls two by one number takes nobody apart whom the others hold together', () => {
  const nhsNumber = testNumber(1)
  const called = (id: string, source: string, given: string, more: Partial<SourcePerson> = {}) =>
    testPerson(id, { nhsNumber, source, given: [given], birthDate: '1944-03-12', ...more })
  const known = [
    called('1', 'hospital', 'Martha'),
    called('2', 'practice', 'Martha'),
    called('3', 'council', 'Marta'),
  ]
  for (const names of [
    ['Martha', 'Marta'],
    ['Martha', 'Marta', 'Mary', 'Joan'],
    ['Marta', 'Mary'],
  ]) {
    const forged = names.map((name, at) => called(`f${at}`, 'stranger', name))
    assert.ok(together([...known, ...forged], '1', '2', '3'), names.join())
  }
  // Of a source's two records the one that fits better is theirs, and the other is by itself.
  const twins = [called('4', 'nurses', 'Martha'), called('5', 'nurses', 'Mary')]
  assert.ok(together([...known, ...twins], '1', '2', '3', '4'))
  assert.ok(!together([...known, ...twins], '1', '5'))
  // Where two sources know both, each of the two is one.
  const both = ['a', 'b'].flatMap((source) => [
    called(`${source}6`, source, 'Amira'),
    called(`${source}7`, source, 'Amina'),
  ])
  assert.ok(together(both, 'a6', 'b6') && together(both, 'a7', 'b7') && !together(both, 'a6', 'a7'))
})

test('what people said of two stands, and is taken back exactly', () => {
  const pairs = fc.array(
    fc.record({
      at: fc.tuple(fc.nat(13), fc.nat(13)).filter(([a, b]) => a !== b),
      says: fc.constantFrom('same' as const, 'different' as const),
    }),
    { maxLength: 4 },
  )
  fc.assert(
    fc.property(crowds(14), pairs, (people, told) => {
      const said = told.flatMap(({ at: [a, b], says }) => {
        const [one, other] = [people[a], people[b]]
        return one && other ? [{ a: one.personId, b: other.personId, says }] : []
      })
      const found = partition(people, { pairs: said })
      for (const { a, b, says } of said) {
        const one = found.identities.some(
          ({ personIds }) => personIds.includes(a) && personIds.includes(b),
        )
        if (says === 'different') assert.ok(!one)
      }
      assert.deepEqual(partition(people, { pairs: [] }), partition(people))
    }),
    { numRuns: RUNS },
  )
  const twins = [testPerson('1', FULL), testPerson('2', { ...FULL, given: ['Ruth'] }, 'council')]
  const [a, b] = twins.map(({ personId }) => personId) as [PersonId, PersonId]
  assert.equal(partition(twins).identities.length, 2)
  const same = partition(twins, { pairs: [{ a, b, says: 'same' }] })
  assert.equal(same.identities.length, 1)
  assert.deepEqual(same.doubts, [])
  const different = partition(twins, { pairs: [{ a, b, says: 'different' }] })
  assert.equal(different.identities.length, 2)
  assert.deepEqual(different.doubts, [])
  const unnumbered = [testPerson('3'), testPerson('4', { given: ['Zoe'] }, 'council')]
  const [c, d] = unnumbered.map(({ personId }) => personId) as [PersonId, PersonId]
  const joined = partition(unnumbered, { pairs: [{ a: c, b: d, says: 'same' }] })
  assert.equal(joined.identities[0]!.basis.get(c), 'said')
})

test('what one source says against the others of one person is a doubt, and parts nobody', () => {
  const sources = ['mere-general', 'council', 'practices']
  const known = sources.map((source) => testPerson('1', { ...FULL, sex: 'female' }, source))
  const against = (more: Partial<SourcePerson>) => {
    const { identities, doubts } = partition([{ ...known[0]!, ...more }, ...known.slice(1)])
    assert.equal(identities.length, 1)
    return doubts.map(({ reason, persons }) => `${reason} ${persons.length}`)
  }
  assert.deepEqual(against({}), [])
  assert.deepEqual(against({ dead: true }), ['death 3'])
  assert.deepEqual(against({ birthDate: '1944-12-03' }), ['birth-date 3'])
  assert.deepEqual(against({ sex: 'male' }), ['sex 3'])
  const here = known.map((one) => ({ ...one, address: { lines: [], postcode: 'SM1 1AA' } }))
  const moved = { ...here[0]!, address: { lines: [], postcode: 'SM9 9ZZ' } }
  assert.deepEqual(
    partition([moved, ...here.slice(1)]).doubts.map(({ reason }) => reason),
    ['address'],
  )
  const two = known.map((one, at) => ({ ...one, ...(at < 2 ? { dead: true } : {}) }))
  assert.deepEqual(partition(two).doubts, [], 'two sources know it')
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
