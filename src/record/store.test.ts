import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { Databases } from '../kernel/index.ts'
import { personCalled, testDatabases } from '../kernel/testing.ts'
import type { CareEvent } from './event.ts'
import { otherEvents } from './queries-read.ts'
import type { ParsedResource } from './resource.ts'
import { withdrawEvents } from './store-events.ts'
import { STAMP, storeEvents, storeResources, told } from './testing.ts'

const monday = new Date('2026-03-02T09:00:00Z')
const tuesday = new Date('2026-03-03T09:00:00Z')
const wednesday = new Date('2026-03-04T09:00:00Z')
const martha = personCalled('martha')
const ruth = personCalled('ruth')

const penicillin: ParsedResource = {
  type: 'AllergyIntolerance',
  sourceId: 'A1',
  personId: martha,
  stamp: STAMP,
  content: { resourceType: 'AllergyIntolerance', id: 'A1', code: { text: 'Penicillin' } },
}
const stay: CareEvent = {
  personId: martha,
  ...told('V1'),
  kind: 'stay',
  status: 'active',
  startAt: '2026-03-01T10:12:00Z',
  organisation: 'RXS',
  unit: 'Ward 6',
  label: 'Hospital stay',
  detail: { reason: 'Fall' },
}

function resources(db: Databases, learntAt: Date, list: ParsedResource[]) {
  return db.care.transaction((tx) => storeResources(tx, 'mere-general', learntAt, list))
}

function events(db: Databases, learntAt: Date, list: CareEvent[]) {
  return db.care.transaction((tx) => storeEvents(tx, 'mere-general', learntAt, list))
}

function counted(more: Partial<Awaited<ReturnType<typeof resources>>>) {
  return { new: 0, changed: 0, unchanged: 0, shared: [], ...more }
}

test('the same resource twice is one; a change is a further version', async (t) => {
  const db = await testDatabases(t)
  assert.deepEqual(await resources(db, monday, [penicillin]), counted({ new: 1 }))
  const stamped = { ...penicillin.content, meta: { lastUpdated: '2026-03-03T00:00:00Z' } }
  const again = await resources(db, tuesday, [{ ...penicillin, content: stamped }])
  assert.deepEqual(again, counted({ unchanged: 1 }))
  const worse = { ...penicillin, content: { ...penicillin.content, criticality: 'high' } }
  assert.deepEqual(await resources(db, tuesday, [worse]), counted({ changed: 1 }))
  const { rows } = await db.care.short.query<{ version: number; open: boolean }>(
    'select version, superseded_at is null as open from record.resource order by version',
  )
  assert.deepEqual(
    rows.map((row) => ({ ...row })),
    [
      { version: 1, open: false },
      { version: 2, open: true },
    ],
  )
})

test('an id that a source gives to two people is a doubt: both keep what they have, marked', async (t) => {
  const db = await testDatabases(t)
  await resources(db, monday, [penicillin])
  const { shared, ...counts } = await resources(db, tuesday, [{ ...penicillin, personId: ruth }])
  assert.deepEqual(counts, { new: 1, changed: 0, unchanged: 0 })
  assert.deepEqual(shared, [{ personIds: [martha, ruth].sort() }])
  const open = await db.care.short.query(
    `select person_id, contested from record.resource where superseded_at is null order by person_id`,
  )
  assert.deepEqual(
    open.rows.map((row) => ({ ...row })),
    [martha, ruth].sort().map((person_id) => ({ person_id, contested: true })),
  )
  // Told once: the doubt is open already. What comes later on the same id is marked from the start.
  const worse = { ...penicillin, content: { ...penicillin.content, criticality: 'high' } }
  const later = { ...worse, stamp: `${STAMP}~later` }
  assert.deepEqual(await resources(db, tuesday, [later]), counted({ changed: 1 }))
  const { rows } = await db.care.short.query(
    'select from record.resource where superseded_at is null and not contested',
  )
  assert.equal(rows.length, 0)
})

test('the greatest stamp stands, whatever came first; what is older is kept beside it', async (t) => {
  const db = await testDatabases(t)
  const at = (stamp: string, note: string): ParsedResource => ({
    ...penicillin,
    stamp,
    content: { ...penicillin.content, note },
  })
  const words = [at('1', 'one'), at('2', 'two'), at('3', 'three'), at('4', 'one')]
  let person = 0
  await fc.assert(
    fc.asyncProperty(
      fc.shuffledSubarray([...words, ...words], { minLength: 8 }),
      fc.array(fc.integer({ min: 1, max: 7 }), { maxLength: 3 }),
      async (order, cuts) => {
        person += 1
        const personId = personCalled(String(person))
        const edges = [0, ...cuts.sort((a, b) => a - b), order.length]
        for (const [index, edge] of edges.slice(1).entries()) {
          const part = order.slice(edges[index], edge)
          await resources(
            db,
            monday,
            part.map((word) => ({ ...word, personId, sourceId: `A${person}` })),
          )
        }
        const { rows } = await db.care.short.query(
          `select content::json ->> 'note' as note, stamp from record.resource
            where person_id = $1 and superseded_at is null`,
          [personId],
        )
        assert.deepEqual(
          rows.map((row) => ({ ...row })),
          [{ note: 'one', stamp: '4' }],
        )
      },
    ),
    { numRuns: 40 },
  )
})

