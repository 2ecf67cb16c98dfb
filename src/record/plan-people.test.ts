import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import type { Databases } from '../kernel/index.ts'
import { testDatabases } from '../kernel/testing.ts'
import { type SourcePerson, savePeople } from '../people/index.ts'
import { testNumber, testPerson } from '../people/testing.ts'
import { takeOptOuts } from './opt-outs.ts'
import { planPeople } from './plan-people.ts'
import { writeLeast } from './queries-classing.ts'
import { rebuildOccurrences } from './rebuild-occurrences.ts'
import { takeReference } from './take-reference.ts'
import { storeEvents, storeResources, told } from './testing.ts'

const LEARNT = new Date('2026-03-01T09:00:00Z')
const LATER = new Date('2026-03-02T09:00:00Z')

const AREAS = [
  {
    ...{ area: 'E01990001', name: 'Mere 001A', districtCode: 'E07990001', district: 'Mere' },
    ...{ side: 'east', map: { x: 2, y: 3 } },
    deprivationTenth: 2,
  },
]
const POSTCODES = [{ postcode: 'ZM2 1AB', area: 'E01990001' }]

/** By whose word somebody objects at a practice. */
const PRACTICES = ['southmere-gp']

/** Saves them, and does what follows from it. */
async function know(
  { care }: Databases,
  people: readonly SourcePerson[],
  at = LEARNT,
): Promise<void> {
  await care.transaction(async (tx) => {
    await planPeople(tx, [...(await savePeople(tx, people, at))], PRACTICES)
  })
}

async function counted({ planning }: Databases) {
  const { rows } = await planning.short.query<Record<string, unknown>>(
    'select * from planning.person order by age_band, sex',
  )
  return rows
}

async function opened(t: TestContext): Promise<Databases> {
  const databases = await testDatabases(t)
  await databases.care.transaction((tx) =>
    takeReference(tx, { areas: AREAS, postcodes: POSTCODES }),
  )
  return databases
}

test('somebody is counted once, by what tells nothing of who they are', async (t) => {
  const databases = await opened(t)
  const nhsNumber = testNumber(1)
  const address = { lines: ['9 Larkspur Yard'], postcode: 'zm2 1ab' }
  await know(databases, [
    testPerson('H1', { nhsNumber, sex: 'female', ethnicity: 'White and Asian', address }),
    testPerson('C1', { nhsNumber, ethnicity: 'Not stated' }, 'southmere-council'),
  ])
  const [person, ...others] = await counted(databases)
  assert.deepEqual(others, [])
  const { person: pseudonym, ...said } = person!
  assert.match(String(pseudonym), /^[0-9a-f-]{36}$/)
  assert.deepEqual(said, {
    alive: true,
    age_band: '75-84',
    sex: 'female',
    ethnic_group: 'mixed',
    area: 'E01990001',
    district: 'Mere',
    deprivation_tenth: 2,
    age: new Date().getUTCFullYear() - Number(testPerson('H1').birthDate!.slice(0, 4)),
    side: 'east',
  })
})

test('what nobody says is not known, and where a restricted person lives is nobody’s to count', async (t) => {
  const databases = await opened(t)
  const address = { lines: [], postcode: 'ZM2 1AB' }
  await know(databases, [
    testPerson('H1', {
      birthDate: undefined,
      sex: 'unknown',
      address: { lines: [], postcode: 'ZM9 9ZZ' },
    }),
    testPerson('H2', { family: 'Haddad', given: ['Leila'], address, restricted: true }),
  ])
  const rows = await counted(databases)
  assert.deepEqual(
    rows.map(({ age_band, sex, ethnic_group, area, deprivation_tenth }) => {
      return [age_band, sex, ethnic_group, area, deprivation_tenth]
    }),
    [
      ['75-84', 'not known', 'not known', 'not known', null],
      ['not known', 'not known', 'not known', 'not known', null],
    ],
  )
})

