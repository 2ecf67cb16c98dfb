import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { append, emptyEdge, resumeEdge, rootOf } from './edge.ts'
import { edgeOf, type FullTile, readNodes, type Tile, tilesFor } from './tile.ts'
import {
  consistencyProof,
  EMPTY_ROOT,
  type Hash,
  inclusionProof,
  leafHash,
  type NodeReader,
  nodeHash,
  treeRoot,
  verifyConsistency,
  verifyInclusion,
} from './tree.ts'

/** The test tree of the certificate-transparency project, used by every implementation of RFC 6962. */
const INPUTS = [
  '',
  '00',
  '10',
  '2021',
  '3031',
  '40414243',
  '5051525354555657',
  '606162636465666768696a6b6c6d6e6f',
]
const ROOTS = [
  'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
  '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
  'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
  '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
]
const INCLUSION: [index: number, size: number, proof: string[]][] = [
  [0, 1, []],
  [
    0,
    8,
    [
      '96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7',
      '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
      '6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4',
    ],
  ],
  [
    5,
    8,
    [
      'bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b',
      'ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0',
      'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
    ],
  ],
  [2, 3, ['fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125']],
  [
    1,
    5,
    [
      '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
      '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
      'bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b',
    ],
  ],
]
const CONSISTENCY: [from: number, to: number, proof: string[]][] = [
  [1, 1, []],
  [
    1,
    8,
    [
      '96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7',
      '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
      '6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4',
    ],
  ],
  [
    6,
    8,
    [
      '0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a',
      'ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0',
      'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
    ],
  ],
  [
    2,
    5,
    [
      '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
      'bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b',
    ],
  ],
]

const leaves = INPUTS.map((hex) => leafHash(Buffer.from(hex, 'hex')))
const hexes = (hashes: readonly Hash[]) => hashes.map((hash) => hash.toString('hex'))

test('the roots of the well-known test tree', () => {
  const edge = emptyEdge()
  for (const [size, root] of ROOTS.entries()) {
    assert.equal(treeRoot(size, readerOf(leaves)).toString('hex'), root)
    assert.equal(rootOf(edge).toString('hex'), root)
    if (size < leaves.length) append(edge, leaves[size]!)
  }
})

test('the inclusion proofs of the well-known test tree', () => {
  for (const [index, size, proof] of INCLUSION) {
    const made = inclusionProof(index, size, readerOf(leaves))
    assert.deepEqual(hexes(made), proof)
    const root = Buffer.from(ROOTS[size]!, 'hex')
    assert.ok(verifyInclusion({ index, size, leaf: leaves[index]! }, made, root))
  }
})

test('the consistency proofs of the well-known test tree', () => {
  for (const [from, to, proof] of CONSISTENCY) {
    const made = consistencyProof(from, to, readerOf(leaves))
    assert.deepEqual(hexes(made), proof)
    assert.ok(verifyConsistency(headOf(from), headOf(to), made))
  }
})

test('every proof of every small tree holds, and no other root, index or proof passes', () => {
  const many = randomLeaves(40)
  const node = readerOf(many)
  const head = (size: number) => ({ size, root: treeRoot(size, node) })
  for (let size = 1; size <= many.length; size++) {
    const { root } = head(size)
    for (let index = 0; index < size; index++) {
      const proof = inclusionProof(index, size, node)
      assert.ok(verifyInclusion({ index, size, leaf: many[index]! }, proof, root))
      for (const bad of damaged(proof)) {
        assert.ok(!verifyInclusion({ index, size, leaf: many[index]! }, bad, root))
      }
      const other = (index + 1) % size
      if (other !== index) {
        assert.ok(!verifyInclusion({ index: other, size, leaf: many[index]! }, proof, root))
      }
    }
    assert.deepEqual(consistencyProof(0, size, node), [])
    assert.ok(!verifyConsistency(head(0), head(size), []))
    for (let from = 1; from <= size; from++) {
      const proof = consistencyProof(from, size, node)
      assert.ok(verifyConsistency(head(from), head(size), proof))
      for (const bad of damaged(proof)) assert.ok(!verifyConsistency(head(from), head(size), bad))
      const lie = { size: from, root: leafHash(Buffer.from('lie')) }
      assert.ok(!verifyConsistency(lie, head(size), proof))
    }
  }
})

