import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { formatAge } from './index.ts'

test('an age changes on the birthday, in London', () => {
  const cases: [born: string, on: string | Date, age: string | undefined][] = [
    ['1944-03-12', '2026-03-11', '81'],
    ['1944-03-12', '2026-03-12', '82'],
    ['2004-02-29', '2026-02-28', '21'],
    ['2004-02-29', '2026-03-01', '22'],
    ['1944-07-01', new Date('2026-06-30T23:30:00Z'), '82'],
    ['1913-05-02', '2026-03-03', '112'],
    ['2026-04-01', '2026-03-03', undefined],
    ['not known', '2026-03-03', undefined],
  ]
  for (const [born, on, age] of cases) assert.equal(formatAge(born, on), age, born)
})

test('a baby is days, then weeks, then months old, a child years and months', () => {
  const on = '2026-03-03'
  const said = [
    ['2026-03-03', 'born today'],
    ['2026-03-02', '1 day'],
    ['2026-02-10', '21 days'],
    ['2026-01-06', '8 weeks'],
    ['2026-01-05', '8 weeks 1 day'],
    ['2025-03-03', '12 months'],
    ['2025-02-02', '13 months 1 day'],
    ['2024-03-03', '2 years'],
    ['2017-02-01', '9 years 1 month'],
    ['2008-03-03', '18'],
  ] as const
  for (const [born, age] of said) assert.equal(formatAge(born, on), age, born)
})

test('where only a year or a month of birth is known, the age is what it may be', () => {
  const now = '2026-03-03'
  assert.equal(formatAge('1944', now), '81 or 82')
  assert.equal(formatAge('1944-03', now), '81 or 82')
  assert.equal(formatAge('1944-02', now), '82')
  assert.equal(formatAge('1944', '2020'), '75 or 76')
  assert.equal(formatAge('2020', now), '5 or 6 years')
  assert.equal(formatAge('2026', now), 'less than a year')
  assert.equal(formatAge('1944-03-12', '2026'), '81 or 82')
})

const day = fc
  .date({ min: new Date('1900-01-01'), max: new Date('2026-03-03'), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10))

test('no unit of one as many, none of many as one, none of nothing, whoever is how old', () => {
  fc.assert(
    fc.property(day, (born) => {
      const said = formatAge(born, '2026-03-03')!
      assert.doesNotMatch(
        said,
        /\b1 \w+s\b|\b(?:[2-9]|\d\d+) (?:day|week|month|year)\b|\b(?:0|no) /,
      )
    }),
  )
})

test('what is said of a year or a month of birth holds for every day in it', () => {
  fc.assert(
    fc.property(day, fc.constantFrom(4, 7), (born, length) => {
      const [least, most] = [...formatAge(born.slice(0, length), '2026-03-03')!.matchAll(/\d+/g)]
      const years = /^\d+$/.exec(formatAge(born, '2026-03-03')!)
      if (years === null || least === undefined) return
      const age = Number(years[0])
      assert.ok(Number(least[0]) <= age && age <= Number((most ?? least)[0]))
    }),
  )
})