test('a pseudonym is no hash that a reader could make, and another place has another', async (t) => {
  const [here, there] = [await opened(t), await opened(t)]
  const martha = testPerson('H1')
  // A place made from the same template has the same key; a key of its own is what a new place is made with.
  const other = `update record.planning_key set inner_key = sha256('other'), outer_key = sha256('key')`
  await there.owner.short.query(other)
  for (const place of [here, there]) await know(place, [martha])
  const [[a], [b]] = [await counted(here), await counted(there)]
  assert.notEqual(a!.person, b!.person)
  assert.notEqual(a!.person, martha.personId)
  for (const login of ['care', 'planning'] as const) {
    await assert.rejects(
      here[login].short.query('select * from record.planning_key'),
      /permission denied/,
    )
  }
})

test('a pseudonym stays with whoever has been known longest, over merges and their undoing', async (t) => {
  const databases = await opened(t)
  const nhsNumber = testNumber(2)
  const pseudonyms = async () => (await counted(databases)).map(({ person }) => person)
  const first = testPerson('H9', { nhsNumber })
  await know(databases, [first])
  const [known] = await pseudonyms()
  // Whatever their ids are, so that one of them comes before and one after.
  const later = ['C1', 'C2', 'C3', 'C4'].map((id) =>
    testPerson(id, { nhsNumber: undefined, birthDate: undefined }, 'southmere-council'),
  )
  await know(databases, later, LATER)
  const apart = await pseudonyms()
  assert.equal(apart.length, 5)
  await know(
    databases,
    later.map((one) => ({ ...one, nhsNumber, birthDate: first.birthDate })),
    LATER,
  )
  assert.deepEqual(await pseudonyms(), [known])
  await know(databases, later, LATER)
  assert.deepEqual((await pseudonyms()).sort(), apart.sort())
})

test('whoever opted out is in no view from the moment on which it is known, under each of their numbers', async (t) => {
  const databases = await opened(t)
  const { care, planning } = databases
  const people = Array.from({ length: 40 }, (_, at) =>
    testPerson(`H${at}`, {
      nhsNumber: testNumber(at),
      family: `Family${at}`,
      given: [`Given${at}`],
    }),
  )
  await know(databases, people)
  const numbers = people.map(({ nhsNumber }) => nhsNumber!)
  const take = (answered: readonly string[], at = LEARNT) =>
    care.transaction((tx) => takeOptOuts(tx, answered, at, undefined))
  assert.deepEqual(await take(numbers.slice(1)), { asked: 40, optedOut: 1, changed: 1 })
  const events = people.slice(0, 2).map(({ personId }) => ({
    personId,
    ...told(personId),
    kind: 'stay' as const,
    status: 'active' as const,
    startAt: '2026-02-18T16:40:00Z',
    organisation: 'RXS',
    label: 'Hospital stay',
    detail: {},
  }))
  await care.transaction(async (tx) => {
    await storeEvents(tx, 'mere-general', LEARNT, events)
    await rebuildOccurrences(
      tx,
      people.slice(0, 2).map(({ personId }) => personId),
    )
  })
  const count = async (view: string) =>
    Number(
      (await planning.short.query<{ n: string }>(`select count(*) as n from planning.${view}`))
        .rows[0]!.n,
    )
  assert.equal(await count('person'), 39)
  assert.equal(await count('occurrence'), 1)
  assert.equal(await count('occurrence_version'), 1)
  // A mover: known elsewhere under the same number, they are out there too.
  const moved = testPerson(
    'C7',
    { nhsNumber: numbers[0], family: 'Family0', given: ['Given0'] },
    'southmere-council',
  )
  await know(databases, [moved], LATER)
  const ids = [people[0]!.personId, moved.personId]
  await care.transaction((tx) => rebuildOccurrences(tx, ids))
  assert.equal(await count('person'), 39)
  // They have taken it back, and somebody else opts out.
  await take(
    numbers.filter((_, at) => at !== 5),
    LATER,
  )
  assert.equal(await count('person'), 39)
  assert.equal(await count('occurrence'), 2)
  await take(numbers, new Date('2026-03-03T09:00:00Z'))
  assert.equal(await count('person'), 40)
})

