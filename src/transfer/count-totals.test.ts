import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { Disclosed } from '../record/index.ts'
import { lastMonths, lastQuarters, quartersWithin } from './calendar.ts'
import { SPLITS, tellTotals } from './count-totals.ts'
import type { WaitingShare } from './queries-counting.ts'

const RULE = { least: 10, base: 5, clause: '' }
const NOW = new Date('2026-11-26T09:00:00Z')
const START = Date.parse('2025-01-01T00:00:00Z')
const HOUR_MS = 3_600_000

/** Somebody who waits for some hours: of few wards and holders, so that some are of many people and some of few. */
const waits = fc.record({
  person: fc.nat(60).map((at) => `p${at}`),
  ward: fc.constantFrom('Ward 1', 'Ward 1', 'Ward 1', 'Ward 2', 'Ward 3'),
  key: fc.constantFrom('mere-general', 'mere-general', 'southmere-council', 'their-family', ''),
  from: fc.nat(24 * 600),
  hours: fc.integer({ min: 1, max: 24 * 40 }),
})

const histories = fc.array(waits, { minLength: 30, maxLength: 120 }).map((all) =>
  all.map(({ person, ward, key, from, hours }): WaitingShare => {
    const began = new Date(START + from * HOUR_MS)
    return {
      ...{ person, unit: ward, key, admittedAt: began, from: began },
      ...{ pathway: '1', council: 'southmere-council', ethnicGroup: 'white' },
      to: new Date(began.getTime() + hours * HOUR_MS),
      ...{ parts: '1', whole: '1', openParts: key === '' ? '1' : '0', openWhole: '1' },
    }
  }),
)

const day = fc.nat(720).map((at) => new Date(START + at * 24 * HOUR_MS))

test('whatever periods somebody asks for, they learn what each quarter tells by itself and nothing else', () => {
  fc.assert(
    fc.property(
      histories,
      fc.array(fc.tuple(day, day), { minLength: 6, maxLength: 6 }),
      fc.constantFrom(...SPLITS),
      (shares, periods, by) => {
        const how = { by, rule: RULE, agreement: undefined }
        const told = new Map(
          lastQuarters(8, NOW).map((one) => [one.name, tellTotals(shares, [one], how)]),
        )
        const asked = periods.map(([from, to]) => quartersWithin({ from, to }, NOW))
        for (const quarters of asked) {
          const { rows } = tellTotals(shares, quarters, how)
          for (const row of rows) {
            const own = quarters.flatMap(({ name }) => told.get(name)?.rows ?? [])
            const parts = own.filter(({ keys }) => keys.some((key) => row.keys.includes(key)))
            assert.ok(parts.every(({ keys }) => keys.every((key) => row.keys.includes(key))))
            assert.deepEqual(row.stays, sum(parts.map(({ stays }) => stays)))
            assert.deepEqual(row.minutes, sum(parts.map(({ minutes }) => minutes)))
            assert.deepEqual(row.unresolved, sum(parts.map(({ unresolved }) => unresolved)))
          }
        }
      },
    ),
    { numRuns: 50 },
  )
})

test('months and quarters are those of London, and only those that are over', () => {
  assert.deepEqual(
    lastQuarters(2, NOW).map(({ name, from, to }) => [name, from.toISOString(), to.toISOString()]),
    [
      ['2026-Q2', '2026-03-31T23:00:00.000Z', '2026-06-30T23:00:00.000Z'],
      ['2026-Q3', '2026-06-30T23:00:00.000Z', '2026-09-30T23:00:00.000Z'],
    ],
  )
  assert.deepEqual(
    lastMonths(2, new Date('2026-01-31T23:30:00Z')).map(({ name }) => name),
    ['2025-11', '2025-12'],
  )
  const within = (from: string, to: string, now = NOW) =>
    quartersWithin({ from: new Date(from), to: new Date(to) }, now).map(({ name }) => name)
  assert.deepEqual(within('2025-12-31T00:00:00Z', '2026-07-01T00:00:00Z'), ['2026-Q1', '2026-Q2'])
  assert.deepEqual(within('2026-01-01T00:00:00Z', '2026-03-31T22:59:00Z'), [])
  assert.deepEqual(within('2026-01-01T00:01:00Z', '2026-06-30T23:00:00Z'), ['2026-Q2'])
  assert.deepEqual(within('2026-07-01T00:00:00Z', '2030-01-01T00:00:00Z'), [])
  const atEnd = new Date('2026-09-30T23:00:00Z')
  assert.deepEqual(within('2026-06-30T23:00:00Z', '2030-01-01T00:00:00Z', atEnd), ['2026-Q3'])
})

function sum(told: readonly Disclosed[]): Disclosed {
  if (told.some((one) => !('about' in one))) return { tooFew: true }
  return { about: told.reduce((all, one) => all + ('about' in one ? one.about : 0), 0) }
}
