import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { PersonId } from '../kernel/index.ts'
import { testDatabases } from '../kernel/testing.ts'
import { identifyPersons } from './identify-persons.ts'
import { linksOf } from './links.ts'
import { partitionHash } from './partition-hash.ts'
import { insertDecision } from './queries-decisions.ts'
import { insertPairs } from './queries-doubts.ts'
import { savePeople } from './save-people.ts'
import { testNumber, testPerson } from './testing.ts'

const on = (day: number) => new Date(Date.UTC(2026, 2, day, 9))
const REFERENCE = '018f0000-0000-7000-8000-000000000001'

test('by what records are one person’s is told with who made it so; equal facts have an equal hash', async (t) => {
  const { care } = await testDatabases(t)
  const numbered = testPerson('1', { nhsNumber: testNumber(1) })
  const council = testPerson('2', { nhsNumber: testNumber(1) }, 'southmere-council')
  const loose = testPerson('3', { birthDate: '1944-03-21' }, 'mere-practices')
  const one = council.personId
  assert.equal(await linksOf(care.short, one), undefined)
  await care.transaction((tx) => savePeople(tx, [council], on(1)))
  await care.transaction((tx) => savePeople(tx, [numbered], on(2)))
  await care.transaction((tx) => savePeople(tx, [loose], on(3)))
  const apart = await partitionHash(care.short)
  assert.deepEqual([apart.identities, apart.persons, apart.model], [2, 3, null])
  const pair = [one, loose.personId].sort() as [PersonId, PersonId]
  await care.transaction(async (tx) => {
    const said = {
      says: 'same',
      side: 'council',
      actor: 'lee',
      organisation: 'c',
      reason: '.',
    } as const
    await insertDecision(tx, { ...said, decisionId: REFERENCE, pairs: [pair] }, on(4))
    await insertPairs(tx, [{ a: pair[0], b: pair[1], says: 'same' }], on(4))
    await identifyPersons(tx, pair, on(4))
  })
  const links = (await linksOf(care.short, one))!
  const told = new Map(links.members.map((member) => [member.source, member]))
  const rows = ['southmere-council', 'mere-general', 'mere-practices'].map((source) => {
    const { basis, since, probability } = told.get(source)!
    return [basis, since, probability]
  })
  assert.deepEqual(rows, [
    ['nhs-number', on(1).toISOString(), null],
    ['nhs-number', on(2).toISOString(), null],
    ['said', on(4).toISOString(), null],
  ])
  assert.deepEqual(
    links.history.map(({ at, members, because, by }) => [at, members.length, because, by]),
    [
      [on(1).toISOString(), 1, 'source', 'southmere-council'],
      [on(2).toISOString(), 2, 'source', 'mere-general'],
      [on(4).toISOString(), 3, 'said', 'lee'],
    ],
  )
  assert.equal((await partitionHash(care.short)).identities, 1)
  const other = await testDatabases(t)
  await other.care.transaction((tx) => savePeople(tx, [loose, numbered, council], on(9)))
  assert.deepEqual(await partitionHash(other.care.short), apart)
})
