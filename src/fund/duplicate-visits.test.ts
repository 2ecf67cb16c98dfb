import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { ALL, tellDuplicates } from './duplicate-visits.ts'

const RULE = { least: 10, base: 5, clause: '3.20' }
const morning = fc.record({
  person: fc.integer({ min: 0, max: 60 }).map(String),
  district: fc.constantFrom('Coast', 'Moor', 'Vale', 'not known'),
  week: fc.constantFrom('2026-10-05', '2026-10-12'),
  minutes: fc.integer({ min: 10, max: 60 }),
})

test('of fewer people than the clause says nothing is told, nor follows from what is told beside it', () => {
  fc.assert(
    fc.property(fc.array(morning, { maxLength: 120 }), (all) => {
      // Somebody lives in one district.
      const mornings = all.map((one) => ({
        ...one,
        district: ['Coast', 'Moor', 'Vale', 'not known'][Number(one.person) % 4]!,
      }))
      for (const { area, week, weeks, pairs, hours, pence } of tellDuplicates(
        RULE,
        mornings,
        2_400n,
      )) {
        const own = mornings.filter(
          (one) =>
            one.week >= week &&
            (weeks > 1 || one.week === week) &&
            (area === ALL || area.split(', ').includes(one.district)),
        )
        const people = new Set(own.map(({ person }) => person)).size
        if (people < RULE.least) {
          assert.ok('tooFew' in pairs && 'tooFew' in hours && pence === undefined)
        }
        for (const told of [pairs, hours])
          if ('about' in told) assert.equal(told.about % RULE.base, 0)
        if (pence !== undefined)
          assert.equal(pence, BigInt('about' in hours ? hours.about : 0) * 2_400n)
      }
    }),
  )
})
