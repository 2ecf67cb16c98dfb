import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { test } from 'node:test'
import fc from 'fast-check'
import { somebody } from '../kernel/testing.ts'
import {
  erasePart,
  type ListPart,
  listRoot,
  newPart,
  packParts,
  partData,
  partText,
  proveParts,
  unpackParts,
} from './list-parts.ts'
import { leafHash, verifyInclusion } from './tree.ts'

/** People of a list: kept as they were, proved one by one, and erased one by one. */
const lists = fc.array(
  fc.record({
    number: fc.integer({ min: 1, max: 1_000_000 }),
    first: fc.boolean(),
    proved: fc.boolean(),
  }),
  { minLength: 1, maxLength: 130 },
)

type Listed = { number: number; first: boolean; proved: boolean }

function partsOf(list: readonly Listed[]): ListPart[] {
  return list.map(({ number, first, proved }) => {
    const part = { person: somebody(), number, previous: first ? null : randomBytes(32) }
    return newPart({ ...part, ...(proved && { because: somebody() }) })
  })
}

test('what is packed comes back as it was, and its root with it', () => {
  fc.assert(
    fc.property(lists, (list) => {
      const parts = partsOf(list)
      const back = unpackParts(packParts(parts))!
      assert.deepEqual(back, parts)
      assert.deepEqual(listRoot(back), listRoot(parts))
    }),
  )
  assert.equal(unpackParts(Buffer.alloc(87)), undefined)
})

test('each of a list is proved without the others, and nobody else in their place', () => {
  fc.assert(
    fc.property(lists, fc.nat(), (list, at) => {
      const parts = partsOf(list)
      const place = at % parts.length
      const { size, root } = listRoot(parts)
      const proof = proveParts(parts)(place)
      const holds = (part: ListPart) => {
        const leaf = leafHash(Buffer.concat([part.salt, Buffer.from(partText(part))]))
        return verifyInclusion({ index: place, size, leaf }, proof, Buffer.from(root, 'base64'))
      }
      const part = parts[place]!
      assert.ok(holds(part))
      assert.ok(!holds({ ...part, number: part.number + 1 }))
      assert.ok(!holds({ ...part, person: somebody() }))
      assert.ok(!holds({ ...part, because: somebody() }))
      assert.ok(!holds({ ...part, salt: randomBytes(16) }))
    }),
  )
})

test('whoever is erased leaves the others proved, and nothing that could be traced to them', () => {
  fc.assert(
    fc.property(lists, fc.nat(), (list, at) => {
      const parts = partsOf(list)
      const gone = at % parts.length
      const left = parts.map((part, place) => (place === gone ? erasePart(part) : part))
      const kept = packParts(left)
      assert.deepEqual(listRoot(unpackParts(kept)!), listRoot(parts))
      parts.forEach((_, place) => {
        assert.deepEqual(proveParts(left)(place), proveParts(parts)(place))
      })
      const part = parts[gone]!
      const told = [part.salt, partData(part), Buffer.from(part.person.replaceAll('-', ''), 'hex')]
      for (const one of told) assert.ok(!kept.includes(one))
    }),
  )
})
