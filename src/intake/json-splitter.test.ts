import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import fc from 'fast-check'
import { type JsonEntry, JsonSplitter } from './json-splitter.ts'

const LIMIT = 1 << 20

function split(text: string, cuts: number[] = [], limit = LIMIT) {
  const bytes = Buffer.from(text)
  const splitter = new JsonSplitter(limit)
  const entries: JsonEntry[] = []
  const places = [...new Set(cuts.map((cut) => cut % (bytes.length + 1)))].sort((a, b) => a - b)
  let from = 0
  for (const to of [...places, bytes.length]) {
    entries.push(...splitter.push(bytes.subarray(from, to)))
    from = to
  }
  return { entries, shape: splitter.shape(), inEntry: splitter.inEntry(), bytes }
}

const texts = (entries: JsonEntry[]) => entries.map(({ bytes }) => bytes?.toString())

test('entries come out with their exact bytes and place, whatever the order of the keys', () => {
  const text =
    '\n{ "entry" : [ {"a":"}]\\"{"} ,\n[1,[2]], "x\\\\", 12 ,null], "resourceType":"Bundle"}\n'
  const { entries, shape, bytes } = split(text)
  assert.deepEqual(texts(entries), ['{"a":"}]\\"{"}', '[1,[2]]', '"x\\\\"', '12', 'null'])
  for (const entry of entries) {
    const cut = bytes.subarray(entry.offset, entry.offset + entry.size)
    assert.deepEqual(cut, entry.bytes)
    assert.deepEqual(createHash('sha256').update(cut).digest('hex'), entry.hash)
  }
  assert.deepEqual(
    entries.map(({ number }) => number),
    [1, 2, 3, 4, 5],
  )
  assert.equal(shape.resourceType, 'Bundle')
  assert.equal(shape.closed, true)
  assert.deepEqual(JSON.parse(shape.envelope!.toString()), {
    entry: [0, 0, 0, 0, 0],
    resourceType: 'Bundle',
  })
})

test('only the list called entry of the outermost object is split', () => {
  assert.equal(split('{"a":{"entry":[1]},"b":"entry","c":["entry",[1]]}').entries.length, 0)
  assert.equal(split('[{"entry":[1]}]').entries.length, 0)
  assert.equal(split('{"entry":{"entry":[1]}}').entries.length, 0)
  assert.deepEqual(texts(split('{"\\u0065ntry":[7]}').entries), ['7'])
  assert.equal(split('{"entry":[]}').shape.entries, 0)
})

test('what is wrong around the entries shows in the envelope', () => {
  for (const text of [
    '{"entry":[{} {}]}',
    '{"entry":[{},]}',
    '{"entry":[{}]',
    '{"entry":[{}]}}',
    '{"a" 1}',
  ]) {
    const { envelope } = split(text).shape
    assert.throws(() => JSON.parse(envelope!.toString()), SyntaxError, text)
  }
})

test('a file that stops says in which entry', () => {
  const { shape, inEntry } = split('{"entry":[{"a":1},{"b":')
  assert.equal(shape.closed, false)
  assert.equal(inEntry, 2)
})

test('a second value on a line of its own is noticed', () => {
  assert.equal(split('{"a":1}\n{"b":2}\n').shape.secondLineAt, 8)
  assert.equal(split('{"a":1}\n').shape.secondLineAt, undefined)
  assert.equal(split('{"a":\n{"b":2}}').shape.secondLineAt, undefined)
})

test('an entry over the limit is hashed and not kept', () => {
  const big = JSON.stringify({ text: 'x'.repeat(5000) })
  const { entries } = split(`{"entry":[{"a":1},${big},{"b":2}]}`, [100, 1000, 3000], 1000)
  assert.deepEqual(texts(entries), ['{"a":1}', undefined, '{"b":2}'])
  assert.deepEqual(entries[1]!.hash, createHash('sha256').update(big).digest('hex'))
  assert.equal(entries[1]!.size, Buffer.byteLength(big))
})

const json = fc.jsonValue({ maxDepth: 4 })
const bundle = fc.record(
  { entry: fc.array(json, { maxLength: 8 }), type: json, resourceType: fc.string(), 'e"n': json },
  { requiredKeys: ['entry'] },
)

test('agrees with JSON.parse on any bundle, cut into any chunks', () => {
  fc.assert(
    fc.property(
      bundle,
      fc.constantFrom(undefined, 1, '\t'),
      fc.array(fc.nat(), { maxLength: 12 }),
      (value, space, cuts) => {
        const keys = Object.keys(value)
        const shuffled = Object.fromEntries(
          keys.reverse().map((key) => [key, value[key as 'entry']]),
        )
        const { entries, shape } = split(JSON.stringify(shuffled, null, space), cuts)
        const parsed = entries.map(({ bytes }) => JSON.parse(bytes!.toString()))
        assert.deepEqual(parsed, JSON.parse(JSON.stringify(value.entry)))
        const envelope = JSON.parse(shape.envelope!.toString())
        assert.deepEqual({ ...envelope, entry: parsed }, JSON.parse(JSON.stringify(value)))
        if (value.resourceType !== undefined && Buffer.byteLength(value.resourceType) < 200) {
          assert.equal(shape.closed, true)
        }
      },
    ),
    { numRuns: 500 },
  )
})