test('an answer that lacks a third of the numbers is none, and nothing of it is kept', async (t) => {
  const databases = await opened(t)
  const people = Array.from({ length: 30 }, (_, at) =>
    testPerson(`H${at}`, { nhsNumber: testNumber(at), family: `Family${at}` }),
  )
  await know(databases, people)
  const few = people.slice(0, 15).map(({ nhsNumber }) => nhsNumber!)
  await assert.rejects(
    databases.care.transaction((tx) => takeOptOuts(tx, few, LEARNT, undefined)),
    /the answer lacks 15 of 30 NHS numbers/,
  )
  assert.equal((await counted(databases)).length, 30)
})

test('an objection at any practice holds until the newest word takes it back', async (t) => {
  const databases = await opened(t)
  const martha = testPerson('P1', {}, 'southmere-gp')
  await know(databases, [martha])
  const say = async (code: string, day: string, source = 'southmere-gp') => {
    await databases.care.transaction(async (tx) => {
      const coding = [{ system: 'http://snomed.info/sct', code }]
      const content = { resourceType: 'Observation', id: code, code: { coding } }
      await storeResources(tx, source, new Date(`${day}T12:00:00Z`), [
        {
          type: 'Observation',
          sourceId: code,
          personId: martha.personId,
          content,
          stamp: day,
          trueAt: day,
        },
      ])
      await planPeople(tx, [martha.personId], PRACTICES)
    })
    return (await counted(databases)).length
  }
  assert.equal(await say('38341003', '2026-02-01'), 1)
  assert.equal(await say('827241000000103', '2026-02-02'), 0)
  // Who speaks for no practice takes nothing back for anybody, and objects for nobody.
  assert.equal(await say('827261000000102', '2026-02-03', 'mere-general'), 0)
  assert.equal(await say('827261000000102', '2026-02-04'), 1)
  assert.equal(await say('827241000000103', '2026-02-05', 'mere-general'), 1)
})

test('a word that few share is not shown, whatever a source has written there', async (t) => {
  const databases = await opened(t)
  const { care, planning } = databases
  const people = Array.from({ length: 12 }, (_, at) =>
    testPerson(`H${at}`, { family: `Family${at}` }),
  )
  await know(databases, people)
  const events = people.map(({ personId }, at) => ({
    personId,
    ...told(personId),
    kind: 'stay' as const,
    status: 'active' as const,
    startAt: '2026-02-18T16:40:00Z',
    organisation: 'RXS',
    unit: at === 0 ? 'Martha Okello, 999 012 3454' : 'Ward 6',
    label: 'Hospital stay',
    detail: { pathway: at === 1 ? 'home to Ruth' : '1' },
  }))
  await care.transaction(async (tx) => {
    await storeEvents(tx, 'mere-general', LEARNT, events)
    await rebuildOccurrences(
      tx,
      people.map(({ personId }) => personId),
    )
  })
  const units = async () => {
    const { rows } = await planning.short.query<Record<string, unknown>>(
      'select unit, pathway, count(*)::int as stays from planning.occurrence group by 1, 2 order by 3, 2',
    )
    return rows
  }
  assert.deepEqual(await units(), [
    { unit: 'other', pathway: '1', stays: 1 },
    { unit: 'Ward 6', pathway: 'other', stays: 1 },
    { unit: 'Ward 6', pathway: '1', stays: 10 },
  ])
  // How many is a field of a clause: where the text asks for more, the ward is not told of either.
  await care.transaction((tx) => writeLeast(tx, 12))
  assert.deepEqual(
    (await units()).map(({ unit, stays }) => [unit, stays]),
    [
      ['other', 1],
      ['other', 11],
    ],
  )
})
