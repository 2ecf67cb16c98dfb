import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { segmentsOf, totalsOf } from '../../src/transfer/clock.ts'
import { fraction, plus, same, sumOf, WHOLE } from '../../src/transfer/fraction.ts'
import { minuteOf } from '../../src/transfer/minute.ts'
import { stayOf } from '../../src/transfer/stay.ts'
import { histories, SIDES } from '../transfer-histories.ts'

/** Conservation over a hundred thousand made-up histories: what a test of seconds tries on a thousand. */
const RUNS = Number(process.env.CONCORDAT_FAULT_HISTORIES ?? 100_000)
const FROM = minuteOf('2026-03-27T00:00:00Z')

test('shares and what is unresolved make every minute whole, in any history and over any period', () => {
  const modes = fc.record({
    share: fc.constantFrom('holders' as const, 'tasks' as const),
    proves: fc.constantFrom('named' as const, 'own-word' as const),
  })
  fc.assert(
    fc.property(histories, modes, fc.nat(9_000), fc.nat(4_000), (history, mode, start, length) => {
      const { told, others, facts, contests } = history
      const rule = {
        ...mode,
        weights: new Map([['home-care', 2]]),
        clause: '1.1',
        sideOf: (holder: string) => SIDES.get(holder) ?? '',
        isParty: (holder: string) => holder !== 'gone',
      }
      const found = segmentsOf(stayOf({ ...told, others, facts, contests }, rule).waiting, rule)
      for (const { shares, unresolved } of found) {
        assert.ok(unresolved.parts >= 0n)
        assert.ok(same(plus(sumOf(shares.map(({ share }) => share)), unresolved), WHOLE))
      }
      const within = { from: FROM + start, to: FROM + start + length }
      const { minutes, byHolder, unresolved } = totalsOf(found, within)
      assert.ok(same(plus(sumOf(byHolder.values()), unresolved), fraction(minutes, 1)))
    }),
    { numRuns: RUNS },
  )
})
