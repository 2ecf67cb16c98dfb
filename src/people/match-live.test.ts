import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { emptyTables, testDatabases } from '../kernel/testing.ts'
import { partition } from './identify.ts'
import { judgeEverybody, learnFromEverybody } from './match-everybody.ts'
import { nameOfVersion, writeVersion } from './match-model-file.ts'
import { pairsAmong } from './match-saved.ts'
import type { Pair } from './pair.ts'
import type { SourcePerson } from './person.ts'
import { openDoubts } from './queries-doubts.ts'
import { alikePairs, insertVersion, versionInEffect } from './queries-match.ts'
import { savePeople } from './save-people.ts'
import { knownTwice } from './testing.ts'

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

test('whatever comes in whatever order, each is matched live as all are in bulk, and identities follow', async (t) => {
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
  })
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(change, { maxLength: 6 }), { maxLength: 4 }),
      async (batches) => {
        await emptyTables(db, TABLES)
        const final = new Map<string, SourcePerson>()
        const start = base.slice(0, 40)
        for (const batch of [start, ...batches.map((some) => some.map(changed))]) {
          for (const person of batch) final.set(person.personId, person)
          await care.transaction((tx) => savePeople(tx, batch, at))
        }
        const people = [...final.values()]
        const own = new Set(people.map(({ personId }) => personId))
        const pairs = pairsAmong(learnt.version, people, own, thresholds)
        assert.deepEqual(inOrder(await alikePairs(care.short, undefined)), inOrder(pairs))
        const wanted = partition(people, { pairs })
        const { rows } = await care.short.query<{ members: string[] }>(
          'select distinct identity_id, members from people.link order by members',
        )
        assert.deepEqual(
          rows.map(({ members }) => members),
          wanted.identities.map(({ personIds }) => [...personIds]).sort(),
        )
        const doubts = await openDoubts(care.short, { limit: 10_000 })
        assert.deepEqual(
          doubts.map(({ doubt_id: id, weight }) => [id, weight]).sort(),
          wanted.doubts.map(({ id, weight = null }) => [id, weight]).sort(),
        )
      },
    ),
    { numRuns: 6 },
  )

  function changed({
    who,
    family,
    born,
    postcode,
  }: {
    who: number
    family: string
    born: string
    postcode: string
  }): SourcePerson {
    return {
      ...base[who]!,
      family,
      birthDate: born,
      address: { lines: ['2 Low Street'], postcode },
    }
  }
})
