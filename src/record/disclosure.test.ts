import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import {
  type Cell,
  type CountedSplit,
  type CountedTable,
  type Disclosed,
  type DisclosureRule,
  disclose,
  disclosedWords,
  discloseTable,
} from './disclosure.ts'

const TEN: DisclosureRule = { least: 10, base: 5, clause: '3.14' }
const of = (...people: number[]): Cell[] => people.map((one) => ({ people: one }))
const part = (name: string, ...people: number[]) => ({ name, cells: of(...people) })
const table = (whole: Cell[], ...splits: CountedSplit[]): CountedTable => {
  return { lines: whole.map((_, line) => `line ${line}`), whole, splits }
}

test('a count of few people is not given, and every other is rounded by itself', () => {
  const words = [0, 1, 5, 9, 10, 12, 13, 47, 48, 1234].map((people) =>
    disclosedWords(disclose(TEN, { people })),
  )
  const hidden = Array(4).fill('too few to show')
  assert.deepEqual(words, [...hidden, '10', '10', '15', '45', '50', '1,235'])
  assert.deepEqual(disclose(TEN, { people: 3, amount: 90 }), { tooFew: true })
  assert.deepEqual(disclose(TEN, { people: 30, amount: 2 }), { about: 5 })
  assert.deepEqual(disclose({ least: 8, base: 10, clause: '' }, { people: 14 }), { about: 10 })
})

test('a part that is too small is put together with the next, and a division into two is not told', () => {
  const parts = [part('A', 40), part('B', 3), part('C', 24), part('D', 20)]
  const [split] = discloseTable(TEN, table(of(87), { name: 'ward', parts })).splits
  assert.deepEqual(split!.parts, [
    { names: ['A'], told: [{ about: 40 }] },
    { names: ['D'], told: [{ about: 20 }] },
    { names: ['B', 'C'], told: [{ about: 25 }] },
  ])
  const two = { name: 'sex', parts: [part('A', 40), part('B', 3)] }
  assert.deepEqual(discloseTable(TEN, table(of(43), two)).splits[0]!.parts, [])
  const one = { name: 'sex', parts: [part('A', 40)] }
  assert.deepEqual(discloseTable(TEN, table(of(40), one)).splits[0]!.parts, [])
})

test('parts are the same on every line, and a line that is too small tells nothing', () => {
  const parts = [part('A', 40, 40, 2), part('B', 30, 4, 1), part('C', 20, 20, 0)]
  const told = discloseTable(TEN, table(of(90, 64, 3), { name: 'ward', parts }))
  assert.deepEqual(told.whole.map(disclosedWords), ['90', '65', 'too few to show'])
  assert.deepEqual(told.splits[0]!.parts, [
    { names: ['A'], told: [{ about: 40 }, { about: 40 }, { tooFew: true }] },
    { names: ['B', 'C'], told: [{ about: 50 }, { about: 25 }, { tooFew: true }] },
  ])
})

test('what is left of a total that is told beside its part must be enough too', () => {
  const { whole } = discloseTable(TEN, { lines: ['a', 'b'], whole: of(41, 30), of: of(44, 44) })
  assert.deepEqual(whole.map(disclosedWords), ['too few to show', '30'])
})

test('of amounts each person may have a share of several: two parts of the same few stay few', () => {
  const shares = (name: string, people: number) => ({ name, cells: [{ people, amount: 50 }] })
  const parts = [shares('A', 6), shares('B', 6), shares('C', 30), shares('D', 40)]
  const [split] = discloseTable(
    TEN,
    table([{ people: 60, amount: 200 }], { name: 'w', parts }),
  ).splits
  assert.deepEqual(
    split!.parts.map(({ names }) => names),
    [['D'], ['A', 'B', 'C']],
  )
})

/**
 * The strongest attack there is: whoever knows the rule, how it is applied and everything that was told asks which true
 * tables could have been told so. A count of few people must be able to be as many others as the rule hides.
 */
function attack(rule: DisclosureRule, worlds: Iterable<CountedTable>): void {
  const seen = new Map<string, Map<string, Set<number>>>()
  for (const world of worlds) {
    const told = JSON.stringify(discloseTable(rule, world))
    const values = seen.get(told) ?? new Map<string, Set<number>>()
    seen.set(told, values)
    for (const [place, people] of cellsOf(world)) {
      values.set(place, (values.get(place) ?? new Set()).add(people))
    }
  }
  for (const [told, values] of seen) {
    for (const [place, possible] of values) {
      if (Math.min(...possible) >= rule.least) continue
      assert.ok(
        possible.size >= rule.least,
        `${place} is ${[...possible]} where this was told: ${told}`,
      )
    }
  }
}

function* cellsOf({ whole, of: above, splits = [] }: CountedTable): Generator<[string, number]> {
  for (const [line, { people }] of whole.entries()) {
    yield [`whole ${line}`, people]
    if (above !== undefined) yield [`left ${line}`, above[line]!.people - people]
  }
  for (const { name, parts } of splits) {
    for (const one of parts) {
      for (const [line, { people }] of one.cells.entries())
        yield [`${name} ${one.name} ${line}`, people]
    }
  }
}

/** Every way of dividing so many people into so many parts. */
function* divisions(people: number, parts: number): Generator<number[]> {
  if (parts === 1) yield [people]
  else {
    for (let first = 0; first <= people; first++) {
      for (const rest of divisions(people - first, parts - 1)) yield [first, ...rest]
    }
  }
}

test('no count of few follows from a total and its parts, whatever they are', () => {
  function* worlds() {
    for (let total = 0; total <= 42; total++) {
      for (const [a, b, c] of divisions(total, 3)) {
        const parts = [part('A', a!), part('B', b!), part('C', c!)]
        yield table(of(total), { name: 'ward', parts })
      }
    }
  }
  attack(TEN, worlds())
})

