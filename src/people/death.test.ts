import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { deathKnownSince, deathOf } from './death.ts'
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

test('a death is known since the first of the days, up to the last, on which it was sure', () => {
  const word = fc.record({
    who: fc.integer({ min: 0, max: 3 }),
    dead: fc.constantFrom(undefined, true as const),
    day: fc.integer({ min: 1, max: 9 }),
  })
  fc.assert(
    fc.property(fc.array(word, { maxLength: 12 }), (words) => {
      const learnt = (day: number) => new Date(`2026-03-0${day}T09:00:00Z`)
      const versions = words
        .toSorted((a, b) => a.day - b.day)
        .map(({ who, dead, day }) => {
          return { learntAt: learnt(day), said: testPerson(String(who), { dead }, SOURCES[who]) }
        })
      const sureOn = (day: number) => {
        const standing = new Map(
          versions
            .filter(({ learntAt }) => learntAt <= learnt(day))
            .map(({ said }) => [said.personId, said]),
        )
        return deathOf([...standing.values()])?.sure === true
      }
      const days = [1, 2, 3, 4, 5, 6, 7, 8, 9]
      const lastUnsure = days.findLast((day) => !sureOn(day)) ?? 0
      const since = days.find((day) => day > lastUnsure)
      assert.deepEqual(deathKnownSince(versions), since && learnt(since))
    }),
  )
})
