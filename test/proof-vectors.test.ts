import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { verifyConsistency, verifyInclusion } from '../src/trail/tree.ts'
import { checkConsistency, checkInclusion, checkSubtree } from './independent-verifier.ts'
import { consistencyVectors, subtreeConsistencyVectors } from './proof-vectors/consistency.ts'
import { inclusionVectors, subtreeInclusionVectors } from './proof-vectors/inclusion.ts'
import {
  type Bytes,
  flipped,
  NOTHING,
  pathOf,
  type Vector,
  vectorText,
  widthOf,
} from './proof-vectors/vector.ts'

/** The published proof vectors of the transparency projects, answered by us and by a verifier that is not ours. */
const KINDS = {
  inclusion: inclusionVectors(),
  consistency: consistencyVectors(),
  subtreeinclusion: subtreeInclusionVectors(),
  subtreeconsistency: subtreeConsistencyVectors(),
}
const sample: Record<string, { commit: string; text: string }> = JSON.parse(
  readFileSync(join(import.meta.dirname, 'proof-vectors/sample.json'), 'utf8'),
)

test('as many vectors as are published, by kind and folder, and as many right ones', () => {
  const counted = Object.entries(KINDS).map(([kind, all]) => {
    const folders: Record<string, number> = {}
    for (const { folder } of all) folders[folder] = (folders[folder] ?? 0) + 1
    return [kind, all.length, all.filter(({ wantErr }) => !wantErr).length, folders]
  })
  const outside = { 'additional/0': 3, 'additional/1': 3, 'additional/2': 3, 'additional/3': 3 }
  const outsideTwice = {
    'additional/0': 6,
    'additional/1': 6,
    'additional/2': 6,
    'additional/3': 6,
  }
  assert.deepEqual(counted, [
    ['inclusion', 98, 6, { 0: 13, 1: 18, 2: 18, 3: 15, 4: 18, ...outside, 'single-entry': 4 }],
    ['consistency', 98, 6, { 0: 1, 1: 21, 2: 21, 3: 20, 4: 21, additional: 14 }],
    [
      'subtreeinclusion',
      204,
      12,
      { 0: 26, 1: 36, 2: 36, 3: 30, 4: 36, ...outsideTwice, 'single-entry': 8, errors: 8 },
    ],
    [
      'subtreeconsistency',
      285,
      19,
      {
        0: 1,
        1: 24,
        2: 24,
        3: 23,
        4: 24,
        5: 24,
        6: 22,
        7: 23,
        8: 22,
        9: 24,
        10: 23,
        11: 25,
        additional: 26,
      },
    ],
  ])
  const paths = Object.entries(KINDS).flatMap(([kind, all]) => all.map((one) => pathOf(kind, one)))
  assert.equal(new Set(paths).size, 685)
})

test('what we make is what is published, byte for byte', () => {
  const made = new Map(
    Object.entries(KINDS).flatMap(([kind, all]) =>
      all.map((one) => [pathOf(kind, one), vectorText(one)] as const),
    ),
  )
  for (const [path, { text }] of Object.entries(sample)) assert.equal(made.get(path), text, path)
  assert.ok(Object.keys(sample).length >= 40)
})

test('a right proof with one bit of any of its hashes turned over is wrong for both', () => {
  const right = Object.values(KINDS)
    .flat()
    .filter(({ wantErr, says }) => !wantErr && !says.includes('subtree is empty'))
  let turned = 0
  for (const one of right) {
    for (const other of withOneBit(one)) {
      for (const verifier of Object.values(VERIFIERS)) {
        assert.notEqual(answerOf(other, verifier), true, one.says)
        turned++
      }
    }
  }
  assert.ok(turned > 200)
})

/** The vectors' own wrong roots and leaves are no hashes at all; these are. */
function* withOneBit(one: Vector): Iterable<Vector> {
  for (const [name, value] of Object.entries(one.values)) {
    if (value === null || typeof value === 'bigint') continue
    const all = value instanceof Uint8Array ? [value] : (value as Bytes[])
    for (const at of all.keys()) {
      const bad = flipped(all, at, 1)
      yield { ...one, values: { ...one.values, [name]: value === all ? bad : bad[0]! } }
    }
  }
}

/** The same files, where this machine has a copy of them. */
const COPY = join(import.meta.dirname, '../../shared/testdata/transparency')

