import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { Databases, PersonId } from '../kernel/index.ts'
import { emptyTables, testDatabases } from '../kernel/testing.ts'
import { findIdentities, identityOf } from './find-identities.ts'
import { COMMON, partition } from './identify.ts'
import type { SourcePerson } from './person.ts'
import { readPersons } from './queries.ts'
import { savePeople } from './save-people.ts'
import { crowds, testNumber, testPerson } from './testing.ts'

const learnt = new Date('2026-03-01T09:00:00Z')

function save(db: Databases, people: readonly SourcePerson[], at = learnt): Promise<unknown> {
  return db.care.transaction((tx) => savePeople(tx, people, at))
}

type Standing = { groups: string[][]; doubts: unknown[] }

async function stored(db: Databases): Promise<Standing> {
  const links = await db.care.short.query<{ members: string[] }>(
    'select distinct identity_id, members from people.link order by members',
  )
  const doubts = await db.care.short.query(
    'select distinct doubt_id as id, reason, persons from people.doubt where settled_at is null order by 1',
  )
  return {
    groups: links.rows.map(({ members }) => members),
    doubts: doubts.rows.map((row) => ({ ...row })),
  }
}

function computed(people: readonly SourcePerson[]): Standing {
  const { identities, doubts } = partition(people)
  return {
    groups: identities.map(({ personIds }) => [...personIds]).sort(),
    doubts: doubts.map((doubt) => ({ ...doubt })),
  }
}

async function clear(db: Databases): Promise<void> {
  const tables = [
    'person',
    'person_history',
    'link',
    'link_history',
    'known_by',
    'common_key',
    'doubt',
    'found_by',
    'pair',
  ]
  await emptyTables(
    db,
    tables.map((table) => `people.${table}`),
  )
}

test('two sources with the same NHS number become one identity, found by number', async (t) => {
  const db = await testDatabases(t)
  const hospital = testPerson('H1', { nhsNumber: testNumber(1) })
  const council = testPerson('C1', { nhsNumber: testNumber(1), family: 'Okelo' }, 'council')
  await save(db, [hospital])
  assert.deepEqual(await identityOf(db.care.short, hospital.personId), [hospital.personId])
  await save(db, [council])
  const both = [hospital.personId, council.personId].sort()
  assert.deepEqual(await identityOf(db.care.short, hospital.personId), both)
  const find = findIdentities.bind(undefined, db.care.short)
  assert.deepEqual(await find({ nhsNumber: testNumber(1) }), [both])
  assert.deepEqual(await find({ nhsNumber: testNumber(2) }), [])
})

test('saved in any order and in any batches, the links are those of all records at once', async (t) => {
  const db = await testDatabases(t)
  const batched = crowds(16).chain((people) =>
    fc.tuple(
      fc.constant(people),
      fc.shuffledSubarray(people, { minLength: people.length }),
      fc.integer({ min: 1, max: 6 }),
    ),
  )
  await fc.assert(
    fc.asyncProperty(batched, async ([people, order, size]) => {
      await clear(db)
      for (let start = 0; start < order.length; start += size) {
        await save(db, order.slice(start, start + size))
      }
      assert.deepEqual(await stored(db), computed(people))
    }),
    { numRuns: 40 },
  )
})

test('after corrections the links are those of what is now said', async (t) => {
  const db = await testDatabases(t)
  const corrected = fc.tuple(crowds(10), crowds(10))
  await fc.assert(
    fc.asyncProperty(corrected, async ([first, second]) => {
      await clear(db)
      await save(db, first)
      await save(db, second)
      const { rows } = await db.care.short.query<{ person_id: PersonId }>(
        'select person_id from people.person',
      )
      const kept = await readPersons(
        db.care.short,
        rows.map(({ person_id }) => person_id),
      )
      assert.deepEqual(await stored(db), computed(kept.map(({ said }) => said)))
    }),
    { numRuns: 40 },
  )
})

