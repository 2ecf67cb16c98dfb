import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { countsBy, interval, type Judged, qualityOfGroups } from './quality.ts'

const qualityBy = (judged: readonly Judged[]) => qualityOfGroups(countsBy(judged))
const of = (key: string, identity: string, group = 'a') => ({ key, identity, group })

test('missed and false links are counted for the groups whose they are', () => {
  const { rows } = qualityBy([of('1', 'x'), of('1', 'y'), of('2', 'y', 'b'), of('2', 'y', 'b')])
  const counts = rows.map((row) => [row.group, row.persons, row.missed, row.false])
  assert.deepEqual(counts, [
    ['a', 1, 1, 2],
    ['b', 1, 0, 2],
  ])
  assert.deepEqual(qualityBy([]), { rows: [], differs: [] })
})

test('an interval holds its rate, and a known one is as it is published', () => {
  assert.deepEqual(
    interval(10, 100).map((one) => one.toFixed(4)),
    ['0.0552', '0.1744'],
  )
  fc.assert(
    fc.property(fc.nat(200), fc.nat(200), (a, b) => {
      const [found, all] = [Math.min(a, b), Math.max(a, b)]
      const [low, high] = interval(found, all)
      assert.ok(low >= 0 && high <= 1 && low <= high)
      if (all > 0) assert.ok(low <= found / all + 1e-12 && high >= found / all - 1e-12)
    }),
  )
})

test('groups that differ by more than the error of measurement are said, and no others', () => {
  const group = (name: string, persons: number, missed: number) =>
    Array.from({ length: persons }, (_, at) => [
      of(`${name}${at}`, `${name}${at}`, name),
      of(`${name}${at}`, at < missed ? `${name}${at} apart` : `${name}${at}`, name),
    ]).flat()
  const { differs } = qualityBy([
    ...group('a', 2_000, 44),
    ...group('b', 2_000, 44),
    ...group('c', 60, 18),
  ])
  assert.deepEqual(
    differs.map(({ groups, what }) => [groups, what]),
    [[['c'], 'missed']],
  )
  assert.equal(
    differs[0]!.says,
    'Links are missed more often in the group c (30.0%) than in all others (2.2%).',
  )
})
