import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { PARTS, plainly } from '../../test/transfer-evaluator.ts'
import { type History, histories, SIDES } from '../../test/transfer-histories.ts'
import { dayInLondon, startOfLondonDay } from '../kernel/index.ts'
import { joined, type Segment, segmentsOf, totalsOf } from './clock.ts'
import type { Fact } from './fact.ts'
import { asNumber, decimal, fraction, plus, same, sumOf, times, WHOLE } from './fraction.ts'
import { ALWAYS, minuteOf, shared } from './minute.ts'
import { stayOf } from './stay.ts'

const RULES = (['holders', 'tasks'] as const).flatMap((share) =>
  (['named', 'own-word'] as const).map((proves) => ({
    share,
    proves,
    weights: new Map([['home-care', 2]]),
    clause: '1.1',
    sideOf: (holder: string) => SIDES.get(holder) ?? '',
    isParty: (holder: string) => holder !== 'gone',
  })),
)
const UNTIL = minuteOf('2026-04-02T00:00:00Z')
const FROM = minuteOf('2026-03-27T00:00:00Z')
const rules = fc.constantFrom(...RULES)

function segments({ told, others, facts, contests }: History, rule: (typeof RULES)[number]) {
  const stay = stayOf({ ...told, others, facts, contests }, rule)
  return segmentsOf(stay.waiting, rule)
}

test('shares and what is unresolved make every minute whole, in any history and over any period', () => {
  fc.assert(
    fc.property(histories, rules, fc.nat(9_000), fc.nat(4_000), (history, rule, start, length) => {
      const found = segments(history, rule)
      let before = Number.NEGATIVE_INFINITY
      for (const { from, to, shares, unresolved } of found) {
        assert.ok(before <= from && from < to)
        before = to
        const all = plus(sumOf(shares.map(({ share }) => share)), unresolved)
        assert.ok(same(all, WHOLE))
        assert.ok(unresolved.parts >= 0n)
      }
      const within = { from: FROM + start, to: FROM + start + length }
      const { minutes, byHolder, unresolved } = totalsOf(found, within)
      const sum = plus(sumOf(byHolder.values()), unresolved)
      assert.ok(same(sum, fraction(minutes, 1)))
      const counted = found.reduce((all, one) => {
        const part = shared(one, within)
        return all + (part === undefined ? 0 : part.to - part.from)
      }, 0)
      assert.equal(minutes, counted)
    }),
    { numRuns: 1_000 },
  )
})

test('the clock says what a slow evaluator says minute by minute', () => {
  fc.assert(
    fc.property(histories, rules, (history, rule) => {
      const { told, others, facts, contests } = history
      const spans = others
        .filter((one) => isLater(one, told))
        .map(({ admitted, left, over }) => {
          const from = minuteOf(admitted!)
          return { from, to: left === undefined ? (over ? from : ALWAYS) : minuteOf(left) }
        })
      const plain = plainly(
        {
          admitted: minuteOf(told.admitted!),
          ...(told.left === undefined ? {} : { left: minuteOf(told.left) }),
          over: told.over,
          later: spans,
          facts,
          contests,
        },
        rule,
        FROM,
        UNTIL,
      )
      assert.deepEqual(minuteByMinute(segments(history, rule)), plain.map(asText))
    }),
    { numRuns: 60 },
  )
})

function isLater(a: History['told'], b: History['told']): boolean {
  const [left, right] = [minuteOf(a.admitted!), minuteOf(b.admitted!)]
  return left > right || (left === right && a.id > b.id)
}

function minuteByMinute(found: readonly Segment[]): string[] {
  return found.flatMap(({ from, to, state, shares }) => {
    const told = new Map(shares.map(({ holder, share }) => [holder, asNumber(times(share, PARTS))]))
    const length = Math.max(0, Math.min(to, UNTIL) - from)
    return Array.from({ length }, (_, at) => asText({ at: from + at, state, shares: told }))
  })
}

function asText(one: { at: number; state: string; shares: ReadonlyMap<string, number> }): string {
  const shares = [...one.shares].map(([holder, parts]) => `${holder} ${Math.round(parts)}`)
  return `${one.at} ${one.state} ${shares.sort().join(', ')}`
}

