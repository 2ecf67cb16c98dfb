import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { clusters, holdsOnce, oneToOne } from './match-resolve.ts'

const pair = (leftRow: number, rightRow: number) => ({ leftRow, rightRow })

test('each row has one partner at most, the likeliest', () => {
  assert.deepEqual(oneToOne([pair(0, 0), pair(0, 1), pair(1, 1), pair(1, 0)]), [
    pair(0, 0),
    pair(1, 1),
  ])
  assert.equal(holdsOnce([pair(0, 0), pair(1, 1)]), true)
  assert.equal(holdsOnce([pair(0, 0), pair(0, 1), pair(1, 2)]), false)
})

test('strangers are not chained by one bad pair', () => {
  const never = () => false
  // Two threes, each all likely, and one pair between them.
  const chained = [
    pair(0, 1),
    pair(1, 2),
    pair(0, 2),
    pair(3, 4),
    pair(4, 5),
    pair(3, 5),
    pair(2, 3),
  ]
  assert.deepEqual([...clusters(6, chained, never)], [0, 0, 0, 3, 3, 3])
  assert.deepEqual([...clusters(3, [pair(0, 1), pair(1, 2)], never)], [0, 0, 0])
})

test('what cannot be one person is never in one group', () => {
  const rows = 12
  const pairs = fc.array(fc.tuple(fc.nat(rows - 1), fc.nat(rows - 1)), { maxLength: 40 })
  fc.assert(
    fc.property(
      pairs,
      fc.array(fc.nat(2), { minLength: rows, maxLength: rows }),
      (drawn, numbers) => {
        // 0 is no number.
        const differ = (a: number, b: number) =>
          numbers[a] !== 0 && numbers[b] !== 0 && numbers[a] !== numbers[b]
        const likely = drawn.filter(([a, b]) => a !== b).map(([a, b]) => pair(a, b))
        const groupOf = clusters(rows, likely, differ)
        for (let a = 0; a < rows; a += 1) {
          for (let b = 0; b < rows; b += 1) assert.ok(groupOf[a] !== groupOf[b] || !differ(a, b))
        }
      },
    ),
  )
})
