import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { deathOf } from './death.ts'
import { testPerson } from './testing.ts'

const SOURCES = ['mere-general', 'council', 'practices', 'stranger']

test('a death is sure where two sources say so, or all that know somebody; whatever one of several says is not', () => {
  const record = fc.record({
    source: fc.constantFrom(...SOURCES),
    dead: fc.constantFrom(undefined, true as const),
    deathDate: fc.constantFrom(undefined, '2026-02-27'),
  })
  fc.assert(
    fc.property(fc.array(record, { maxLength: 8 }), (said) => {
      const persons = said.map(({ source, ...one }, at) => testPerson(String(at), one, source))
      const death = deathOf(persons)
      const saying = new Set(
        persons.filter(({ dead, deathDate }) => dead || deathDate).map(({ source }) => source),
      )
      const knowing = new Set(persons.map(({ source }) => source))
      if (saying.size === 0) return assert.equal(death, undefined)
      assert.equal(death!.sure, saying.size > 1 || saying.size === knowing.size)
      assert.equal(deathOf(persons.toReversed())!.sure, death!.sure)
      // However often one source says it, its word is one.
      const again = persons.map((one, at) => testPerson(`again ${at}`, one, one.source))
      assert.equal(deathOf([...persons, ...again])!.sure, death!.sure)
    }),
  )
})