test('of what is known by its day alone nobody is given more than was theirs at whatever time of it it was', () => {
  const one = fc.tuple(histories, rules, fc.nat(40), fc.nat(24 * 60 - 1))
  fc.assert(
    fc.property(one, ([history, rule, which, minutes]) => {
      const vague = history.facts[which % history.facts.length]!
      const day = dayInLondon(new Date(vague.at))
      const like = ({ kind, task }: Fact) =>
        (kind === 'review') === (task === undefined) && task === vague.task
      const alone = history.facts.every((fact) => {
        return fact === vague || !like(fact) || dayInLondon(new Date(fact.at)) !== day
      })
      if (!alone || vague.instead !== undefined || vague.kind === 'take') return
      const at = (when: string): History => ({
        ...history,
        facts: history.facts.map((fact) => (fact === vague ? { ...fact, at: when } : fact)),
      })
      const begins = startOfLondonDay(day).getTime()
      const then = new Date(begins + minutes * 60_000)
      if (dayInLondon(then) !== day) return
      const exact = segments(at(then.toISOString()), rule)
      for (const segment of segments(at(day), rule)) {
        for (const other of exact) {
          if (shared(segment, other) === undefined || other.state === 'contested') continue
          for (const { holder, share } of segment.shares) {
            const own = other.shares.find((part) => part.holder === holder)?.share
            assert.ok(own !== undefined && asNumber(own) >= asNumber(share) - 1e-9, holder)
          }
        }
        const covered = exact.reduce((sum, other) => {
          const part = shared(segment, other)
          return sum + (part === undefined ? 0 : part.to - part.from)
        }, 0)
        assert.equal(covered, segment.to - segment.from)
      }
    }),
    { numRuns: 300 },
  )
})

test('with the two sides put in each other’s place, the same comes out with them put in each other’s place', () => {
  const swapped = new Map([
    ['hospital', 'council'],
    ['council', 'hospital'],
    ['nhs', 'local'],
    ['local', 'nhs'],
    ['community', 'district'],
  ])
  const swap = (text: string) => swapped.get(text) ?? text
  fc.assert(
    fc.property(histories, rules, (history, rule) => {
      const other = {
        ...rule,
        sideOf: (holder: string) =>
          swap(SIDES.get(holder === 'district' ? 'community' : swap(holder)) ?? ''),
      }
      const renamed: History = {
        ...history,
        facts: history.facts.map((fact) => ({
          ...fact,
          by: { ...fact.by, organisation: swap(fact.by.organisation), side: swap(fact.by.side) },
          ...(fact.holders === undefined ? {} : { holders: fact.holders.map(swap) }),
        })),
        contests: history.contests.map((one) => ({
          ...one,
          shares: one.shares.map((part) => ({ ...part, holder: swap(part.holder) })),
        })),
      }
      const told = (found: readonly Segment[], name: (text: string) => string) =>
        found.map(({ from, to, state, shares, unresolved }) => [
          ...[from, to, state, decimal(unresolved)],
          ...shares.map(({ holder, share }) => `${name(holder)} ${decimal(share)}`).sort(),
        ])
      assert.deepEqual(
        told(segments(renamed, other), (text) => text),
        told(segments(history, rule), swap),
      )
    }),
    { numRuns: 300 },
  )
})

test('the order in which facts came makes no difference', () => {
  fc.assert(
    fc.property(histories, rules, fc.infiniteStream(fc.nat()), (history, rule, stream) => {
      const keys = new Map(history.facts.map((fact) => [fact, stream.next().value]))
      const facts = [...history.facts].sort((a, b) => keys.get(a)! - keys.get(b)!)
      assert.deepEqual(segments({ ...history, facts }, rule), segments(history, rule))
    }),
    { numRuns: 200 },
  )
})

test('alike next to each other are told as one, and nothing is lost by it', () => {
  fc.assert(
    fc.property(histories, rules, (history, rule) => {
      const found = segments(history, rule)
      const within = { from: FROM, to: UNTIL }
      assert.deepEqual(totalsOf(joined(found), within), totalsOf(found, within))
    }),
    { numRuns: 200 },
  )
})

test('a share is told as a decimal: exact where it ends', () => {
  assert.equal(decimal(fraction(1, 2)), '0.5')
  assert.equal(decimal(fraction(1, 3)), '0.333333333333')
  assert.equal(decimal(fraction(2, 3)), '0.666666666667')
  assert.equal(decimal(fraction(6, 3)), '2')
})