test('a copy of the published files is answered rightly', {
  skip: existsSync(COPY) ? false : 'no copy of the vectors is here',
}, () => {
  const files = readdirSync(COPY, { recursive: true, encoding: 'utf8' })
  for (const file of files.filter((name) => name.endsWith('.json'))) {
    const { desc, wantErr, leafIndex, ...one } = JSON.parse(readFileSync(join(COPY, file), 'utf8'))
    const members = Object.entries(leafIndex === undefined ? one : { ...one, leafIdx: leafIndex })
    const values = Object.fromEntries(members.map(([name, value]) => [name, memberOf(value)]))
    const vector = { folder: '', says: desc, values, wantErr }
    for (const verifier of Object.values(VERIFIERS)) {
      const answer = answerOf(vector, verifier)
      if (answer !== 'no plain proof') assert.equal(answer, !wantErr, file)
    }
  }
})

function memberOf(value: unknown): Vector['values'][string] {
  if (typeof value === 'number') return BigInt(value)
  if (typeof value === 'string') return Buffer.from(value, 'base64')
  return Array.isArray(value) ? value.map((hash) => Buffer.from(hash, 'base64')) : null
}

/** A verifier of plain proofs: a leaf in a tree, and a tree in a larger one. */
type Verifier = {
  inclusion(index: bigint, size: bigint, leaf: Buffer, proof: Buffer[], root: Buffer): boolean
  consistency(from: bigint, to: bigint, roots: [Buffer, Buffer], proof: Buffer[]): boolean
}
const VERIFIERS: Record<string, Verifier> = {
  ours: {
    inclusion: (index, size, leaf, proof, root) =>
      verifyInclusion({ index, size, leaf }, proof, root),
    consistency: (from, to, [old, now], proof) =>
      verifyConsistency({ size: from, root: old }, { size: to, root: now }, proof),
  },
  another: {
    inclusion: (index, size, leaf, proof, root) => checkInclusion(leaf, index, size, proof, root),
    consistency: (from, to, [old, now], proof) => checkConsistency(from, to, proof, old, now),
  },
}

for (const [name, verifier] of Object.entries(VERIFIERS)) {
  test(`${name}: every vector is answered rightly, those of subtrees as plain proofs`, () => {
    let answered = 0
    for (const [kind, all] of Object.entries(KINDS)) {
      for (const one of all) {
        const answer = answerOf(one, verifier)
        if (answer === 'no plain proof') continue
        answered++
        assert.equal(answer, !one.wantErr, pathOf(kind, one))
      }
    }
    // All but those of one subtree that is neither whole nor at the end, and its alterations.
    assert.equal(answered, 685 - 21)
  })
}

test('another: every subtree is answered rightly by its own rule', () => {
  for (const one of KINDS.subtreeconsistency) {
    const { numbers, hashes, proof } = read(one)
    const [start, end, hash] = [numbers.start!, numbers.end!, hashes.root1!]
    const answer = checkSubtree({ start, end, hash }, numbers.size!, proof, hashes.root2!)
    assert.equal(answer, !one.wantErr, one.says)
  }
})

function read({ values }: Vector) {
  const numbers: Record<string, bigint> = {}
  const hashes: Record<string, Buffer> = {}
  for (const [name, value] of Object.entries(values)) {
    if (typeof value === 'bigint') numbers[name] = value
    if (value instanceof Uint8Array) hashes[name] = Buffer.from(value)
  }
  const proof = ((values.proof ?? []) as Bytes[]).map((hash) => Buffer.from(hash))
  return { numbers, hashes, proof }
}

/** A subtree of leaves [start, end) begins at a multiple of its width: the next power of two. */
function answerOf(one: Vector, by: Verifier): boolean | 'no plain proof' {
  const { numbers, hashes, proof } = read(one)
  const { leafIdx, treeSize, start, end, size, size1, size2 } = numbers
  const { root, leafHash, root1, root2 } = hashes
  if (treeSize !== undefined) return by.inclusion(leafIdx!, treeSize, leafHash!, proof, root!)
  if (size1 !== undefined) return by.consistency(size1, size2!, [root1!, root2!], proof)
  const width = widthOf(end! - start!)
  if (start! > end! || start! % width !== 0n) return false
  if (leafIdx !== undefined) {
    const inside = leafIdx >= start! && leafIdx < end!
    return inside && by.inclusion(leafIdx - start!, end! - start!, leafHash!, proof, root!)
  }
  if (end! > size!) return false
  if (start === end) return proof.length === 0 && root1!.equals(NOTHING)
  if (start === 0n) return by.consistency(end!, size!, [root1!, root2!], proof)
  // Whole, or at the end: it is one node of the tree, so a leaf of the tree above it.
  if (end! - start! === width || end === size) {
    return by.inclusion(start! / width, (size! + width - 1n) / width, root1!, proof, root2!)
  }
  return 'no plain proof'
}
