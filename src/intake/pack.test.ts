import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { pack, unpack } from './pack.ts'

const item = fc.record({
  place: fc.string({ unit: 'binary' }),
  sequence: fc.nat(),
  bytes: fc.option(
    fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
    { nil: undefined },
  ),
})

test('what is packed comes out as it went in, byte for byte, and what is too large stays out', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(item, { maxLength: 40 }), async (given) => {
      const items = given.map(({ bytes, ...one }) => ({
        ...one,
        size: bytes?.length ?? 20_000_000,
        ...(bytes === undefined ? {} : { bytes }),
      }))
      assert.deepEqual(unpack(await pack(items)), items)
    }),
  )
})
