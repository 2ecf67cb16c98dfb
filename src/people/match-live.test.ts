import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { PersonId } from '../kernel/index.ts'
import { emptyTables, testDatabases } from '../kernel/testing.ts'
import { partition } from './identify.ts'
import { identifyPersons } from './identify-persons.ts'
import { judgeEverybody, learnFromEverybody } from './match-everybody.ts'
import { nameOfVersion, writeVersion } from './match-model-file.ts'
import { pairsAmong } from './match-saved.ts'
import type { Pair } from './pair.ts'
import type { SourcePerson } from './person.ts'
import { deleteSaid } from './queries-decisions.ts'
import { insertPairs, openDoubts } from './queries-doubts.ts'
import { alikePairs, insertVersion, versionInEffect } from './queries-match.ts'
import { savePeople } from './save-people.ts'
import { knownTwice, testNumber } from './testing.ts'

const at = new Date('2026-03-01T09:00:00Z')
const TABLES = [
  'people.person',
  'people.person_history',
  'people.link',
  'people.link_history',
  'people.known_by',
  'people.common_key',
  'people.doubt',
  'people.pair',
  'people.match_key',
  'people.found_by',
]

const inOrder = (pairs: readonly Pair[]) =>
  [...pairs].sort((a, b) => (a.a + a.b < b.a + b.b ? -1 : 1))

test('whatever comes and is said and taken back in any order: links are those of all that holds at last', async (t) => {
  const db = await testDatabases(t)
  const { care } = db
  const base = knownTwice(120)
  await care.transaction((tx) => savePeople(tx, base, at))
  const learnt = (await learnFromEverybody(care.short))!
  assert.equal(learnt.persons, base.length)
  const version = nameOfVersion(learnt.version)
  const thresholds = { version, link: 9, review: -3 }
  await care.transaction(async (tx) => {
    await insertVersion(tx, { version, text: writeVersion(learnt.version), persons: 240 }, at)
    await judgeEverybody(tx, thresholds, at)
  })
  assert.deepEqual(await versionInEffect(care.short), thresholds)
  const known = await alikePairs(care.short, undefined)
  const all = new Set(base.map(({ personId }) => personId))
  assert.deepEqual(inOrder(known), inOrder(pairsAmong(learnt.version, base, all, thresholds)))
  assert.ok(
    known.some(({ says }) => says === 'likely') && known.some(({ says }) => says === 'perhaps'),
  )

  const change = fc.record({
    who: fc.nat(39),
    family: fc.constantFrom('Okello', 'Okelo', 'Reid', 'Smith'),
    born: fc.constantFrom('1944-03-12', '1944-12-03', '1970-07-01'),
    postcode: fc.constantFrom('SM1 1AA', 'SM1 1AB', 'LS1 1AA'),
    number: fc.constantFrom(undefined, testNumber(1), testNumber(2)),
  })
  const step = fc.oneof(
    fc.array(change, { minLength: 1, maxLength: 6 }),
    fc.record({
      one: fc.nat(39),
      other: fc.nat(39),
      says: fc.constantFrom('same' as const, 'different' as const, 'nothing' as const),
    }),
  )
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 8 }), async (steps) => {
      await emptyTables(db, TABLES)
      const start = base.slice(0, 40)
      const final = new Map(start.map((person) => [person.personId, person]))
      const said = new Map<string, Pair>()
      await care.transaction((tx) => savePeople(tx, start, at))
      for (const one of steps) {
        if (Array.isArray(one)) {
          const batch = one.map(changed)
          for (const person of batch) final.set(person.personId, person)
          await care.transaction((tx) => savePeople(tx, batch, at))
          continue
        }
        if (one.one === one.other) continue
        const [a, b] = [start[one.one]!.personId, start[one.other]!.personId].sort() as [
          PersonId,
          PersonId,
        ]
        said.delete(a + b)
        if (one.says !== 'nothing') said.set(a + b, { a, b, says: one.says })
        await care.transaction(async (tx) => {
          await deleteSaid(tx, [[a, b]])
          if (one.says !== 'nothing') await insertPairs(tx, [{ a, b, says: one.says }], at)
          await identifyPersons(tx, [a, b], at)
        })
      }
      const people = [...final.values()]
      const pairs = pairsAmong(learnt.version, people, new Set(final.keys()), thresholds)
      assert.deepEqual(inOrder(await alikePairs(care.short, undefined)), inOrder(pairs))
      const wanted = partition(people, { pairs: [...pairs, ...said.values()] })
      const { rows } = await care.short.query<{ members: PersonId[] }>(
        'select distinct identity_id, members from people.link order by members',
      )
      assert.deepEqual(
        rows.map(({ members }) => members),
        wanted.identities.map(({ personIds }) => [...personIds]).sort(),
      )
      for (const { members } of rows) {
        const numbers = new Set(members.flatMap((id) => final.get(id)!.nhsNumber ?? []))
        assert.ok(numbers.size < 2, 'two valid NHS numbers in one identity')
      }
      const doubts = await openDoubts(care.short, { limit: 10_000 })
      assert.deepEqual(
        doubts.map(({ doubt_id: id, weight }) => [id, weight]).sort(),
        wanted.doubts.map(({ id, weight = null }) => [id, weight]).sort(),
      )
    }),
    { numRuns: 6 },
  )

  function changed({ who, family, born, postcode, number }: Change): SourcePerson {
    const { nhsNumber: _, ...person } = base[who]!
    const address = { lines: ['2 Low Street'], postcode }
    return { ...person, family, birthDate: born, address, ...(number && { nhsNumber: number }) }
  }
})

type Change = {
  who: number
  family: string
  born: string
  postcode: string
  number: string | undefined
}
