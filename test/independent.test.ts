import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { somebody } from '../src/kernel/testing.ts'
import { pageTestApp } from '../src/shell/testing.ts'
import { register } from '../src/trail/register.ts'
import { lookOften, witnessedTrail } from '../src/trail/testing.ts'
import { readNodes } from '../src/trail/tile.ts'
import {
  consistencyProof,
  EMPTY_ROOT,
  inclusionProof,
  leafHash,
  verifyConsistency,
  verifyInclusion,
} from '../src/trail/tree.ts'
import {
  checkConsistency,
  checkInclusion,
  hashLeaf,
  meetsPolicy,
  readHead,
  readWholeLog,
  treeHash,
} from './independent-verifier.ts'

/** What we publish and prove, held to a verifier that is not ours. */
const data = Array.from({ length: 200 }, (_, at) => Buffer.from(`entry ${at}`))
const leaves = data.map(leafHash)
const node = readNodes([{ level: 0, n: 0, hashes: leaves }])
const root = (size: number) => Buffer.from(treeHash(data.slice(0, size).map(hashLeaf)))
const size = fc.integer({ min: 1, max: 200 })

test('every proof that we make holds for the other verifier, and none holds of anything else', () => {
  fc.assert(
    fc.property(size, fc.nat(), fc.nat(), (to, a, b) => {
      const [index, from] = [a % to, 1 + (b % to)]
      const proof = inclusionProof(index, to, node)
      const [i, s, f] = [BigInt(index), BigInt(to), BigInt(from)]
      assert.ok(checkInclusion(leaves[index]!, i, s, proof, root(to)))
      const grown = consistencyProof(from, to, node)
      assert.ok(checkConsistency(f, s, grown, root(from), root(to)))
      const wrong = proof.map((hash, at) => (at === a % proof.length ? leaves[0]! : hash))
      const other = (index + 1) % to
      for (const [leaf, at, path] of [
        [leaves[other]!, index, proof],
        [leaves[index]!, other, proof],
        [leaves[index]!, index, wrong],
        [leaves[index]!, index, [...proof, leaves[0]!]],
        [leaves[index]!, index, proof.slice(1)],
      ] as const) {
        const ours = verifyInclusion({ index: at, size: to, leaf }, path, root(to))
        assert.equal(checkInclusion(leaf, BigInt(at), s, path, root(to)), ours)
      }
      for (const path of [grown.slice(1), [...grown, leaves[0]!], grown.toReversed()]) {
        const ours = verifyConsistency(
          { size: from, root: root(from) },
          { size: to, root: root(to) },
          path,
        )
        assert.equal(checkConsistency(f, s, path, root(from), root(to)), ours)
      }
    }),
  )
})

test('sizes beyond 2^53 are answered alike, and nothing is proved from a tree without entries', () => {
  const huge = 2n ** 63n - 1n
  const proof = Array.from({ length: 63 }, (_, at) => leaves[at]!)
  for (const index of [0n, huge - 1n, 2n ** 53n + 1n]) {
    const ours = verifyInclusion({ index, size: huge, leaf: leaves[0]! }, proof, root(1))
    assert.equal(ours, checkInclusion(leaves[0]!, index, huge, proof, root(1)))
  }
  const [some, other] = [root(1), root(2)]
  for (const [size, first, second] of [
    [0, some, some],
    [0, EMPTY_ROOT, some],
    [1, some, other],
  ] as const) {
    const now = { size: 1, root: second }
    assert.ok(!verifyConsistency({ size, root: first }, now, []))
    assert.ok(!checkConsistency(BigInt(size), 1n, [], first, second))
  }
})

test('a stranger reads the whole published log and finds every tile, root and signature right', async (t) => {
  const { trail } = await witnessedTrail(t)
  await lookOften(trail, [somebody(), somebody()], 700)
  await trail.sequence()
  await trail.confirm()
  const app = await pageTestApp({})
  t.after(() => app.close())
  const clock = { now: () => new Date() }
  register(app, { trail, clock, settings: { mode: 'made-up', origin: 'http://localhost:8080' } })
  const fetched = async (path: string) => {
    const answer = await app.inject(`/trail/${path}`)
    assert.equal(answer.statusCode, 200, path)
    return answer.rawPayload
  }
  const vkeys = (await fetched('keys')).toString().trim().split('\n')
  const log = await readWholeLog(fetched, vkeys)
  assert.deepEqual([log.size, log.signers.size, log.leaves.length], [700n, 3, 700])
  const policy = (await fetched('policy')).toString()
  assert.ok(meetsPolicy(policy, log.signers))
  const one = new Set([...log.signers].filter((vkey) => !vkey.startsWith('council')))
  assert.ok(!meetsPolicy(policy, one))
  assert.throws(() => readHead(`${'x'}\n`, vkeys))
  const bundle = await trail.exportBundle([somebody()])
  const head = readHead(bundle.checkpoint, vkeys)
  for (const { data: leaf, index, proof } of bundle.entries) {
    const path = proof.map((hash) => Buffer.from(hash, 'base64'))
    const bytes = hashLeaf(Buffer.from(leaf, 'base64'))
    assert.ok(checkInclusion(bytes, BigInt(index), head.size, path, head.root))
  }
})