test('what the next return says again is so as at its day', async (t) => {
  const db = await testDatabases(t)
  const september = { ...penicillin, stamp: '2026-09-30', asAt: '2026-09-30' }
  const december = { ...penicillin, stamp: '2026-12-31', asAt: '2026-12-31' }
  await resources(db, monday, [september])
  assert.equal((await resources(db, tuesday, [december])).unchanged, 1)
  const { rows } = await db.care.short.query('select as_at::text from record.resource')
  assert.deepEqual({ ...rows[0] }, { as_at: '2026-12-31' })
})

test('an event is kept in versions: what was said, when it was learnt, and until when it stood', async (t) => {
  const db = await testDatabases(t)
  assert.equal((await events(db, monday, [stay])).new, 1)
  assert.equal((await events(db, tuesday, [stay])).unchanged, 1)
  const left: CareEvent = { ...stay, status: 'finished', endAt: '2026-03-03T08:00:00Z' }
  assert.equal((await events(db, tuesday, [left])).changed, 1)
  const first = { first_learnt_at: monday, learnt_at: monday }
  const second = { first_learnt_at: monday, learnt_at: tuesday }
  const versions = async () => {
    const { rows } =
      await db.care.short.query(`select version, status, first_learnt_at, learnt_at, superseded_at
      from record.event order by version`)
    return rows.map((row) => ({ ...row }))
  }
  assert.deepEqual(await versions(), [
    { version: 1, status: 'active', ...first, superseded_at: tuesday },
    { version: 2, status: 'finished', ...second, superseded_at: null },
  ])
  // Taken back, it stands no more; told again, it stands again.
  await db.care.transaction((tx) => withdrawEvents(tx, [left], wednesday))
  await db.care.transaction((tx) => withdrawEvents(tx, [left], wednesday))
  assert.equal((await events(db, tuesday, [left])).changed, 1)
  const third = { first_learnt_at: monday, learnt_at: wednesday }
  assert.deepEqual((await versions()).slice(1), [
    { version: 2, status: 'finished', ...second, superseded_at: wednesday },
    { version: 3, status: 'finished', ...third, superseded_at: null },
  ])
})

test('of two that correct one event at once both words are kept, one after the other', async (t) => {
  const db = await testDatabases(t)
  await events(db, monday, [stay])
  const wards = ['Ward 1', 'Ward 2', 'Ward 3', 'Ward 4']
  await Promise.all(wards.map((unit) => events(db, tuesday, [{ ...stay, unit }])))
  const { rows } = await db.care.short.query<{ units: string[]; standing: string }>(
    `select array_agg(unit order by unit) as units, count(*) filter (where superseded_at is null) as standing
      from record.event`,
  )
  assert.deepEqual({ ...rows[0] }, { units: [...wards, 'Ward 6'], standing: '1' })
})

test('a moment is kept as exactly as it was told', async (t) => {
  const db = await testDatabases(t)
  const midnight = '2026-03-01T00:00:00Z'
  const told = [midnight, '2026-03-01', '2026-03', '2026']
  await events(
    db,
    monday,
    told.map((startAt) => ({ ...stay, eventId: personCalled(startAt), startAt })),
  )
  const found = await otherEvents(db.care.short, [martha], [], 10)
  const kept = ['2026', '2026-03', '2026-03-01', '2026-03-01T00:00:00.000Z']
  assert.deepEqual(found.map(({ startAt }) => startAt).sort(), kept)
})

test('writers at once end with one current version of each', async (t) => {
  const db = await testDatabases(t)
  const many = Array.from({ length: 200 }, (_, index) => ({
    ...penicillin,
    sourceId: `A${index}`,
  }))
  const edited = (by: string) =>
    many.map((resource) => ({ ...resource, content: { ...resource.content, note: by } }))
  await Promise.all(
    ['a', 'b', 'c', 'd'].map((by, index) =>
      resources(db, monday, index % 2 === 0 ? edited(by) : edited(by).reverse()),
    ),
  )
  const { rows } = await db.care.short.query<{ all: string; open: string }>(
    `select count(*) as all, count(*) filter (where superseded_at is null) as open from record.resource`,
  )
  assert.deepEqual({ ...rows[0] }, { all: '800', open: '200' })
})

test('half a surrogate pair and a NUL do not stop a batch', async (t) => {
  const db = await testDatabases(t)
  const odd = { ...penicillin, content: { ...penicillin.content, note: 'a\ud800b\u0000c' } }
  assert.equal((await resources(db, monday, [odd])).new, 1)
  assert.equal((await resources(db, monday, [odd])).unchanged, 1)
})
