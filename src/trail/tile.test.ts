import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import {
  bundlePath,
  joinEntries,
  readIndexPath,
  splitEntries,
  splitHashes,
  tilePath,
  widthOf,
} from './tile.ts'

test('tiles are addressed as C2SP tlog-tiles says', () => {
  assert.equal(tilePath({ level: 0, n: 1234067, width: 256 }), 'tile/0/x001/x234/067')
  assert.equal(tilePath({ level: 2, n: 0, width: 1 }), 'tile/2/000.p/1')
  assert.equal(bundlePath({ n: 999, width: 256 }), 'tile/entries/999')
  assert.equal(bundlePath({ n: 1000, width: 8 }), 'tile/entries/x001/000.p/8')
})

test('an address is read in its one spelling only', () => {
  fc.assert(
    fc.property(fc.nat(2_000_000_000), fc.integer({ min: 1, max: 256 }), (n, width) => {
      const path = tilePath({ level: 0, n, width }).slice('tile/0/'.length)
      assert.deepEqual(readIndexPath(path), { n, width })
    }),
  )
  const wrong = ['', '1', '0001', 'x000/001', '001/002', 'x001', '000.p/0', '000.p/256', '000.p/01']
  for (const path of [...wrong, '000.p/', '../000', '000.p/1/', '-01', '000?']) {
    assert.equal(readIndexPath(path), undefined, path)
  }
})

test('the widths of the example in C2SP tlog-tiles', () => {
  assert.equal(widthOf(0, 272, 70_000), 256)
  assert.equal(widthOf(0, 273, 70_000), 112)
  assert.equal(widthOf(1, 1, 70_000), 17)
  assert.equal(widthOf(2, 0, 70_000), 1)
  assert.equal(widthOf(0, 274, 70_000), 0)
})

test('a bundle gives back the entries that went in, and one that is cut short gives nothing', () => {
  const entries = fc.array(fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)))
  fc.assert(
    fc.property(entries, (given) => {
      const bundle = joinEntries(given)
      assert.deepEqual(splitEntries(bundle), given)
      if (bundle.length > 0) assert.equal(splitEntries(bundle.subarray(0, -1)), undefined)
    }),
  )
})

test('bytes that are not whole hashes are not a tile', () => {
  assert.equal(splitHashes(Buffer.alloc(33)), undefined)
  assert.equal(splitHashes(Buffer.alloc(64))?.length, 2)
})
