import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { Few, MOVED, matchedOf, tableOfPersons } from './match-few.ts'
import { FIELDS } from './match-field.ts'
import { nameOfVersion, parseVersion, writeVersion } from './match-model-file.ts'
import { FieldValues } from './match-table.ts'
import { matchTables } from './match-tables.ts'
import { crowds, knownTwice, testPerson } from './testing.ts'

async function inBulk(
  persons: ReturnType<typeof knownTwice>,
  version?: ReturnType<typeof parseVersion>,
) {
  const known = version?.model.fields ?? FIELDS
  const fields = known.map((field) => new FieldValues(field))
  const left = tableOfPersons(persons, fields)
  const asked = { fields, left, right: undefined, rules: [], rounds: undefined, threads: 1 }
  return { left, ...(await matchTables({ ...asked, version, least: -60 })) }
}

test('a pair weighs the same among a few as in bulk, and is brought together by the same', async () => {
  const persons = knownTwice(400)
  const { version, scored, left, candidates } = await inBulk(persons)
  const kept = parseVersion(writeVersion(version))!
  assert.equal(nameOfVersion(kept), nameOfVersion(version))
  const again = await inBulk(persons, kept)
  assert.deepEqual(again.scored, scored)
  assert.equal(again.candidates, candidates)
  const byId = new Map(persons.map((person) => [person.personId as string, person]))
  const all = new Few(kept, persons)
  const sharing = Map.groupBy(
    persons.flatMap((_, row) => all.keysOf(row).map((key) => ({ key, row }))),
    ({ key }) => key,
  )
  const met = new Set(
    [...sharing.values()].flatMap((rows) =>
      rows.flatMap((a) => rows.flatMap((b) => (a.row < b.row ? [a.row * 10_000 + b.row] : []))),
    ),
  )
  assert.equal(met.size, candidates)
  assert.ok(scored.left.length > 300)
  const every = Math.ceil(scored.left.length / 100)
  scored.left.forEach((row, at) => {
    if (at % every !== 0) return
    const [a, b] = [row, scored.right[at]!].map((one) => byId.get(left.ids.text(one))!)
    assert.equal(new Few(kept, [a!, b!]).weigh(0, 1), scored.weight[at])
    assert.equal(new Few(kept, [b!, a!]).weigh(0, 1), scored.weight[at])
  })
})

test('two weigh the same whichever is named first, and why is said of what both say', async () => {
  const { version } = await inBulk(knownTwice(200))
  fc.assert(
    fc.property(crowds(4), (persons) => {
      const few = new Few(version, persons)
      persons.forEach((_, a) => {
        for (let b = 0; b < a; b += 1) {
          assert.equal(few.weigh(a, b), few.weigh(b, a))
          for (const { field, weight } of few.why(a, b)) {
            assert.ok(Number.isFinite(weight))
            if (field === MOVED.field) continue
            const at = FIELDS.findIndex(({ name }) => name === field)
            assert.ok(matchedOf(persons[a]!)[at] && matchedOf(persons[b]!)[at])
          }
        }
      })
    }),
    { numRuns: 60 },
  )
})

test('where somebody restricted lives, and how they are reached, is not matched by', () => {
  const hidden = matchedOf(
    testPerson('x', {
      restricted: true,
      address: { lines: ['1 High Street'], city: 'Mere', postcode: 'SM1 1AA' },
      phones: ['07700900123'],
      emails: ['a@b.org'],
      gpPractice: { code: 'Y12345' },
    }),
  )
  assert.deepEqual(
    hidden.filter((text) => text !== ''),
    ['Martha', 'Okello', '1944-03-12'],
  )
})