test('a tree of any size: tiles alone give the root and every proof', () => {
  const size = fc.integer({ min: 1, max: 70_000 })
  const two = fc.tuple(size, size).map(([a, b]) => [Math.min(a, b), Math.max(a, b)] as const)
  const { tilesAt, leafAt } = bigTree(70_000)
  fc.assert(
    fc.property(
      two,
      fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }),
      ([from, to], at) => {
        const index = Math.floor(at * to)
        const work = (node: NodeReader) => ({
          old: { size: from, root: treeRoot(from, node) },
          now: { size: to, root: treeRoot(to, node) },
          grew: consistencyProof(from, to, node),
          holds: inclusionProof(index, to, node),
        })
        const done = work(readNodes(tilesAt(to, tilesFor(to, work))))
        assert.ok(verifyConsistency(done.old, done.now, done.grew))
        const leaf = leafAt(index)
        assert.ok(verifyInclusion({ index, size: to, leaf }, done.holds, done.now.root))
      },
    ),
    { numRuns: 60 },
  )
})

test('a tree taken up again from its open tiles goes on as if it had never stopped', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 1_500 }),
      fc.integer({ min: 0, max: 600 }),
      (before, after) => {
        const whole = emptyEdge()
        const filled: FullTile[] = []
        const many = leavesOf(before + after)
        for (const leaf of many.slice(0, before)) filled.push(...append(whole, leaf))
        const open = whole.open.map((hashes) => [...hashes])
        const resumed = resumeEdge(before, open)
        assert.deepEqual(rootOf(resumed), rootOf(whole))
        for (const leaf of many.slice(before)) {
          assert.deepEqual(append(resumed, leaf), append(whole, leaf))
        }
        assert.deepEqual(rootOf(resumed), rootOf(whole))
      },
    ),
    { numRuns: 25 },
  )
})

test('the edge of a tree is its unfinished tiles', () => {
  assert.deepEqual(edgeOf(0), [])
  assert.deepEqual(edgeOf(256), [{ level: 1, n: 0, width: 1 }])
  assert.deepEqual(edgeOf(70_000), [
    { level: 0, n: 273, width: 112 },
    { level: 1, n: 1, width: 17 },
    { level: 2, n: 0, width: 1 },
  ])
})

test('proofs of leaves and trees that are not there are refused', () => {
  const node = readerOf(leaves)
  assert.throws(() => inclusionProof(8, 8, node), RangeError)
  assert.throws(() => inclusionProof(-1, 8, node), RangeError)
  assert.throws(() => consistencyProof(9, 8, node), RangeError)
  assert.ok(!verifyInclusion({ index: 8, size: 8, leaf: leaves[0]! }, [], EMPTY_ROOT))
  assert.ok(!verifyConsistency(headOf(8), headOf(7), []))
})

function headOf(size: number) {
  return { size, root: Buffer.from(ROOTS[size]!, 'hex') }
}

/** Straight from the definition, as something to hold the tiles against. */
function readerOf(all: readonly Hash[]): NodeReader {
  const node: NodeReader = (height, index) =>
    height === 0
      ? all[index]!
      : nodeHash(node(height - 1, index * 2), node(height - 1, index * 2 + 1))
  return node
}

function* damaged(proof: readonly Hash[]): Iterable<Hash[]> {
  yield [...proof, leafHash(Buffer.from('more'))]
  if (proof.length > 0) yield proof.slice(1)
  for (let at = 0; at < proof.length; at++) {
    const bad = [...proof]
    bad[at] = leafHash(Buffer.from('other'))
    yield bad
  }
}

function randomLeaves(count: number): Hash[] {
  return fc
    .sample(fc.uint8Array({ minLength: 32, maxLength: 32 }), count)
    .map((b) => Buffer.from(b))
}

function leavesOf(count: number): Hash[] {
  return Array.from({ length: count }, (_, at) => leafHash(Buffer.from(String(at))))
}

function bigTree(size: number) {
  const all = leavesOf(size)
  const edge = emptyEdge()
  const levels: Hash[][] = [all]
  for (const leaf of all) {
    for (const { level, root } of append(edge, leaf)) {
      levels[level + 1] ??= []
      levels[level + 1]!.push(root)
    }
  }
  const tilesAt = (
    _: number,
    addresses: readonly { level: number; n: number; width: number }[],
  ): Tile[] =>
    addresses.map(({ level, n, width }) => ({
      level,
      n,
      hashes: levels[level]!.slice(n * 256, n * 256 + width),
    }))
  return { tilesAt, leafAt: (index: number) => all[index]! }
}