test('nor from two divisions of the same people', () => {
  function* worlds() {
    for (let total = 0; total <= 30; total++) {
      for (const [a, b, c] of divisions(total, 3)) {
        for (const [x, y] of divisions(total, 2)) {
          yield table(
            of(total),
            { name: 'ward', parts: [part('A', a!), part('B', b!), part('C', c!)] },
            { name: 'sex', parts: [part('X', x!), part('Y', y!)] },
          )
        }
      }
    }
  }
  attack({ least: 8, base: 5, clause: '' }, worlds())
})

test('nor from months that are told beside each other', () => {
  function* worlds() {
    for (let first = 0; first <= 12; first++) {
      for (let second = 0; second <= 12; second++) {
        for (const [a, b, c] of divisions(first, 3)) {
          for (const [x, y, z] of divisions(second, 3)) {
            const parts = [part('A', a!, x!), part('B', b!, y!), part('C', c!, z!)]
            yield table(of(first, second), { name: 'ward', parts })
          }
        }
      }
    }
  }
  attack({ least: 4, base: 3, clause: '' }, worlds())
})

test('nor from a total and the part of it that is told beside it', () => {
  function* worlds() {
    for (let total = 0; total <= 60; total++) {
      for (let ready = 0; ready <= total; ready++) {
        yield { lines: ['now'], whole: of(ready), of: of(total) }
      }
    }
  }
  attack(TEN, worlds())
})

/** People of a made-up place over months, divided in several ways that have nothing to do with each other. */
const crowd = fc.record({
  rule: fc.constantFrom(TEN, { least: 8, base: 5, clause: '' }, { least: 8, base: 10, clause: '' }),
  months: fc.array(fc.array(fc.tuple(fc.nat(5), fc.nat(2), fc.nat(3)), { maxLength: 120 }), {
    minLength: 1,
    maxLength: 6,
  }),
})

function tableOf(months: readonly (readonly number[])[][]): CountedTable {
  const splits = [6, 3, 4].map((size, at) => ({
    name: `division ${at}`,
    parts: Array.from({ length: size }, (_, value) =>
      part(
        `${at}${value}`,
        ...months.map((month) => month.filter((person) => person[at] === value).length),
      ),
    ),
  }))
  return table(
    months.map((month) => ({ people: month.length })),
    ...splits,
  )
}

test('over months and divisions, narrowing every count by every other leaves each of few in doubt', () => {
  fc.assert(
    fc.property(crowd, ({ rule, months }) => {
      const counted = tableOf(months)
      const told = discloseTable(rule, counted)
      for (const [line, { people }] of counted.whole.entries()) {
        assert.equal('about' in told.whole[line]!, people >= rule.least)
        const total = told.splits.reduce(
          (range, { parts }) =>
            meet(range, sum(parts.map((one) => rangeOf(rule, one.told[line]!)))),
          rangeOf(rule, told.whole[line]!),
        )
        for (const [at, { parts }] of told.splits.entries()) {
          const names = counted.splits![at]!.parts.map(({ name }) => name).sort()
          if (parts.length === 0) continue
          // Whoever is told of stands in one group, and nobody who is few stands alone.
          assert.deepEqual(parts.flatMap((one) => one.names).sort(), names)
          for (const one of parts) {
            const others = sum(
              parts
                .filter((other) => other !== one)
                .map((other) => rangeOf(rule, other.told[line]!)),
            )
            const range = meet(rangeOf(rule, one.told[line]!), {
              low: total.low - others.high,
              high: total.high - others.low,
            })
            const true_ = counted.splits![at]!.parts.filter(({ name }) => one.names.includes(name))
            const few = true_.filter(({ cells }) => cells[line]!.people < rule.least)
            if (few.length === 0 || people < rule.least) continue
            assert.ok(one.names.length > 1)
            // Any of them may be nobody, or everybody of the group.
            assert.ok(range.high >= rule.least, JSON.stringify(range))
          }
        }
      }
    }),
    { numRuns: 300 },
  )
})

test('the same people are told the same, in whatever order they are counted', () => {
  fc.assert(
    fc.property(crowd, fc.nat(), ({ rule, months }, turn) => {
      const told = discloseTable(rule, tableOf(months))
      const turned = months.map((month) => [
        ...month.slice(turn % (month.length + 1)),
        ...month.slice(0, turn % (month.length + 1)),
      ])
      assert.deepEqual(discloseTable(rule, tableOf(turned)), told)
      const text = JSON.stringify([
        told.whole,
        told.splits.map(({ parts }) => parts.map((p) => p.told)),
      ])
      const shown = [...text.matchAll(/"about":(\d+)/g)].map(([, about]) => Number(about))
      assert.ok(shown.every((about) => about > 5 || about >= rule.base))
      assert.ok(
        shown.every((about) => about > 5),
        text,
      )
    }),
  )
})

type Range = { low: number; high: number }

function rangeOf({ least, base }: DisclosureRule, told: Disclosed): Range {
  if (!('about' in told)) return { low: 0, high: least - 1 }
  const low = Math.ceil(told.about - base / 2)
  return { low: Math.max(low, 0), high: Math.ceil(told.about + base / 2) - 1 }
}

function sum(ranges: readonly Range[]): Range {
  if (ranges.length === 0) return { low: 0, high: Number.POSITIVE_INFINITY }
  return ranges.reduce((a, b) => ({ low: a.low + b.low, high: a.high + b.high }))
}

function meet(a: Range, b: Range): Range {
  return { low: Math.max(a.low, b.low), high: Math.min(a.high, b.high) }
}