test('writers at once end where one writer would', async (t) => {
  const db = await testDatabases(t)
  const population = fc.tuple(crowds(24), crowds(24), crowds(24))
  await fc.assert(
    fc.asyncProperty(population, async (crowd) => {
      await clear(db)
      const people = crowd.flatMap((part, index) =>
        part.map(({ sourceId, ...fields }) => testPerson(`${index}-${sourceId}`, without(fields))),
      )
      const parts = [0, 1, 2, 3].map((part) => people.filter((_, index) => index % 4 === part))
      await Promise.all([...parts, parts[0]!, parts[1]!].map((part) => save(db, part)))
      assert.deepEqual(await stored(db), computed(people))
    }),
    { numRuns: 15 },
  )
})

test('a number that becomes common lets go of those it joined, and joins again when it is not', async (t) => {
  const db = await testDatabases(t)
  const nhsNumber = testNumber(1)
  const people = Array.from({ length: COMMON + 2 }, (_, i) => testPerson(String(i), { nhsNumber }))
  await save(db, people.slice(0, COMMON))
  assert.equal((await stored(db)).groups.length, 1)
  await save(db, people.slice(COMMON))
  assert.equal((await stored(db)).groups.length, COMMON + 2)
  const corrected = people
    .slice(0, 2)
    .map((person, index) => ({ ...person, nhsNumber: testNumber(index + 2) }))
  await save(db, corrected)
  assert.deepEqual((await stored(db)).groups.map(({ length }) => length).sort(), [1, 1, COMMON])
})

test('a number that one source writes everywhere is taken, and takes nobody’s from them', async (t) => {
  const db = await testDatabases(t)
  const nhsNumber = testNumber(1)
  const martha = ['mere-general', 'council'].map((one) => testPerson('M', { nhsNumber }, one))
  await save(db, martha)
  const flood = Array.from({ length: 400 }, (_, i) =>
    testPerson(String(i), { nhsNumber }, 'stranger'),
  )
  await save(db, flood.slice(0, 350))
  await save(db, flood.slice(350))
  const { groups } = await stored(db)
  assert.equal(groups.length, 401)
  const both = martha.map(({ personId }) => personId).sort()
  assert.deepEqual(await identityOf(db.care.short, both[0]!), both)
  assert.deepEqual(await findIdentities(db.care.short, { nhsNumber }), [both])
})

test('who is newly in doubt is told of, and who is so no longer, though nothing new is said of them', async (t) => {
  const db = await testDatabases(t)
  const nhsNumber = testNumber(1)
  const martha = testPerson('M', { nhsNumber })
  const stranger = testPerson('S', { nhsNumber, family: 'Quill', given: ['Edwin'] }, 'stranger')
  await save(db, [martha])
  const both = new Set([martha.personId, stranger.personId])
  assert.deepEqual(await save(db, [{ ...stranger, birthDate: '1951-07-30' }]), both)
  assert.deepEqual(await save(db, [{ ...stranger, nhsNumber: undefined }]), both)
})

test('what is known already is not written again', async (t) => {
  const db = await testDatabases(t)
  const person = testPerson('H1', { nhsNumber: testNumber(1), phones: ['07700 900123'] })
  await save(db, [person])
  const later = new Date('2026-03-02T09:00:00Z')
  await save(db, [person, structuredClone(person)], later)
  const { rows } = await db.care.short.query<{ changed_at: Date }>(
    'select changed_at from people.person',
  )
  assert.deepEqual(rows[0]!.changed_at, learnt)
  await save(db, [{ ...person, phones: ['07700 900456'] }], later)
  const history = await db.care.short.query('select from people.link_history')
  assert.equal(history.rowCount, 0, 'a new telephone number is no new link')
})

function without({ personId: _, source: __, ...fields }: Omit<SourcePerson, 'sourceId'>) {
  return fields
}
