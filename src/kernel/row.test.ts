import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { column, rowReader } from './row.ts'
import { personCalled, testDatabases } from './testing.ts'

const read = rowReader('people.link', {
  person_id: column.personId,
  basis: column.oneOf('alone', 'merge'),
  members: column.listOf(column.personId),
  until: column.orNull(column.moment),
})
const martha = personCalled('martha')
const row = { person_id: martha, basis: 'alone', members: [martha], until: null }

test('a row of the shape that is expected is read as it stands', () => {
  assert.equal(read(row), row)
  assert.deepEqual(read({ ...row, until: new Date(0) }).until, new Date(0))
})

test('any other row is named by table, column and what should stand there, and never by what does', () => {
  const faulty = fc.oneof(
    fc.record({
      person_id: fc.oneof(fc.integer(), fc.string(), fc.constant(`${martha} `), fc.constant(null)),
    }),
    fc.record({ basis: fc.constantFrom('ALONE', '', 'constructor', null, 0) }),
    fc.record({ members: fc.constantFrom(null, martha, [martha, 'x'], [null], {}) }),
    fc.record({ until: fc.constantFrom('2026-03-01', 0, undefined) }),
  )
  fc.assert(
    fc.property(faulty, (wrong) => {
      const [name] = Object.keys(wrong) as [string]
      assert.throws(
        () => read({ ...row, ...wrong }),
        (error: Error) => {
          assert.match(error.message, new RegExp(`^a row of people.link cannot be read: ${name} `))
          assert.ok(!error.message.includes(martha))
          return true
        },
      )
    }),
  )
})

test('a column that the statement does not give is named as left out', () => {
  const { basis: _, ...rest } = row
  assert.throws(
    () => read(rest),
    /basis, which the statement does not give, is not one of alone, merge$/,
  )
})

test('what PostgreSQL gives for each kind of column is read', async (t) => {
  const { owner } = await testDatabases(t)
  const readAll = rowReader('all', {
    a: column.text,
    b: column.object,
    c: column.flag,
    d: column.moment,
    e: column.bytes,
    f: column.count,
    g: column.place,
    h: column.personId,
    i: column.texts,
    j: column.said,
    k: column.orNull(column.count),
  })
  const { rows } = await owner.short.query(
    `select 'a' as a, '{"b": 1}'::jsonb as b, true as c, now() as d, '\\x00'::bytea as e, 9007199254740993 as f,
      7 as g, $1::uuid as h, array['i'] as i, '{"j": "k"}'::json as j, null as k`,
    [martha],
  )
  assert.deepEqual(rows.map(readAll), rows)
})
