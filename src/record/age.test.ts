import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ageWords } from './age.ts'
import type { Fact } from './identity-view.ts'

const now = new Date('2026-03-03T12:00:00Z')
const said = (value: string): Fact => [{ value, sources: ['Mere General'] }]
const dead = { sources: ['Mere General'] }

test('whoever has died has the age at which they died, and none where the day is not known', () => {
  const born = { birthDate: said('1944-03-12'), deathDate: [] }
  assert.equal(ageWords(born, now), '81')
  assert.equal(ageWords({ ...born, dead, deathDate: said('2020-03-11') }, now), 'died aged 75')
  assert.equal(ageWords({ ...born, dead, deathDate: said('2020') }, now), 'died aged 75 or 76')
  assert.equal(ageWords({ ...born, dead }, now), undefined)
  assert.equal(ageWords({ birthDate: [], deathDate: [] }, now), undefined)
  const baby = { birthDate: said('2026-02-01'), dead, deathDate: said('2026-02-03') }
  assert.equal(ageWords(baby, now), 'died aged 2 days')
})
