import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { KeptCounts } from '../people/index.ts'
import { enough } from './pages/match-quality.tsx'

test('what is told of groups tells nothing of few, nor what is left of the others', () => {
  const count = fc.nat(60)
  const group = fc.record({ persons: count, missed: count, wrong: fc.nat(8), more: count })
  fc.assert(
    fc.property(
      fc.array(group, { maxLength: 6 }),
      fc.integer({ min: 1, max: 12 }),
      (all, least) => {
        const counts = all.map(
          ({ persons, missed, wrong, more }, at): KeptCounts => ({
            by: 'sex',
            group: String(at),
            persons,
            missed,
            wanted: missed + more,
            false: wrong,
            made: wrong + more,
            settled: 0,
            days: null,
          }),
        )
        const told = enough(counts, least)
        const hidden = counts.filter((one) => !told.includes(one))
        for (const set of [...told.map((one) => [one]), ...(told.length > 0 ? [hidden] : [])]) {
          if (set.length === 0) continue
          for (const read of [(one: KeptCounts) => one.missed, (one: KeptCounts) => one.false]) {
            const sum = set.reduce((all, one) => all + read(one), 0)
            assert.ok(sum === 0 || sum >= least)
          }
          assert.ok(set.reduce((all, one) => all + one.persons, 0) >= least)
        }
      },
    ),
  )
})
