import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { personIdOf } from './person.ts'
import { Draw, type Groups, KINDS, type Kind } from './sample.ts'
import { estimate, type Reviewed } from './sample-estimate.ts'

const persons = Array.from({ length: 60 }, (_, at) => personIdOf('s', String(at)))
const groupsOf = (id: string): Groups => {
  const at = persons.indexOf(id as never)
  const group = at % 3 === 0 ? 'a' : 'b'
  return { 'ethnic-group': group, deprivation: 'c', age: at < 30 ? 'd' : 'e', sex: 'f' }
}
const pair = fc.record({
  one: fc.nat(59),
  other: fc.nat(59),
  kind: fc.constantFrom(...KINDS),
})
const pairs = fc.uniqueArray(pair, {
  selector: ({ one, other }) => [one, other].sort().join(' '),
  maxLength: 80,
})

test('of each group and kind so many pairs are drawn, whatever the order in which they come', () => {
  fc.assert(
    fc.property(pairs, fc.integer({ min: 1, max: 9 }), fc.uuid(), (all, each, sample) => {
      const some = all.filter(({ one, other }) => one !== other)
      const drawOf = (order: typeof some) => {
        const draw = new Draw(sample, each)
        for (const { one, other, kind } of order) {
          draw.take(persons[one]!, persons[other]!, kind, groupsOf)
        }
        return draw
      }
      const [draw, again] = [drawOf(some), drawOf(some.toReversed())]
      const sets = (one: Draw) =>
        one
          .drawn()
          .map(({ of, ...rest }) => ({ ...rest, of: of.map((x) => x.by + x.group).sort() }))
      assert.deepEqual(sets(draw), sets(again))
      for (const { by, group, kind, pairs: count } of draw.strata()) {
        const own = some.filter(
          (one) =>
            one.kind === kind &&
            [one.one, one.other].some((at) => groupsOf(persons[at]!)[by] === group),
        )
        assert.equal(count, own.length)
        const taken = draw
          .drawn()
          .filter(
            (one) => one.kind === kind && one.of.some((x) => x.by === by && x.group === group),
          )
        assert.equal(taken.length, Math.min(each, own.length))
      }
    }),
  )
})

/** A number below one, always the same for a seed. */
function numbers(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state / 2 ** 32
  }
}

type Whole = Record<Kind, { pairs: number; same: number }>
const WHOLE: Whole = {
  linked: { pairs: 4_000, same: 3_960 },
  unsure: { pairs: 90, same: 60 },
  unlikely: { pairs: 150, same: 9 },
  'very-unlikely': { pairs: 400, same: 2 },
}

/** What people say of a draw from a whole of which it is known. */
function reviewedOf(whole: Whole, each: number, next: () => number, group: string): Reviewed[] {
  return KINDS.map((kind) => {
    const { pairs, same } = whole[kind]
    const rows = Array.from({ length: pairs }, (_, at) => ({ order: next(), same: at < same }))
    const drawn = rows.sort((a, b) => a.order - b.order).slice(0, each)
    const found = drawn.filter((row) => row.same).length
    return {
      group,
      kind,
      pairs,
      persons: 9,
      drawn: drawn.length,
      same: found,
      different: drawn.length - found,
    }
  })
}

test('the truth lies within what a sample says, nineteen times of twenty', () => {
  const missed = 71 / (71 + 3_960)
  const wrong = 40 / 4_000
  const tried = 120
  let [inMissed, inFalse] = [0, 0]
  for (let seed = 1; seed <= tried; seed += 1) {
    const { rows } = estimate(reviewedOf(WHOLE, 40, numbers(seed * 7919), 'a'))
    const [row] = rows
    if (row!.low <= missed && missed <= row!.high) inMissed += 1
    if (row!.false_low <= wrong && wrong <= row!.false_high) inFalse += 1
    assert.ok(row!.high < 0.2, 'it says something')
  }
  assert.ok(inMissed >= tried * 0.93, `${inMissed} of ${tried}`)
  assert.ok(inFalse >= tried * 0.93, `${inFalse} of ${tried}`)
})

test('what nobody has looked at is unknown, and few tell little', () => {
  const nothing = KINDS.map((kind) => ({
    group: 'a',
    kind,
    pairs: 50,
    persons: 9,
    drawn: 20,
    same: 0,
    different: 0,
  }))
  const [none] = estimate(nothing).rows
  assert.equal(none!.missed_rate, null)
  assert.ok(none!.low < 0.05 && none!.high > 0.6)
  const half = nothing.map((one) => ({
    ...one,
    same: one.kind === 'linked' ? 10 : 0,
    different: one.kind === 'linked' ? 0 : 10,
  }))
  const whole = nothing.map((one) => ({
    ...one,
    same: one.kind === 'linked' ? 20 : 0,
    different: one.kind === 'linked' ? 0 : 20,
  }))
  const [part, all] = [half, whole].map((one) => estimate(one).rows[0]!)
  assert.deepEqual([part!.missed, all!.missed, all!.false], [0, 0, 0])
  assert.ok(part!.high > all!.high && part!.low <= all!.low)
  const counted = whole.map((one) => ({ ...one, pairs: 20, same: 18, different: 2 }))
  const [known] = estimate(counted).rows
  assert.ok(known!.low < known!.missed_rate! && known!.missed_rate! < known!.high)
  assert.equal(known!.missed_rate, 54 / 72)
  assert.equal(known!.false_rate, 0.1)
  assert.ok(known!.false_low < 0.1 && known!.false_high > 0.1)
})

test('a group that differs by more than the error of measurement is said, and no other', () => {
  const poor: Whole = {
    linked: { pairs: 60, same: 60 },
    unsure: { pairs: 14, same: 12 },
    unlikely: { pairs: 10, same: 6 },
    'very-unlikely': { pairs: 10, same: 2 },
  }
  const groups = [
    ...reviewedOf(WHOLE, 60, numbers(1), 'a'),
    ...reviewedOf(WHOLE, 60, numbers(2), 'b'),
    ...reviewedOf(poor, 60, numbers(3), 'c'),
  ]
  const { differs } = estimate(groups)
  assert.deepEqual(
    differs.map(({ groups: of, what }) => [of, what]),
    [[['c'], 'missed']],
  )
  assert.match(differs[0]!.says, /^Links are missed more often in the group c \(\d/)
  assert.deepEqual(estimate(groups), estimate(groups))
  assert.deepEqual(estimate([]), { rows: [], differs: [] })
})
