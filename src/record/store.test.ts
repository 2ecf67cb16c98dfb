import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Databases, derivedId } from '../kernel/index.ts'
import { testDatabases } from '../kernel/testing.ts'
import type { CareEvent } from './event.ts'
import type { ParsedResource } from './resource.ts'
import { storeEvents } from './store-events.ts'
import { storeResources } from './store-resources.ts'

const monday = new Date('2026-03-02T09:00:00Z')
const tuesday = new Date('2026-03-03T09:00:00Z')
const martha = derivedId('test', 'martha')
const ruth = derivedId('test', 'ruth')

const penicillin: ParsedResource = {
  type: 'AllergyIntolerance',
  sourceId: 'A1',
  personId: martha,
  content: { resourceType: 'AllergyIntolerance', id: 'A1', code: { text: 'Penicillin' } },
}
const stay: CareEvent = {
  personId: martha,
  eventKey: 'V1',
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

test('the same resource twice is one; a change is a further version', async (t) => {
  const db = await testDatabases(t)
  assert.deepEqual(await resources(db, monday, [penicillin]), { new: 1, changed: 0, unchanged: 0 })
  const stamped = { ...penicillin.content, meta: { lastUpdated: '2026-03-03T00:00:00Z' } }
  assert.deepEqual(await resources(db, tuesday, [{ ...penicillin, content: stamped }]), {
    new: 0,
    changed: 0,
    unchanged: 1,
  })
  const worse = { ...penicillin, content: { ...penicillin.content, criticality: 'high' } }
  assert.deepEqual(await resources(db, tuesday, [worse]), { new: 0, changed: 1, unchanged: 0 })
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

test('a resource that its source gives to another person leaves the first one', async (t) => {
  const db = await testDatabases(t)
  await resources(db, monday, [penicillin])
  await events(db, monday, [stay])
  await resources(db, tuesday, [{ ...penicillin, personId: ruth }])
  assert.deepEqual(await events(db, tuesday, [{ ...stay, personId: ruth }]), {
    new: 0,
    changed: 1,
    unchanged: 0,
  })
  const open = await db.care.short.query(
    'select person_id from record.resource where superseded_at is null union all select person_id from record.event',
  )
  assert.deepEqual(
    open.rows.map((row) => row.person_id),
    [ruth, ruth],
  )
  // And back again: the correction was itself mistaken.
  await resources(db, tuesday, [penicillin])
  const back = await db.care.short.query(
    'select person_id, version from record.resource where superseded_at is null',
  )
  assert.deepEqual(
    back.rows.map((row) => ({ ...row })),
    [{ person_id: martha, version: 2 }],
  )
})

test('an event keeps when it was first learnt and when it last changed', async (t) => {
  const db = await testDatabases(t)
  assert.equal((await events(db, monday, [stay])).new, 1)
  assert.equal((await events(db, tuesday, [stay])).unchanged, 1)
  const left: CareEvent = { ...stay, status: 'finished', endAt: '2026-03-03T08:00:00Z' }
  assert.equal((await events(db, tuesday, [left])).changed, 1)
  const { rows } = await db.care.short.query(
    'select status, learnt_at, changed_at from record.event',
  )
  assert.deepEqual({ ...rows[0] }, { status: 'finished', learnt_at: monday, changed_at: tuesday })
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
