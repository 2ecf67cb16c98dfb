import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { bareArray, copyRows, hexArray, textArray } from './copy-rows.ts'
import { testDatabases } from './testing.ts'

/** Whatever PostgreSQL takes as text: no NUL, no half of a surrogate pair. */
const text = fc
  .string({ unit: fc.oneof(fc.constantFrom('\\', '\t', '\n', '\r', '"', 'N', '.'), fc.string()) })
  .map((value) => value.replaceAll('\0', '').toWellFormed())
const bytes = fc.uint8Array({ maxLength: 40 }).map((value) => Buffer.from(value))
const row = fc.record({
  text: fc.option(text),
  bytes: fc.option(bytes),
  digest: fc.option(bytes),
  json: fc.option(fc.jsonValue().map((value) => JSON.parse(JSON.stringify(value)))),
  id: fc.uuid(),
  texts: fc.array(text, { maxLength: 3 }),
  flag: fc.boolean(),
  count: fc.option(fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 })),
})
const TABLE = `create temporary table told (at int, text text, bytes bytea, digest bytea, json json, id uuid,
    texts text[], flag boolean, count int)
  on commit drop`

const TOLD = 'text, bytes, digest, json, id, texts, flag, count'
const SHAPES = ['bare', 'text', 'text', 'text', 'json', 'bare', 'text'] as const

const WAYS = ['transaction', 'copying'] as const

test('what goes in comes out as it went in, by COPY and by insert', async (t) => {
  const { care } = await testDatabases(t)
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...WAYS),
      fc.array(row, { minLength: 1, maxLength: 20 }),
      async (way, rows) => {
        const found = await care[way](async (tx) => {
          await tx.query(TABLE)
          const cells = rows.map((one, at) => [
            at,
            one.text,
            one.bytes,
            one.digest,
            one.json === null ? null : JSON.stringify(one.json),
            one.id,
            textArray(one.texts),
            one.flag,
            one.count,
          ])
          copyRows(tx, `told (at, ${TOLD})`, cells, SHAPES)
          return (await tx.query(`select ${TOLD} from told order by at`)).rows
        })
        assert.deepEqual(
          found.map((one) => ({ ...one })),
          rows.map((one) => ({ ...one })),
        )
      },
    ),
    { numRuns: 100 },
  )
})

test('arrays of ids and of hashes are read as they are', async (t) => {
  const { care } = await testDatabases(t)
  const ids = ['0190a6b0-0000-7000-8000-000000000001', '0190a6b0-0000-7000-8000-000000000002']
  const hashes = [Buffer.from('00ff', 'hex'), Buffer.from('', 'hex')]
  const { rows } = await care.short.query('select $1::uuid[] as ids, $2::bytea[] as hashes', [
    bareArray(ids),
    hexArray(hashes.map((hash) => hash.toString('hex'))),
  ])
  assert.deepEqual({ ...rows[0] }, { ids, hashes })
})

test('a write that nobody waits for is committed with the rest, or its own failure is what shows', async (t) => {
  const { care } = await testDatabases(t)
  const columns = 'kernel.news (topic, key)'
  for (const way of WAYS) {
    await care[way](async (tx) => copyRows(tx, columns, [['t', 'kept']]))
    await assert.rejects(
      care[way](async (tx) => {
        copyRows(tx, columns, [['t', 'lost']])
        copyRows(tx, columns, [['t', null]])
        await tx.query('select 1')
      }),
      { code: '23502' },
    )
    await assert.rejects(
      care[way](async (tx) => copyRows(tx, columns, [[null, 'lost']])),
      { code: '23502' },
    )
  }
  const { rows } = await care.short.query('select key from kernel.news')
  assert.deepEqual(rows, [{ key: 'kept' }, { key: 'kept' }])
})
