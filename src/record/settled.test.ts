import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { DAY_MS } from '../kernel/index.ts'
import { NO_DIRECTORY } from './directory.ts'
import type { JsonObject } from './resource.ts'
import { readingOf } from './standing.ts'
import { testSources as sources, testResource } from './testing.ts'

const START = Date.parse('2026-03-01T12:00:00Z')

/** Around the times that are asked about, as exactly as sources write them. */
const date = fc
  .tuple(
    fc.integer({ min: -3, max: 3 }),
    fc.integer({ min: -40, max: 40 }),
    fc.constantFrom(4, 7, 10, 24),
  )
  .map(([years, days, length]) => {
    const at = new Date(START + days * DAY_MS)
    at.setUTCFullYear(at.getUTCFullYear() + years)
    return at.toISOString().slice(0, length)
  })
const period = fc.record({ start: date, end: date }, { requiredKeys: [] })
const phones = fc.array(
  fc.record({
    system: fc.constant('phone'),
    value: fc.constantFrom('01632 960144', '999'),
    period,
  }),
  { maxLength: 2 },
)
const content = fc.oneof(
  fc.record<JsonObject>({
    resourceType: fc.constant('Condition'),
    code: fc.constant({
      text: 'Asthma',
      coding: [{ system: 'http://snomed.info/sct', code: '195967001' }],
    }),
    abatementDateTime: fc.option(date, { nil: undefined }) as never,
    onsetDateTime: date,
  }),
  fc.record<JsonObject>({
    resourceType: fc.constant('Flag'),
    status: fc.constant('active'),
    code: fc.constant({ text: 'Lives alone' }),
    period: period as never,
  }),
  fc.record<JsonObject>({
    resourceType: fc.constant('MedicationStatement'),
    status: fc.constant('active'),
    medicationCodeableConcept: fc.constant({ text: 'Apixaban 5 mg tablets' }),
    effectivePeriod: period as never,
  }),
  fc.record<JsonObject>({
    resourceType: fc.constant('CareTeam'),
    status: fc.constant('active'),
    name: fc.constant('Hospital team'),
    telecom: phones as never,
    participant: fc.array(fc.record({ member: fc.constant({ display: 'Ana Reid' }), period }), {
      maxLength: 2,
    }) as never,
  }),
)

describe('what is read of a resource once', () => {
  test('is what would be read of it at each time, in whatever order it is asked', () => {
    fc.assert(
      fc.property(
        content,
        fc.array(fc.integer({ min: -1_200, max: 1_200 }), { minLength: 2, maxLength: 6 }),
        (said, days) => {
          const kept = resourceOf(said)
          for (const day of days) {
            const context = {
              sources,
              directory: NO_DIRECTORY,
              now: new Date(START + day * DAY_MS),
            }
            assert.deepEqual(readingOf(kept, context), readingOf(resourceOf(said), context))
          }
        },
      ),
      { numRuns: 300 },
    )
  })

  test('is the same one where nothing in it begins or ends any more', () => {
    const over = resourceOf({
      resourceType: 'Condition',
      code: { text: 'Asthma' },
      onsetDateTime: '2019-04-02',
    })
    const at = (day: number) => ({
      ...{ sources, directory: NO_DIRECTORY, now: new Date(START + day * DAY_MS) },
    })
    assert.equal(readingOf(over, at(0)), readingOf(over, at(9)))
  })
})

function resourceOf(said: JsonObject) {
  return testResource(String(said.resourceType), structuredClone(said))
}
