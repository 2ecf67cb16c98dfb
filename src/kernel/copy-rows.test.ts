import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { binaryRows } from './binary-rows.ts'
import { copyRows, hexArray, idArray } from './copy-rows.ts'
import { failedOfContent } from './failed-of.ts'
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
  ids: fc.array(fc.uuid(), { maxLength: 3 }),
  flag: fc.boolean(),
  count: fc.option(fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 })),
  long: fc.option(fc.maxSafeInteger()),
  moment: fc.option(
    fc.date({ min: new Date('0001-01-01'), max: new Date('9999-12-31'), noInvalidDate: true }),
  ),
  day: fc.option(
    fc
      .date({ min: new Date('0001-01-01'), max: new Date('9999-12-31'), noInvalidDate: true })
      .map((date) => date.toISOString().slice(0, 10)),
  ),
})
const TABLE = `create temporary table told (at int, text text, bytes bytea, digest bytea, json json,
    jsonb jsonb, id uuid, texts text[], ids uuid[], flag boolean, count int, long bigint,
    moment timestamptz, said timestamptz, day date)
  on commit drop`

const TOLD =
  'text, bytes, digest, json, jsonb, id, texts, ids, flag, count, long, moment, said, day'
const SHAPES = [
  ...(['int', 'text', 'bytes', 'bytes', 'text', 'jsonb', 'uuid', 'texts', 'uuids'] as const),
  ...(['flag', 'int', 'bigint', 'moment', 'moment', 'day'] as const),
]
/** As PostgreSQL shows them, whatever a driver makes of that. */
const READ = TOLD.replace('long', 'long::text').replace('day', 'day::text')

const TEXTS = ['text', 'text'] as const
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
            one.json === null ? null : JSON.stringify(one.json).replaceAll('\\u0000', ''),
            one.id,
            one.texts,
            one.ids,
            one.flag,
            one.count,
            one.long,
            one.moment,
            one.moment?.toISOString(),
            one.day,
          ])
          copyRows(tx, `told (at, ${TOLD})`, cells, SHAPES)
          return (await tx.query(`select ${READ} from told order by at`)).rows
        })
        assert.deepEqual(
          found.map((one) => ({ ...one })),
          rows.map(({ json, long, moment, ...one }) => ({
            ...{ ...one, json, moment, said: moment, long: long === null ? null : String(long) },
            jsonb:
              json === null ? null : JSON.parse(JSON.stringify(json).replaceAll('\\u0000', '')),
          })),
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
    idArray(ids),
    hexArray(hashes.map((hash) => hash.toString('hex'))),
  ])
  assert.deepEqual({ ...rows[0] }, { ids, hashes })
})

test('a write that nobody waits for is committed with the rest, or its own failure is what shows', async (t) => {
  const { care } = await testDatabases(t)
  const columns = 'kernel.news (topic, key)'
  for (const way of WAYS) {
    await care[way](async (tx) => copyRows(tx, columns, [['t', 'kept']], TEXTS))
    await assert.rejects(
      care[way](async (tx) => {
        copyRows(tx, columns, [['t', 'lost']], TEXTS)
        copyRows(tx, columns, [['t', null]], TEXTS)
        await tx.query('select 1')
      }),
      { code: '23502' },
    )
    await assert.rejects(
      care[way](async (tx) => copyRows(tx, columns, [[null, 'lost']], TEXTS)),
      { code: '23502' },
    )
  }
  const { rows } = await care.short.query('select key from kernel.news')
  assert.deepEqual(rows, [{ key: 'kept' }, { key: 'kept' }])
})

test('what is not of its column’s type is the fault of what was given, and nothing of it is kept', async (t) => {
  const { care } = await testDatabases(t)
  const wrong = [
    ['uuid', 'no id'],
    ['uuid', '0190a6b0-0000-7000-8000-00000000000'],
    ['moment', 'yesterday'],
    ['day', '2026-02'],
    ['day', '2026-02-30'],
    ['moment', '2026-02-30T10:00:00Z'],
    ['int', 2 ** 31],
    ['bigint', 0.5],
    ['text', 'a\0b'],
  ] as const
  const types = { moment: 'timestamptz', day: 'date', flag: 'boolean' } as const
  for (const [shape, cell] of wrong) {
    const type = Object.hasOwn(types, shape) ? types[shape as keyof typeof types] : shape
    await assert.rejects(
      care.copying(async (tx) => {
        await tx.query(`create temporary table told (cell ${type}) on commit drop`)
        copyRows(tx, 'told (cell)', [[cell]], [shape])
      }),
      (error) => failedOfContent(error),
      `${shape} ${cell}`,
    )
  }
})

test('texts of any length and any signs are written whole', () => {
  const long = ['é'.repeat(40_000), 'x'.repeat(20_000), '𝄞'.repeat(9_000), '']
  const bytes = binaryRows([long], ['text', 'text', 'text', 'text'])
  for (const text of long) assert.ok(bytes.includes(Buffer.from(text)))
  const sizes = long.reduce((sum, text) => sum + 4 + Buffer.byteLength(text), 0)
  assert.equal(bytes.length, 19 + 2 + sizes + 2)
})
